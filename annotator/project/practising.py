"""Practice: one's own labels of an article against its gold, once they are submitted."""

from __future__ import annotations

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.domain.feedback import SentenceFeedback, feedback
from annotator.domain.labels import Labels
from annotator.project.project import Project


def practised(project: Project, key: StreamKey) -> tuple[SentenceFeedback, ...]:
    """What is to be said of an annotator's labels of an article that they submitted in a practice round.

    Raises:
        AnnotatorError: it is not practice, not submitted, or has no gold labels.
    """
    if not project.store.round(key.round).practice:
        raise AnnotatorError(f"the round {key.round} is no practice", "Only practice is shown against gold.")
    stream = project.store.stream(key)
    if stream.submitted_at is None:
        raise AnnotatorError(f"{key.article} is not submitted yet", "ctrl+s submits it.")
    gold = gold_labels(project, key.article, key.round)
    return feedback(project.store.article(key.article), project.scheme, stream.labels, gold)


def gold_labels(project: Project, article: str, round: str) -> Labels:
    """An article's gold labels: of a round, else of `main`, else of any other.

    Raises:
        AnnotatorError: it has none.
    """
    found = project.store.gold_streams(article)
    if not found:
        raise AnnotatorError(f"{article} has no gold labels", "annotator import gold.jsonl --labels")
    key = min(found, key=lambda one: (one.round != round, one.round != "main", one.round, one.annotator))
    return project.store.stream(key).labels
