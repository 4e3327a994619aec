"""Several readings of one article made one: what they differ in, what is decided, the gold that follows."""
