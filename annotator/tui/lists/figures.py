"""The list of one's own figures: how fast, how many keys, how many suggestions taken as they were."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.session.tally import Tally
from annotator.project.labelling import Desk
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place


class Figures:
    """One's session and one's whole work, in lines."""

    begin = 0
    asks = ""
    keys: tuple[tuple[str, str], ...] = ()
    title = "your figures"
    empty = ""

    def __init__(self, desk: Desk, tally: Tally) -> None:
        store = desk.project.store
        desk.flush(2.0)
        done = store.progress(desk.key.annotator, desk.key.round, desk.key.pass_)
        seconds = store.seconds_spent(desk.key)
        self._lines = [
            ("This session", ""),
            ("minutes at work", f"{tally.seconds / 60:.1f}"),
            ("sentences closed", f"{tally.sentences}"),
            ("sentences an hour", _rate(tally.sentences, tally.seconds)),
            ("ties made", f"{tally.ties}"),
            ("keys for each tie", f"{tally.keys / tally.ties:.1f}" if tally.ties else "–"),
            ("suggested ties taken as they were", _share(tally.taken, tally.offered)),
            ("… taken and changed", _share(tally.changed, tally.offered)),
            ("… turned down", _share(tally.rejected, tally.offered)),
            ("", ""),
            ("All your work in this project", ""),
            ("articles reviewed", f"{done.articles_done:,} of {done.articles:,}"),
            ("sentences reviewed", f"{done.sentences_done:,} of {done.sentences:,}"),
            ("ties", f"{done.ties:,}"),
            ("flags", f"{done.flags:,}"),
            ("hours with sentences open", f"{seconds / 3600:.1f}"),
            ("sentences an hour", _rate(done.sentences_done, seconds)),
        ]

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, index: int, width: int) -> Pieces:
        """A figure, or what the next ones are about."""
        name, value = self._lines[index]
        return [(f"   {name:<36}", "words"), (value, "title")] if value else [(f" {name}", "title")]

    def place(self, index: int) -> Place | None:
        """It leads nowhere."""
        return None

    def press(self, key: str, index: int) -> Outcome | None:
        """It has no keys of its own."""
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """It cannot be searched."""
        return lambda: self


def _rate(count: int, seconds: float) -> str:
    return f"{count / seconds * 3600:,.0f}" if seconds >= 1 else "–"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "–"
