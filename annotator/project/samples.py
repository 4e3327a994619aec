"""A first project from the sample articles that come with the program."""

from __future__ import annotations

from annotator import resources
from annotator.project.importing import import_articles
from annotator.project.project import Project, create_project
from annotator.project.sources import sources


def make_from_samples(place: str | None) -> Project:
    """Make a project with the blame scheme and the sample articles, and open it."""
    found = sources([str(resources.folder("seeds") / "articles")])
    project = create_project(place, "blame")
    try:
        import_articles(project, found)
    except BaseException:
        project.close()
        raise
    return project
