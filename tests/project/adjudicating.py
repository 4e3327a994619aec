"""Somebody who adjudicates the sample labels."""

from __future__ import annotations

from annotator.project.adjudicating import dockets, take_agreed
from annotator.project.adjudicator import Adjudicator
from annotator.project.doctor import Examination
from annotator.project.project import Project


def begun(project: Project, name: str = "lead", rule: str = "exact", seed: int = 0) -> Adjudicator:
    """Somebody who adjudicates, what is agreed being taken."""
    made = Adjudicator(project, name, lambda: None, rule=rule, seed=seed)
    for opened in dockets(project):
        made.add(take_agreed(project, opened, rule, name))
    return made


def sound(project: Project) -> bool:
    """Whether the tables are what the log comes to."""
    return not [found for found in Examination(project).findings() if found.fault]


def decide_all(work: Adjudicator, reading: int = 0, cause: str = "slip") -> int:
    """Take one reading of every open case."""
    many = 0
    while (place := next(work.open_places(), None)) is not None:
        versions = work.versions(place)
        work.decide(place, [versions[min(reading, len(versions) - 1)]], cause=cause)
        many += 1
    assert work.flush(10)
    return many
