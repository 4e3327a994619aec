"""How to load the suggester that a project is to have, here or in another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.project.lexicons import additions
from annotator.project.project import Project

if TYPE_CHECKING:
    from annotator.suggest.suggester import Suggester


@dataclass(frozen=True, slots=True)
class Recipe:
    """What it takes to load a suggester.

    `pipeline` is a package, a folder, `rules`, or None for the best one installed; `additions` holds
    the texts of a project's own lexicons by name.
    """

    pipeline: str | None = None
    additions: Mapping[str, str] = field(default_factory=dict)

    def load(self) -> Suggester:
        """The suggester.

        Raises:
            AnnotatorError: there is no such pipeline, or a lexicon has an error.
        """
        from annotator.suggest.suggester import load

        return load(self.pipeline, self.additions)


def recipe_of(project: Project | None, pipeline: str | None = None) -> Recipe:
    """The recipe of the suggester on a pipeline with the project's own lexicons."""
    return Recipe(pipeline, additions(project) if project else {})
