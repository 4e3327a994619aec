"""Label who blames whom, for what and on whose word; review agreement; export training data."""

__version__ = "0.1.0"
