"""The use cases over one open project, one file each."""
