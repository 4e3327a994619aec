"""What can be done with an open project, by what it is about; `Store` is all of it."""
