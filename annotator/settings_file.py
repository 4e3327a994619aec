"""The file of a person's own settings: where it lies, reading it, changing a line of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.settings import Settings, parse

VARIABLE = "ANNOTATOR_CONFIG"
_HEAD = (
    "# Settings of the annotator's screen. F8 changes them there; annotator settings --help tells of all.\n"
)


def place() -> Path:
    """The file that ANNOTATOR_CONFIG names, else settings.toml in the user's folder for settings."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("annotator", appauthor=False) / "settings.toml"


def load(path: Path | None = None) -> Settings:
    """The settings in the file; those of one who never set any where there is no file.

    Raises:
        AnnotatorError: the file cannot be read, or something in it is wrong; says in which line.
    """
    path = path or place()
    return parse(_read(path), str(path))


def save(values: Mapping[str, str | int | bool], path: Path) -> None:
    """Put settings into the file; all else in it, comments too, stays as it is.

    Raises:
        AnnotatorError: the file cannot be written, or is no TOML any more; it is left as it was then.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = _read(path)
    try:
        document = tomlkit.parse(text or _HEAD)
        for name, value in values.items():
            document[name] = value
        text = tomlkit.dumps(document)
        parse(text, str(path))
    except TOMLKitError as error:
        raise AnnotatorError(
            f"{path}: this is no TOML: {error}", "Mend that line, or remove the file."
        ) from error
    try:
        # Where the name is a link, what it leads to is changed, and not the link.
        _replace(Path(os.path.realpath(path)), text)
    except OSError as error:
        raise AnnotatorError(
            f"{path} cannot be written: {error.strerror or error}", f"{VARIABLE} can name another file."
        ) from error


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise AnnotatorError(
            f"{path} cannot be read: {error.strerror or error}", f"{VARIABLE} can name another file."
        ) from error
    except UnicodeDecodeError as error:
        raise AnnotatorError(f"{path} is not UTF-8", "Save it as UTF-8, or remove it.") from error


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
