"""`annotator erase`: remove an article or a person's name on request."""

from __future__ import annotations

import json as json_module
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, project, tell
from annotator.domain.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.store.values import Erased

app = typer.Typer(
    help="Erase an article or a person on request, for good; list what was erased.", no_args_is_help=True
)
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")]


@app.command("article")
def article(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The article's whole key.")],
    yes: Yes = False,
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Erase an article: text, publications, labels, suggestions, times and history.

    It cannot be undone. Noted is only who erased an article when, and how many events it had. Copies
    made before (backups, exports) still hold it; a PostgreSQL server frees the bytes at its next VACUUM.

    Examples:
      annotator erase article 01_dam_failure
    """
    from annotator.project.erasing import erase_article
    from annotator.project.project import annotator_name

    author = annotator_name(name)
    with project(db) as opened:
        opened.store.article(key)
        _confirm(f"This erases the article {key} and all labels of it, for good.", "key", key, yes)
        _report(erase_article(opened, key, author), json)


@app.command("annotator")
def annotator(
    who: Annotated[str, typer.Argument(metavar="NAME", help="Whose name is to go.")],
    labels: Annotated[
        bool, typer.Option("--labels", help="Erase what they labelled, too, with its history.")
    ] = False,
    yes: Yes = False,
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Erase a person's name: a pseudonym (erased-1) takes its place, in the history too.

    It cannot be undone. Their labels stay under the pseudonym unless --labels is given. Names in
    comments are not looked for. Copies made before (backups, exports) still hold the name.

    Examples:
      annotator erase annotator anna

      annotator erase annotator anna --labels --yes
    """
    from annotator.project.erasing import erase_annotator
    from annotator.project.project import annotator_name

    author = annotator_name(name)
    with project(db) as opened:
        what = f"all labels of {who}, and the name" if labels else f"the name {who}"
        _confirm(f"This erases {what}, for good.", "name", who, yes)
        _report(erase_annotator(opened, who, author, labels=labels), json)


@app.command("finish")
def finish(db: Db = None) -> None:
    """Free the file of erased bytes, where another program kept `erase` from doing so.

    Examples:
      annotator erase finish
    """
    from annotator.project.erasing import finish

    with project(db) as opened:
        if not finish(opened):
            raise AnnotatorError("another program is still reading the project", _INCOMPLETE)
    tell("nothing of what was erased is left in the file")


@app.command("log")
def log(db: Db = None, json: Json = False) -> None:
    """List what was erased: when, what kind, by whom, how many events; never what it was.

    Examples:
      annotator erase log
    """
    from annotator.domain.text import printable
    from annotator.project.erasing import erasures

    with project(db) as opened:
        for one in erasures(opened):
            if json:
                row = asdict(one) | {"at": one.at.isoformat()}
                print(json_module.dumps(row, ensure_ascii=False, sort_keys=True))
            else:
                what = f"{one.kind:<8}  by {one.author}, {_many(one.n_events, 'event')}"
                print(printable(f"{one.at:%Y-%m-%d %H:%M}  {what}"))


_INCOMPLETE = (
    "The file may still hold the bytes of what was erased: close other programs that have the project open,"
    " then run `annotator erase finish`."
)


def _confirm(warning: str, kind: str, wanted: str, yes: bool) -> None:
    """Have the key or name typed.

    Raises:
        AnnotatorError: something else was typed, or there is nobody to type.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise AnnotatorError("nobody is there to confirm that this may be erased", "In a script add --yes.")
    tell(warning)
    tell(f"Type the {kind} to go on:")
    if sys.stdin.readline().strip() != wanted.strip():
        raise AnnotatorError(f"that is not the {kind}: nothing was erased", "Begin again, or leave it.")


def _report(erased: Erased, json: bool) -> None:
    if json:
        print(json_module.dumps(asdict(erased), sort_keys=True))
    else:
        done = "renamed" if erased.kind == "identity" else "erased"
        tell(f"{done}: {_many(erased.n_streams, 'set')} of labels, {_many(erased.n_events, 'event')}")
        if erased.pseudonym:
            tell(f"the name is now {erased.pseudonym}")
        tell("backups and exports made before still hold it")
    if not erased.complete:
        tell(_INCOMPLETE)


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
