"""The same project on disk as the tests of faults have."""

from tests.faults.conftest import _made, folder

__all__ = ["_made", "folder"]
