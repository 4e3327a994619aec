"""The command `annotator`: its commands, its exit codes, and where errors are shown."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from annotator.cli import (
    agreement,
    annotate,
    backup,
    doctor,
    entity,
    erase,
    evaluate,
    export,
    formats,
    history,
    import_,
    init,
    lexicon,
    round,
    scheme,
    settings,
    status,
    suggest,
)
from annotator.cli.options import Db, Debug, remember
from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable

EPILOG = """Exit codes: 0 done · 1 could not be done, nothing stored is touched · 2 wrong use ·
130 interrupted.  The project is annotator.db in this folder, or --db PATH|URL, or ANNOTATOR_DB."""

app = typer.Typer(
    name="annotator",
    help="Label who blames whom, for what and on whose word; export training data.",
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from annotator import __version__

        typer.echo(f"annotator {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
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
        annotate.open_or_make()


app.command("init")(init.run)
app.command("import")(import_.run)
app.command("annotate")(annotate.run)
app.command("suggest")(suggest.run)
app.command("evaluate")(evaluate.run)
app.command("export")(export.run)
app.command("agreement")(agreement.run)
app.command("status")(status.run)
app.command("history")(history.run)
app.command("settings")(settings.run)
app.command("formats")(formats.run)
app.command("backup")(backup.run)
app.command("doctor")(doctor.run)
app.add_typer(round.app, name="round")
app.add_typer(entity.app, name="entity")
app.add_typer(lexicon.app, name="lexicon")
app.add_typer(scheme.app, name="scheme")
app.add_typer(erase.app, name="erase")


def main() -> None:
    """Run the command; show what went wrong in words and exit with 1."""
    try:
        app()
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


def _show(error: AnnotatorError) -> None:
    import logging

    logging.getLogger("annotator").info("failed", exc_info=error)
    for line in error.message.splitlines() or [""]:
        print(f"annotator: {printable(line)}", file=sys.stderr)
    if error.hint:
        print(f"  {printable(error.hint)}", file=sys.stderr)


def _silence(stream: Any) -> None:
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    main()
