"""A line of text being typed, as a value: no focus changes hands, so no fast key is lost to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.text import printable

ATTRIBUTE = "attribute "
_KEEP = "keep it (empty: take it away)"
#: What ⏎ does, by what is asked; in a list it shows what has the text.
_DOES = {
    "comment": _KEEP,
    "find": "go to the next place (empty: of the text sought last)",
    "find in all articles": "list the articles with it",
    "sentence number": "go there",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked, what was typed, and where the cursor is (in code points)."""

    ask: str
    text: str = ""
    at: int = 0

    def press(self, key: str, char: str | None) -> Prompt:
        """The prompt after a key; keys it does not know change nothing."""
        text, at = self.text, self.at
        match key:
            case "left":
                return replace(self, at=max(at - 1, 0))
            case "right":
                return replace(self, at=min(at + 1, len(text)))
            case "home" | "ctrl+a":
                return replace(self, at=0)
            case "end" | "ctrl+e":
                return replace(self, at=len(text))
            case "backspace" | "ctrl+h":
                return replace(self, text=text[: max(at - 1, 0)] + text[at:], at=max(at - 1, 0))
            case "delete" | "ctrl+d":
                return replace(self, text=text[:at] + text[at + 1 :])
            case "ctrl+u":
                return replace(self, text=text[at:], at=0)
            case "ctrl+w":
                kept = text[:at].rstrip().rpartition(" ")
                start = len(kept[0]) + len(kept[1])
                return replace(self, text=text[:start] + text[at:], at=start)
        return self.typed(char) if char is not None and char.isprintable() else self

    def typed(self, text: str) -> Prompt:
        """The prompt with text put in at the cursor; line breaks become blanks, controls are left out."""
        clean = "".join(char for char in " ".join(text.splitlines()) if char.isprintable())
        return replace(
            self, text=self.text[: self.at] + clean + self.text[self.at :], at=self.at + len(clean)
        )

    @property
    def does(self) -> str:
        """What ⏎ does with the text."""
        if self.ask.startswith(ATTRIBUTE):
            return _KEEP
        return _DOES.get(self.ask, "list those with it (empty: all)")

    def pieces(self) -> list[tuple[str, str]]:
        """What to show: the question, the text, and the cursor as a block."""
        shown = printable(self.text) + " "
        return [
            (f" {self.ask.removeprefix(ATTRIBUTE)}: ", "bar-key"),
            (shown[: self.at], "bar"),
            (shown[self.at], "cursor"),
            (shown[self.at + 1 :], "bar"),
        ]
