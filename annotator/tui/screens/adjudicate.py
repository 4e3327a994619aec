"""The adjudication screen: one case at a time, one key for the reading and one for the cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from annotator.domain.adjudication.cases import Version
from annotator.domain.adjudication.decision import CAUSES
from annotator.domain.adjudication.gold import Gold, with_taken
from annotator.domain.errors import AnnotatorError
from annotator.domain.session.attributes import set_attribute
from annotator.domain.session.commands import commands, keymap
from annotator.domain.session.drafting import Draft
from annotator.domain.session.items import Item
from annotator.domain.session.taking import focus
from annotator.domain.text import printable
from annotator.project.adjudicating import Opened, dockets, take_agreed
from annotator.project.adjudicator import Adjudicator, Place
from annotator.tui import case_view, view
from annotator.tui.case_view import Shown
from annotator.tui.footer import key_footer
from annotator.tui.prompt import Prompt
from annotator.tui.themes import palette
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.case_panel import CasePanel
from annotator.tui.widgets.painted import Painted
from annotator.tui.widgets.rows import Rows, flow

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp

#: Which cases are wanted, by article and the ids of their labels; None for all.
Only = frozenset[tuple[str, frozenset[tuple[str, str]]]]
Pairs = tuple[tuple[str, str], ...]

KEYS: Pairs = (
    ("1 2 …", "take reading"),
    ("b", "both"),
    ("n", "neither"),
    ("e", "edit"),
    ("u", "undo"),
    ("?", "help"),
    ("q", "leave"),
    ("space", "later"),
    (";", "rule"),
    ("←→", "reading in hand"),
    ("t", "names"),
)
AGREED_KEYS: Pairs = (
    ("1", "right"),
    ("n", "wrong: nothing here"),
    ("e", "edit"),
    ("u", "undo"),
    ("space", "later"),
    ("?", "help"),
    ("q", "leave"),
)
CAUSE_KEYS: Pairs = (*CAUSES.items(), ("⏎", "no cause"), ("m", "note"), ("esc", "not yet"))
EDIT_KEYS: Pairs = (
    ("⏎", "take it so"),
    ("u", "undo a key"),
    ("esc", "give the edit up"),
    ("A–Z", "category"),
    ("1–7", "role"),
    (", . < >", "ends"),
    ("t", "attributes"),
    ("x", "delete"),
)
HELP: tuple[tuple[str, str], ...] = (
    ("1 … 9", "take this reading into gold"),
    ("⏎", "take the reading in hand (▶)"),
    ("b", "take all readings that marked something: they are different things"),
    ("n", "neither: nothing of it belongs into gold"),
    ("e", "change the reading in hand as in the annotate screen; ⏎ takes it so"),
    ("← →", "another reading in hand"),
    ("", ""),
    *((key, f"cause: {name}") for key, name in CAUSES.items()),
    ("⏎ or space", "no cause"),
    ("m", "write a note, then the cause"),
    ("", ""),
    ("u", "undo the last decision, also after a restart"),
    ("space ↓ j", "leave it for later, go on"),
    ("↑ k", "the case before"),
    ("; F2", "the guideline for what the readings call it"),
    ("ctrl+↓ ctrl+↑", "more of a long table of readings"),
    ("t", "show or hide whose reading it is"),
    ("ctrl+t", "next theme"),
    ("q esc", "leave; every decision is saved at once"),
)


SURE = "esc again gives the edit up, ⏎ takes it so"


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that waits for its cause; `edited` is gold as it was changed by hand."""

    place: Place
    taken: Sequence[Version]
    told: str
    edited: Gold | None = None
    note: str = ""


class AdjudicateScreen(Screen[None]):
    """Steps through the open cases of a round, then through a sample of the agreed.

    Articles are read in a thread, so the first case is there before the last is known. Keys come
    through `press`, in the order they were typed.
    """

    CSS_PATH = "adjudicate.tcss"
    AUTO_FOCUS = None
    LAYERS: ClassVar[tuple[str, ...]] = ("default", "above")

    def __init__(
        self,
        author: str,
        round: str = "main",
        *,
        rule: str = "exact",
        seed: int = 0,
        sample: float = 0.05,
        first: str | None = None,
        only: Only | None = None,
        names: bool = False,
    ) -> None:
        super().__init__()
        self._author, self._round, self._rule = author, round, rule
        self._seed, self._share, self._first, self._only = seed, sample, first, only
        self._names = names
        self.work: Adjudicator | None = None
        self.place: Place | None = None
        self.loaded = False
        self._articles = 0
        self._foreign = 0
        self._hand = 0
        self._choice: Choice | None = None
        self._draft: Draft | None = None
        self._made: Mapping[str, tuple[str, str]] = {}
        self._prompt: Prompt | None = None
        self._message = ""
        self._waiting: list[tuple[str, str | None]] = []
        self._drawn_in = ""
        self._rule_shown = False

    @property
    def shell(self) -> AnnotatorApp:
        """The app."""
        return cast("AnnotatorApp", self.app)

    @property
    def waits(self) -> bool:
        """Whether keys wait for the first case to be read."""
        return not self.loaded and self.place is None

    def compose(self) -> ComposeResult:
        """Header, case or editor, message, footer; help above all."""
        yield Painted("bar", id="header")
        yield CasePanel(id="case")
        with Vertical(id="editor"):
            yield ArticleView(id="drafted")
            yield Painted("bar-quiet", id="rule")
            yield Rows(id="ties")
        yield Painted("message", id="message")
        yield Painted("bar", id="footer")
        yield Rows(id="help")

    def on_mount(self) -> None:
        """Begin to read the round."""
        project = self.shell.project
        assert project is not None
        self._keys = keymap(commands(project.scheme))
        later = lambda: self._later(self._saved_changed)  # noqa: E731
        self.work = Adjudicator(
            project, self._author, later, rule=self._rule, seed=self._seed, sample=self._share
        )
        self.draw()
        self.run_worker(self._read, thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        """Commit what waits."""
        if self.work is not None and not self.work.close(2.0):
            self.shell.failure = AnnotatorError(
                f"{self.work.unsaved} decisions are not saved", "Open adjudication again and repeat them."
            )

    def on_resize(self) -> None:
        """Lay out anew."""
        self.call_after_refresh(self.draw)

    def press(self, key: str, char: str | None) -> bool:
        """Do what a key stands for; False if it stands for nothing here."""
        if self.waits and key not in ("q", "escape"):
            self._waiting.append((key, char))
            return True
        if self.has_class("help"):
            self._press_help(key)
        elif self._prompt is not None:
            self._press_prompt(key, char)
        elif self._draft is not None:
            if not self._press_draft(key, char):
                return False
        elif self._choice is not None:
            self._press_cause(key)
        elif not self._press_case(key):
            return False
        self.draw()
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Text pasted goes to the note being written."""
        if self._prompt is not None:
            self._prompt = self._prompt.typed(event.text)
            self.draw()

    # Reading

    def _read(self) -> None:
        project, work = self.shell.project, self.work
        assert project is not None
        assert work is not None
        try:
            for opened in dockets(project, self._round, self._author):
                ready = opened if opened.foreign else take_agreed(project, opened, self._rule, self._author)
                self._later(partial(self._arrived, ready))
        except AnnotatorError as error:
            self._later(partial(self._failed, error))
        self._later(self._all_read)

    def _arrived(self, opened: Opened) -> None:
        assert self.work is not None
        self._articles += 1
        self._foreign += opened.foreign
        self.work.add(opened)
        if self.place is None and not self._first:
            there = self.work.open_in(opened.key.article)
            self._go(next((place for place in there if self._wanted(place)), None))
            if self.place is not None:
                self.draw()
                self._press_waiting()
        self._draw_header()

    def _all_read(self) -> None:
        self.loaded = True
        if self.place is None:
            wanted = [place for place in self._places() if place.article == self._first]
            self._go(wanted[0] if wanted else self._next())
        self.draw()
        self._press_waiting()

    def _failed(self, error: AnnotatorError) -> None:
        self.shell.back(error)

    def _press_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for key, char in waiting:
            self.press(key, char)

    def _later(self, act: Callable[[], None]) -> None:
        if self.is_attached and self.app.is_running:
            self.app.call_later(act)

    # Where one is

    def _places(self) -> list[Place]:
        """All that is to be gone through now: open cases and, once none is left, the sample of the agreed."""
        assert self.work is not None
        places = [place for place in self.work.open_places() if self._wanted(place)]
        return places or (self.work.sample() if self.loaded and self._only is None else [])

    def _wanted(self, place: Place) -> bool:
        return self._only is None or (place.article, frozenset(place.case.ids.items())) in self._only

    def _next(self, step: int = 1) -> Place | None:
        """The place after or before the present one, which may be decided by now."""
        work, here = self.work, self.place
        assert work is not None
        if here is not None and not here.agreed:
            found = next((one for one in work.onward(here, step) if self._wanted(one)), None)
            if found is not None:
                return found
        places = self._places()
        if not places or here is None or here.agreed != places[0].agreed:
            return places[0] if places else None
        now = work.order(here)
        if step > 0:
            return next((one for one in places if work.order(one) > now), places[0])
        return next((one for one in reversed(places) if work.order(one) < now), places[-1])

    def _left(self) -> int:
        """How many places are still to be gone through."""
        assert self.work is not None
        many = self.work.still_open if self._only is None else 0
        return many or len(self._places())

    def _go(self, place: Place | None) -> None:
        self.place, self._hand, self._choice = place, 0, None
        if place is not None and self.work is not None:
            versions = self.work.versions(place)
            self._hand = next((i for i, version in enumerate(versions) if version.id is not None), 0)

    # Keys

    def _press_case(self, key: str) -> bool:
        work, place = self.work, self.place
        assert work is not None
        self._message = ""
        match key:
            case "q" | "escape" | "ctrl+q":
                self._leave()
                return True
            case "question_mark" | "f1":
                self.add_class("help")
                return True
            case "semicolon" | "f2" if place is not None:
                self._rule_shown = True
                self.add_class("help")
                return True
            case "ctrl+t":
                self._message = self.shell.next_theme()
                return True
            case "u" | "ctrl+z":
                self._undo()
                return True
            case "ctrl+down" | "ctrl+up":
                self.query_one(CasePanel).table.scroll_by(3 if key == "ctrl+down" else -3)
                return True
            case "t":
                self._names = not self._names
                return True
        if place is None:
            return False
        versions = work.versions(place)
        if key.isdigit() and 1 <= int(key) <= len(versions):
            self._choose(place, [versions[int(key) - 1]], f"reading {key}")
        elif key == "enter":
            self._choose(place, [versions[self._hand]], f"reading {self._hand + 1}")
        elif key == "b":
            self._choose(place, [one for one in versions if one.id is not None], "both")
        elif key == "n":
            if place.case.shared:
                self._message = "ties hang on this span: 1 or 2 takes its bounds, e changes them"
            else:
                self._choose(place, [], "neither")
        elif key == "e":
            self._edit(place, versions)
        elif key in ("left", "right", "h", "l"):
            self._hand = (self._hand + (1 if key in ("right", "l") else -1)) % len(versions)
        elif key in ("space", "down", "j"):
            self._go(self._next())
        elif key in ("up", "k"):
            self._go(self._next(-1))
        else:
            return False
        return True

    def _choose(self, place: Place, taken: Sequence[Version], told: str, edited: Gold | None = None) -> None:
        choice = Choice(place, taken, told, edited)
        if place.agreed and taken and edited is None:
            self._decide(choice, "")
        else:
            self._choice = choice

    def _press_cause(self, key: str) -> None:
        choice = self._choice
        assert choice is not None
        if key == "escape":
            self._choice = None
            if choice.edited is not None:
                self._message = "the edit was given up"
        elif key == "m":
            self._prompt = Prompt("note", choice.note, len(choice.note))
        elif key in CAUSES:
            self._decide(choice, CAUSES[key])
        elif key in ("enter", "space"):
            self._decide(choice, "")
        else:
            self._message = "a letter says why they differ; ⏎ says nothing, esc goes back to the readings"

    def _decide(self, choice: Choice, cause: str) -> None:
        assert self.work is not None
        self.work.decide(choice.place, choice.taken, edited=choice.edited, cause=cause, note=choice.note)
        self._message = f"{choice.told}" + (f", {cause}" if cause else "") + ": u takes it back"
        self._go(self._next())

    def _undo(self) -> None:
        assert self.work is not None
        article = self.place.article if self.place is not None else next(iter(self.work.articles), "")
        if not article:
            self._message = "there is nothing to undo"
            return
        try:
            self._message, back = self.work.undo(article)
        except AnnotatorError as error:
            self._message = error.message
            return
        if back is not None:
            self._go(back)

    def _leave(self) -> None:
        work = self.work
        assert work is not None
        if work.flush(0.2 if work.trouble else 3.0) or work.trouble is None:
            self.shell.back()
        else:
            self._message = f"{work.unsaved} decisions are not saved: {work.trouble.message}"

    def _press_help(self, key: str) -> None:
        lines = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 10, "space": 10, "pageup": -10}
        if key in lines:
            self.query_one("#help", Rows).scroll_by(lines[key])
        else:
            self.remove_class("help")
            self._rule_shown = False

    # Editing

    def _edit(self, place: Place, versions: Sequence[Version]) -> None:
        assert self.work is not None
        version = versions[self._hand]
        if version.id is None:
            self._message = "this reading marked nothing: ← → takes another one in hand"
            return
        docket = self.work.docket(place.article)
        gold = with_taken(docket.compared, place.case, docket.whole, version.annotators[:1])
        labels = gold.labels
        bare = replace(Shown(docket, place.case, versions).session(), labels=labels)
        key = gold.of_case(place.case)[0]
        head = labels.ties[key].head if place.case.kind == "tie" else key
        session = focus(bare, Item(place.case.kind, key, False, labels.spans[head].start))
        self._made = gold.made
        self._draft = Draft(session, message="change it with the keys of the annotate screen; ⏎ takes it so")
        self.add_class("edit")

    def _press_draft(self, key: str, char: str | None) -> bool:
        draft, place = self._draft, self.place
        assert draft is not None
        assert place is not None
        assert self.work is not None
        if draft.session.menu is None and key == "escape":
            if draft.session.anchor is not None:
                self._draft = replace(draft, session=replace(draft.session, anchor=None), message="")
            elif draft.before and draft.message != SURE:
                self._draft = replace(draft, message=SURE)
            else:
                self._end_edit("the edit was given up")
        elif draft.session.menu is None and key == "enter":
            version = self.work.versions(place)[self._hand]
            self._end_edit("")
            self._choose(place, [version], "edited", Gold(draft.session.labels, self._made))
        else:
            after = draft.press(self._keys, key, char)
            if after is None:
                return False
            if after.ask:
                self._prompt = Prompt(after.ask)
            self._draft = after
        return True

    def _end_edit(self, message: str) -> None:
        self._draft = None
        self.remove_class("edit")
        self._message = message

    def _press_prompt(self, key: str, char: str | None) -> None:
        assert self._prompt is not None
        if key == "escape":
            self._prompt = None
        elif key == "enter":
            done, self._prompt = self._prompt, None
            text = done.text.strip()
            if self._draft is not None and done.ask.startswith("attribute "):
                name = done.ask.removeprefix("attribute ")
                self._draft = self._draft.after(set_attribute(self._draft.session, name, text or None))
            elif self._choice is not None:
                self._choice = replace(self._choice, note=text)
        else:
            self._prompt = self._prompt.press(key, char)

    # Saving

    def _saved_changed(self) -> None:
        if not self.is_mounted or self.work is None:
            return
        if self.work.conflict:
            try:
                self._message = self.work.recover()
            except AnnotatorError as error:
                self._message = error.message
            here = self.place
            if here is not None and all(self.work.order(p) != self.work.order(here) for p in self._places()):
                self._go(self._next())
            self.draw()
        else:
            self._draw_header()

    # Drawing

    def draw(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted or not self.shell.scheme:
            return
        if self._drawn_in != self.shell.theme:
            self._drawn_in = self.shell.theme
            styles = palette(self.shell.current_theme, self.shell.scheme)
            for widget in self.query(Painted):
                widget.palette = styles
                widget.refresh()
        self._draw_header()
        if self._draft is not None:
            self._draw_editor(self._draft)
        else:
            self.query_one(CasePanel).show(self._shown(), self._nothing_left())
        self._draw_message()
        shown = self._shown()
        if self._rule_shown and shown is not None:
            rules = case_view.rules(shown, self.size.width)
            self.query_one("#help", Rows).show([[line] for line in rules])
        elif self.has_class("help"):
            lines = [[(f"  {key:<14}", "key"), (told, "words")] for key, told in HELP]
            self.query_one("#help", Rows).show([[[(" Keys of adjudication", "title")], [], *lines]])

    def _shown(self) -> Shown | None:
        if self.place is None or self.work is None:
            return None
        docket = self.work.docket(self.place.article)
        called = {name: name for name in docket.compared.readings} if self._names else {}
        return Shown(docket, self.place.case, self.work.versions(self.place), self._hand, called)

    def _draw_header(self) -> None:
        work = self.work
        if work is None or not self.is_mounted:
            return
        if work.trouble is not None:
            right = [(f" NOT SAVED ({work.unsaved}): {printable(work.trouble.message)} ", "bar-warning")]
        elif work.unsaved:
            right = [(" saving … ", "bar")]
        else:
            right = [(f" saved #{work.saved} " if work.saved else " nothing to save yet ", "bar-saved")]
        left = self._left()
        many = "" if self.loaded else "+"
        sort = "agreed to look at" if self.place is not None and self.place.agreed else "open"
        right = [(f" {work.decided} decided · {left}{many} {sort} ", "bar-key"), *right]
        article = self.place.article if self.place is not None else ""
        title = printable(f" adjudicate {self._round} · {article}")
        room = max(self.size.width - sum(len(text) for text, _ in right), 0)
        title = title if len(title) <= room else title[: max(room - 1, 0)] + "…"
        self.query_one("#header", Painted).paint([[(title.ljust(room), "bar"), *right]])

    def _draw_editor(self, draft: Draft) -> None:
        session = draft.session
        article = self.query_one("#drafted", ArticleView)
        article.show(session)
        rule, ties = self.query_one("#rule", Painted), self.query_one("#ties", Rows)
        if session.menu is not None:
            rule.paint([[(f" {view.menu_title(session)} ", "bar-key")]])
            lines = [
                [(f" {one.key} ", "key"), (printable(one.text), "own" if one.on else "words")]
                for one in view.choices(session)
            ]
            ties.show([[line] for line in lines])
        else:
            rule.paint([[(" gold, as it would be", "bar-quiet")]])
            found = view.rows(session)
            at = next((index for index, row in enumerate(found) if row.focused), None)
            ties.show([flow(row.pieces, self.size.width - 1, 5) for row in found], at)

    def _draw_message(self) -> None:
        message, width = self.query_one("#message", Painted), self.size.width
        keys = KEYS
        if self._prompt is not None:
            message.paint([self._prompt.pieces()])
            self.query_one("#footer", Painted).paint(key_footer((("⏎", "keep"), ("esc", "leave")), width))
            return
        told = self._message
        if self._draft is not None:
            keys, told = EDIT_KEYS, self._draft.message
        elif self._choice is not None:
            keys = CAUSE_KEYS
            note = f" (note: {self._choice.note})" if self._choice.note else ""
            told = told or f"{self._choice.told}{note} — and why do they differ?"
        elif self.place is not None and self.place.agreed:
            keys = AGREED_KEYS
        elif self.place is None:
            keys = (("u", "undo"), ("q", "leave"))
        message.paint([[(f" {printable(told)}", "message")]])
        self.query_one("#footer", Painted).paint(key_footer(keys, width))

    def _nothing_left(self) -> str:
        if not self.loaded:
            return "reading the round …"
        if not self._articles:
            return "no article was submitted by two annotators yet (and by you, if you label in the round)"
        if self._only is not None:
            return "every one of these is decided: q goes back"
        more = f"; {self._foreign} articles have gold from elsewhere" if self._foreign else ""
        return f"every case is decided{more}: annotator export jsonl --gold, annotator corrections NAME"
