"""Agreement measures over typed rating tables."""
