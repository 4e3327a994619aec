"""The one exception type that is meant to be read by a user."""


class AnnotatorError(Exception):
    """Something the user can act on: `message` says what and where, `hint` what to do.

    Raised where the problem is known; shown in two places only, the command line's edge and
    the terminal screen's handler.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class ConflictError(AnnotatorError):
    """A change does not fit the state it meets: someone else changed it in between."""
