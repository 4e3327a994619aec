"""The terminal application: themes, the order of keys, opening articles, fetching suggestions."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.domain.key_names import key_name
from annotator.domain.labels import Labels
from annotator.domain.rounds import Round
from annotator.domain.scheme import Scheme
from annotator.domain.session.commands import Command, commands
from annotator.domain.session.moving import is_open
from annotator.domain.session.remapping import remapped
from annotator.domain.session.reviewing import FINISHED_TASK
from annotator.domain.settings import Settings
from annotator.project.advising import Adviser
from annotator.project.labelling import Desk
from annotator.project.project import Project
from annotator.project.queue import next_open, resuming
from annotator.project.roles import require_lead
from annotator.project.suggesting import stored
from annotator.tui.act import Act
from annotator.tui.ending import end_on_signals
from annotator.tui.key_words import with_keys
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.themes import THEMES
from annotator.tui.tour import tour
from annotator.tui.typeahead import settled

#: Makes a screen that is shown instead of an article.
Review = Callable[[], Screen[None]]

#: Seconds in which a frame reaches the terminal.
FRAME = 0.05


@runtime_checkable
class TakesKeys(Protocol):
    """A screen whose keys come one after another, in the order they were typed."""

    def press(self, key: str, char: str | None) -> bool:
        """Do what a key stands for; False if it stands for nothing there."""
        ...


@runtime_checkable
class HasActs(Protocol):
    """A screen that says what can be done in it now."""

    def at_hand(self) -> list[Act]:
        """What can be done now."""
        ...

    def do(self, act: Act) -> None:
        """Do it."""
        ...


class AnnotatorApp(App[None]):
    """Annotates the articles of one project as one annotator.

    `prepare` returns the open project; it runs in a thread after the first frame, so that what it
    loads does not keep the screen waiting. `article` is the key of the first article shown, `round` the
    round to work in: the one where the annotator has something to do, if None. A change of `settings`
    is kept in their file, if they have one. `guided` begins the tour. `review` makes the screen that is
    shown instead of an article.
    """

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        project: Project | Callable[[], Project],
        annotator: str,
        article: str | None = None,
        pipeline: str | None = None,
        suggestions: bool = True,
        *,
        round: str | None = None,
        settings: Settings | None = None,
        guided: bool = False,
        review: Review | None = None,
    ) -> None:
        """Raises AnnotatorError where the settings name a theme that there is not."""
        super().__init__()
        self.settings = settings or Settings()
        for theme in THEMES:
            self.register_theme(theme)
        if self.settings.theme not in self.available_themes:
            near = get_close_matches(self.settings.theme, self.available_themes, n=3)
            hint = f"There are: {', '.join(near or sorted(self.available_themes))}."
            raise self.settings.refused("theme", f"there is no theme {self.settings.theme!r}", hint)
        self.theme = self.settings.theme
        self.project = project if isinstance(project, Project) else None
        self._prepare = None if isinstance(project, Project) else project
        self._annotator = annotator
        self._first = article
        self._round = round
        self._guided = guided
        self._review = review
        self._adviser = Adviser(self._suggested, self._advice_failed, pipeline) if suggestions else None
        self._annotate = AnnotateScreen()
        self._held: list[events.Key] | None = None
        self._given_up: Labels | None = None
        self.failure: AnnotatorError | None = None
        #: The commands of the annotate screen, with the keys that are in effect.
        self.table: list[Command] = []

    @property
    def scheme(self) -> Scheme | None:
        """The project's label scheme, once it is open."""
        return self.project.scheme if self.project else None

    @property
    def desk(self) -> Desk | None:
        """The article being labelled."""
        return self._annotate.desk

    def on_mount(self) -> None:
        """Show the first article; an empty screen, where the project is still to be opened."""
        if not self.is_headless:
            end_on_signals(self._end)
        self.push_screen(self._annotate)
        if self.project is not None:
            self._open_first()
        else:
            self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Whoever opened the project may close it now."""
        if self._adviser is not None:
            self._adviser.close()

    async def on_event(self, event: events.Event) -> None:
        """Hand keys to the screen in the order they were typed.

        Textual forwards a key to whatever has the focus when it looks, so a burst may reach a screen
        that is not there yet, or overtake itself. Keys for the annotate screen are taken here, one
        after another; a key for another screen (the command palette) waits for those before it.
        """
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._held is not None:
            self._held.append(event)
        elif isinstance(self.screen, TakesKeys):
            event.prevent_default()
            if not self.screen.press(event.key, event.character):
                self._pass_on(event)
        else:
            self._pass_on(event)

    def go(self, where: str) -> str:
        """Open another article: the next, the previous, or the next with an open sentence."""
        project, desk = self.project, self.desk
        if project is None or desk is None:
            return ""
        if where == "next open":
            found = next_open(project, desk.key)
            return self.open_stream(found) if found is not None else _nothing_left(desk)
        target = project.store.neighbour(desk.key, 1 if where == "next" else -1)
        return self.open_article(target) if target is not None else f"there is no {where} article"

    def open_article(self, key: str) -> str:
        """Show another article of the same round; returns what to tell if it cannot be."""
        assert self.desk is not None
        return self.open_stream(replace(self.desk.key, article=key))

    def open_round(self, name: str) -> str:
        """Go on in another round, where the annotator was; returns what to tell if it cannot be."""
        assert self.project is not None
        try:
            stream, start = resuming(self.project, self._annotator, round_name=name)
        except AnnotatorError as error:
            return f"{error.message}. {error.hint or ''}".strip()
        return self.open_stream(stream, start)

    def open_stream(self, stream: StreamKey, start: int = 0) -> str:
        """Show an article, its first open sentence from `start` on; returns what to tell if it cannot be."""
        project, old = self.project, self.desk
        assert project is not None
        if old is not None and not self._flushed(old, 2.0):
            return "not everything is saved yet: staying here until it is"
        try:
            desk = Desk(project, stream, lambda: self._later(self._annotate.saved_changed), start=start)
        except AnnotatorError as error:
            return str(error)
        if old is not None:
            old.close()
        ask = self._bring_suggestions(desk)
        self._annotate.open(desk, _welcome(desk))
        if ask is not None:
            # After the frame is on the terminal, since the first to ask loads spaCy.
            self.set_timer(FRAME, ask)
        return ""

    def leave(self) -> None:
        """Quit once everything is saved; asked twice with nothing done in between, quit all the same."""
        desk = self.desk
        # What is in trouble will hardly be saved while the screen stands still.
        if desk is not None and not self._flushed(desk, 0.2 if desk.trouble else 3.0):
            labels = desk.session.labels
            if self._given_up is not labels:
                self._given_up = labels
                if desk.project.has_file():
                    told = f"{counted(desk.unsaved, 'change')} could not be saved: "
                    told += "{quit} again quits without them"
                else:
                    told = f"{desk.project.where} is gone: put it back, "
                    told += "or {quit} again saves all in a new file"
                self.notify(with_keys(told, self.table), severity="error", markup=False)
                return
        self._end()

    def review(self, which: str) -> str:
        """Lay the agreement or the adjudication screen over the article; tells who may not see it.

        Each is imported when it is asked for: the first frame waits for neither.
        """
        from annotator.tui.screens.adjudicate import AdjudicateScreen
        from annotator.tui.screens.agreement import AgreementScreen

        project, round = self.project, self.desk.key.round if self.desk else "main"
        assert project is not None
        try:
            require_lead(project, self._annotator, which)
        except AnnotatorError as error:
            return f"{error.message}. {error.hint}"
        makes = AgreementScreen if which == "agreement" else AdjudicateScreen
        self.push_screen(makes(self._annotator, round))
        return ""

    def back(self, error: AnnotatorError | None = None) -> None:
        """Leave a screen that lies over the article; end where there is nothing below. Tells an error."""
        # Textual's own screen and the annotate screen lie below all others.
        if self.desk is None and len(self.screen_stack) <= 3:
            self.failure = error or self.failure
            self._end()
            return
        self.pop_screen()
        if error is not None:
            self.notify(str(error), severity="error", markup=False)

    async def action_quit(self) -> None:
        """Quit as the key does: Textual's own command would not wait for what is unsaved."""
        self.leave()

    def next_theme(self) -> str:
        """Change to the next theme of our own and say its name."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        return self.change({"theme": names[(at + 1) % len(names)]}) or f"theme: {self.theme}"

    def watch_theme(self) -> None:
        """Draw in the new theme's colours, and keep it, however it was chosen."""
        if self.is_running:
            self.call_after_refresh(self._annotate.draw)
            if self.theme != self.settings.theme:
                self.change({"theme": self.theme})

    @property
    def fixed(self) -> Mapping[str, str]:
        """Settings that cannot be changed now, with the reason."""
        if self.desk is not None and self.desk.round.arm != "free":
            return {"suggestions": f"the round {self.desk.round.name} decides"}
        return {"suggestions": "started without"} if self._adviser is None else {}

    def change(self, values: Mapping[str, str | int | bool | None]) -> str:
        """Change settings here and in their file; returns what to tell if they cannot be kept."""
        for name in values:
            if name in self.fixed:
                return f"{name} cannot be changed: {self.fixed[name]}"
        self.settings = replace(self.settings, **values)  # type: ignore[arg-type]
        self.theme = self.settings.theme
        if "suggestions" in values and self.desk is not None:
            if self.settings.suggestions:
                ask = self._bring_suggestions(self.desk)
                if ask is not None:
                    ask()
            else:
                self.desk.withhold()
        if not self.settings.file:
            return ""
        from annotator.settings_file import save

        kept = {name: "all" if value is None else value for name, value in values.items()}
        try:
            save(kept, Path(self.settings.file))
        except AnnotatorError as error:
            return f"changed for now, but not kept: {error.message}"
        return ""

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: Textual's own commands and every command of the screen."""
        yield from super().get_system_commands(screen)
        if isinstance(screen, HasActs):
            for act in screen.at_hand():
                yield _offered(act.group, act.title, act.keys, partial(screen.do, act))
        elif screen is self._annotate:
            for one in self._annotate.table:
                run = partial(self._annotate.run_command, one)
                yield _offered(one.group, one.title, one.keys, run)

    def _flushed(self, desk: Desk, seconds: float) -> bool:
        """Whether all is saved; what another window did just now is taken in."""
        for _ in range(3):
            if desk.flush(seconds):
                return True
            if not desk.conflict:
                return False
            self._annotate.saved_changed()
        return False

    def _end(self, signal: int = 0) -> None:
        """End, for a signal if one is given; says what could not be saved."""
        desk = self.desk
        if desk is not None and not desk.close(1.0):
            self.failure = _loss(desk)
        self.exit(return_code=128 + signal if signal else 0)

    def _begin(self) -> None:
        self.run_worker(self._prepared, thread=True, exit_on_error=False)

    def _prepared(self) -> None:
        assert self._prepare is not None
        try:
            project = self._prepare()
        except AnnotatorError as error:
            self.failure = error
            self.call_from_thread(self.exit)
            return
        self.project = project
        self.call_from_thread(self._open_first)

    def _open_first(self) -> None:
        assert self.project is not None
        try:
            self.table = remapped(commands(self.project.scheme), self.settings)
            if self._review is not None:
                self.push_screen(self._review())
                self.call_after_refresh(_collect_again)
                return
            self._annotate.use(self.table)
            first, start = resuming(self.project, self._annotator, self._first, self._round)
            self._check_arm(self.project.store.round(first.round))
        except AnnotatorError as error:
            self.failure = error
            self.exit()
            return
        told = self.open_stream(first, start)
        if told:
            self.failure = AnnotatorError(told)
            self.exit()
        elif self._guided:
            self._annotate.lead(tour(self.project.scheme))
            self._annotate.draw()
        self.call_after_refresh(_collect_again)

    def _bring_suggestions(self, desk: Desk) -> Callable[[], None] | None:
        """Show what is stored; where nothing is, return what asks for it. Nothing where none are wanted."""
        adviser, project, key = self._adviser, desk.project, desk.key.article
        if adviser is None or not self._wants_suggestions(desk):
            return None
        known = stored(project, key, self._annotator)
        if known is not None:
            desk.suggest(known)
            return None
        desk.waiting = not adviser.broken
        return partial(adviser.ask, project, key)

    def _wants_suggestions(self, desk: Desk) -> bool:
        """Whether the round shows suggestions, or leaves it to an annotator who wants them."""
        return self.settings.suggestions if desk.round.arm == "free" else desk.round.arm != "hidden"

    def _check_arm(self, round: Round) -> None:
        """Refuse to leave out what the round shows.

        Raises:
            AnnotatorError: the screen was started without suggestions.
        """
        if self._adviser is None and round.arm in ("shown", "mixed"):
            raise AnnotatorError(
                f"the round {round.name} decides where suggestions are shown", "Leave --no-suggestions out."
            )

    def _suggested(self, article: str, suggestions: Labels) -> None:
        desk = self.desk
        if desk is not None and desk.assigned and desk.key.article == article:
            # As the annotator may see them: the adviser knows the whole registry.
            suggestions = stored(desk.project, article, self._annotator) or suggestions

        def show() -> None:
            if self.desk is not None and self._wants_suggestions(self.desk):
                self._annotate.suggest(article, suggestions)

        self._later(show)

    def _advice_failed(self, error: AnnotatorError) -> None:
        self._later(
            lambda: self.notify(error.message, title="no suggestions", severity="warning", markup=False)
        )

    def _later(self, act: Callable[[], None]) -> None:
        """Do something in the screen's thread; nothing once the app has stopped."""
        if self.is_running:
            self.call_later(act)

    def _pass_on(self, key: events.Key) -> None:
        """Give a key to Textual, and hold those behind it until it has done all that it does."""
        self._held = []

        async def passed() -> None:
            await settled(self, searched=not key.is_printable)
            await super(AnnotatorApp, self).on_event(key)
            await settled(self, searched=False)
            self.call_later(self._release)

        self.run_worker(passed(), group="keys")

    async def _release(self) -> None:
        held, self._held = self._held or [], None
        for key in held:
            await self.on_event(key)


def _offered(group: str, title: str, keys: Iterable[str], run: Callable[[], None]) -> SystemCommand:
    """An entry of the palette."""
    told = " ".join(map(key_name, keys))
    return SystemCommand(f"{group}: {title}", f"key {told}" if told else "no key", run)


def _welcome(desk: Desk) -> str:
    """What is to be known of an article before anything is done in it."""
    if desk.round.state == "closed":
        return f"the round {desk.round.name} is closed: its labels can be looked at, not changed"
    session = desk.session
    if desk.assigned and session.sentences and not desk.submitted:
        return FINISHED_TASK if not any(is_open(session, at) for at in range(len(session.sentences))) else ""
    return ""


def _nothing_left(desk: Desk) -> str:
    """What is told where no other article is open."""
    if not desk.assigned:
        return "every sentence is reviewed: annotator export writes the labels"
    if not desk.submitted:
        return "this is the last article assigned to you: {submit} submits it"
    return (
        f"all that is assigned to you in the round {desk.round.name} is submitted: "
        "{rounds} shows your rounds"
    )


def _collect_again() -> None:
    """Collect garbage from now on, leaving alone what was loaded at the start: it all stays."""
    gc.freeze()
    gc.enable()


def _loss(desk: Desk) -> AnnotatorError:
    """What was not saved, or where it was saved since the project's file is gone."""
    if desk.project.has_file():
        why = desk.trouble or AnnotatorError("the database is busy")
        return AnnotatorError(
            f"{counted(desk.unsaved, 'change is', 'changes are')} not saved: {why.message}", why.hint
        )
    from annotator.project.rescuing import rescue

    gone = f"{desk.project.where} was deleted, moved or replaced"
    try:
        rescued = rescue(desk.project)
    except AnnotatorError as error:
        return AnnotatorError(f"{gone}, and {error.message}", error.hint)
    return AnnotatorError(gone, f"All that was done is in {rescued}; move it there when you have looked.")
