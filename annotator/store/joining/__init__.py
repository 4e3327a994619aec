"""Another project taken in: its people, rounds and articles, and of every log what this project has not."""
