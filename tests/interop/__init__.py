"""What we write, read by the tools it is for, each in an environment of its own: `make interop`."""
