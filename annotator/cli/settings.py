"""`annotator settings`: where a person's own settings lie, what they are, and which keys can be changed."""

from __future__ import annotations

import json as json_module
from typing import Annotated

import typer

from annotator.cli.options import Json, tell


def run(
    keys: Annotated[
        bool, typer.Option("--keys", help="List the commands of the screen with their keys.")
    ] = False,
    scheme: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="The label scheme whose keys are kept free.")
    ] = "blame",
    json: Json = False,
) -> None:
    """Check and print the settings of the screen: theme, context, suggestions, keys.

    They lie in settings.toml in your folder for settings, or where ANNOTATOR_CONFIG says; F8 in the
    screen changes them, and so can you. A table [keys] gives commands other keys, written as help
    shows them: flag = "! ctrl+b".

    Examples:
      annotator settings

      annotator settings --keys

      ANNOTATOR_CONFIG=~/mine.toml annotator annotate
    """
    from annotator.domain.key_names import key_name
    from annotator.domain.session.commands import commands
    from annotator.domain.session.remapping import remapped
    from annotator.schemes.reader import load as load_scheme
    from annotator.settings_file import load

    settings = load()
    table = remapped(commands(load_scheme(scheme)[0]), settings)
    shown = {command.id: " ".join(key_name(key) for key in command.keys) for command in table}
    own = {
        "theme": settings.theme,
        "context": "all" if settings.context is None else settings.context,
        "suggestions": settings.suggestions,
        "tour": settings.tour,
    }
    if json:
        print(json_module.dumps({"file": settings.file, **own, "keys": shown}, ensure_ascii=False, indent=2))
        return
    tell(f"# {settings.file}")
    if not keys:
        print(
            "\n".join(
                f"{name} = {json_module.dumps(value, ensure_ascii=False)}" for name, value in own.items()
            )
        )
        shown = {name: shown[name] for name in settings.keys}
    if shown:
        print("[keys]")
    for name, written in shown.items():
        quoted = name if name.replace("-", "").isalnum() and name.isascii() else json_module.dumps(name)
        print(f"{quoted} = {json_module.dumps(written, ensure_ascii=False)}")
