"""Which spaCy pipeline the suggestions run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = ("blame_actors", "blame_stances", "blame_ties")
#: English pipelines in order of preference.
PREFERRED = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_news_standin")
RULES = "rules"


def best_installed() -> str:
    """The best English pipeline that is installed, or `rules` where there is none."""
    from spacy.util import is_package

    return next((name for name in PREFERRED if is_package(name)), RULES)


def load_pipeline(name: str) -> Language:
    """The pipeline with the components of this package added where it lacks them.

    `rules` is a blank English pipeline; any other name is an installed package or a folder.

    Raises:
        AnnotatorError: there is no such pipeline.
    """
    import spacy

    if name == RULES:
        nlp = spacy.blank("en")
    else:
        try:
            nlp = spacy.load(name)
        except OSError as error:
            raise AnnotatorError(
                f"no spaCy pipeline {name!r} is installed and no folder of that name holds one",
                "Install it (python -m spacy download en_core_web_sm), or use the pipeline `rules`.",
            ) from error
    for component in COMPONENTS:
        if component not in nlp.pipe_names:
            nlp.add_pipe(component)
    return nlp
