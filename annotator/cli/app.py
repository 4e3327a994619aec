"""The command `annotator`: its commands, its exit codes, and where errors are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from importlib import import_module
from typing import Annotated, Any

import typer

from annotator.cli.options import Db, Debug, remember
from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable

EPILOG = """Exit codes: 0 done · 1 could not be done, nothing stored is touched · 2 wrong use ·
130 interrupted.  The project is annotator.db in this folder, or --db PATH|URL, or ANNOTATOR_DB."""

#: The commands in the order of the help, each in the module of its name: `run`, or `app` where it has
#: commands of its own.
COMMANDS = (
    "init",
    "import",
    "annotate",
    "suggest",
    "evaluate",
    "export",
    "round",
    "agreement",
    "adjudicate",
    "corrections",
    "merge",
    "conflict",
    "status",
    "history",
    "settings",
    "formats",
    "backup",
    "doctor",
    "entity",
    "lexicon",
    "scheme",
    "erase",
)
_MODULES = {"import": "import_"}


def application(names: Collection[str] = COMMANDS) -> typer.Typer:
    """The application with the commands named; loading all of them would delay the screen by a frame."""
    made = typer.Typer(
        name="annotator",
        help="Label who blames whom, for what and on whose word; export training data.",
        epilog=EPILOG,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )
    made.callback(invoke_without_command=True)(start)
    for name in COMMANDS:
        if name in names:
            module = import_module(f"annotator.cli.{_MODULES.get(name, name)}")
            if hasattr(module, "app"):
                made.add_typer(module.app, name=name)
            else:
                made.command(name)(module.run)
    return made


def _version(wanted: bool) -> None:
    if wanted:
        from annotator import __version__

        typer.echo(f"annotator {__version__}")
        raise typer.Exit


def start(
    context: typer.Context,
    db: Db = None,
    debug: Debug = False,
    round: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The round to label in; the open one where you have articles."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Label who blames whom, for what and on whose word; export training data.

    Without a command: open the project here, or make one from the sample articles and open it.
    """
    if round is not None and context.invoked_subcommand not in (None, "annotate"):
        raise typer.BadParameter("--round goes after the command that takes it")
    remember(db, debug, round)
    if context.invoked_subcommand is None:
        from annotator.cli.annotate import open_or_make

        open_or_make()


def main() -> None:
    """Run the command; show what went wrong in words and exit with 1."""
    try:
        application(_asked_for(sys.argv[1:]))()
    except AnnotatorError as error:
        _show(error)
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as ended:
        # Typer makes a SystemExit of Ctrl-C.
        if isinstance(ended, SystemExit) and ended.code != 130:
            raise
        print("interrupted; what was stored stays", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`annotator status | head`).
        _silence(sys.stdout)
        sys.exit(0)


def _asked_for(words: list[str]) -> Collection[str]:
    """The commands that may be meant: all, for the help, a wrong word, or a shell that completes."""
    if not words and "_ANNOTATOR_COMPLETE" not in os.environ:
        return ("annotate",)
    if words[:1] in (["--help"], ["-h"]):
        return COMMANDS
    return [word for word in words if word in COMMANDS] or COMMANDS


def _show(error: AnnotatorError) -> None:
    import logging

    logging.getLogger("annotator").info("failed", exc_info=error)
    for line in error.message.splitlines() or [""]:
        print(f"annotator: {printable(line)}", file=sys.stderr)
    if error.hint:
        print(f"  {printable(error.hint)}", file=sys.stderr)


def _silence(stream: Any) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    main()
