"""The annotate screen, driven by keys, on a real database."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from textual import events

from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels, Span
from annotator.domain.session.state import Session
from annotator.domain.text import Article, Sentence, Tokens
from annotator.project.project import Project, open_project
from annotator.schemes.reader import load
from annotator.segment.segmenter import Segmenter
from annotator.tui.lines import wrap
from annotator.tui.themes import DARK, palette
from annotator.tui.widgets.article_view import _Paint
from tests.conftest import add, suggest
from tests.tui.app import running, settle, shown

KEY = StreamKey("harbour", "anna")


async def test_lands_on_the_first_suggested_tie_and_takes_it_by_one_key(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("n")
        assert desk.session.tie == "deny"
        assert "? The Port Authority of Vell —DENY→" in shown(app)
        await pilot.press("space")
        assert desk.session.tie == "blame"
        await settle(app, pilot)
        assert f"saved #{desk.saved}" in shown(app)
    assert set(project.store.stream(KEY).labels.ties) == {"deny"}


async def test_everything_is_there_after_a_restart_and_can_be_undone(project: Project) -> None:
    async with running(project) as (_, pilot, _desk):
        await pilot.press("n", "space", "space", "enter")
    async with running(project) as (app, pilot, desk):
        assert desk.session.sentence == 2
        await pilot.press("u")
        assert "undone: “done”" in shown(app)
        await pilot.press("u", "u", "u")
        assert desk.session.labels.ties == {}
        assert desk.session.labels.statuses == {}
        await pilot.press("u")
        assert "nothing to undo" in shown(app)
        await pilot.press("r", "r", "r", "r")
        assert set(desk.session.labels.ties) == {"deny", "blame"}
    events = project.store.events(KEY)
    assert [e.event.verb for e in events] == [
        *["nothing", "accept", "accept", "done"],
        *["undo"] * 4,
        *["redo"] * 4,
    ]


async def test_what_was_shown_is_recorded(project: Project) -> None:
    async with running(project) as (_, pilot, _desk):
        await pilot.press("n", "space", "space", "enter")
    visits = project.store.visits(KEY)
    assert {visit.suggestions for visit in visits.values()} == {"shown"}
    assert project.store.shown(KEY) >= {"deny", "blame", "accuse"}


async def test_a_burst_of_keys_does_what_slow_keys_do(project: Project, tmp_path: object) -> None:
    keys = [
        "n",
        "space",
        "2",
        "a",
        "t",
        "c",
        "h",
        "enter",
        "m",
        *"look here",
        "enter",
        "v",
        "right",
        "right",
        "a",
    ]
    keys += [
        "f",
        "h",
        "A",
        "1",
        "U",
        "left",
        "question_mark",
        "escape",
        "exclamation_mark",
        "u",
        "r",
        "space",
    ]
    async with running(project, annotator="slow") as (_, pilot, desk):
        for key in keys:
            await pilot.press(key)
        slow = desk.session.labels
    async with running(project, annotator="fast") as (app, pilot, desk):
        for key in keys:
            char = {"space": " ", "exclamation_mark": "!", "question_mark": "?"}.get(key, key)
            app.post_message(events.Key(key, char if len(char) == 1 else None))
        await settle(app, pilot)
        await settle(app, pilot)
        fast = desk.session.labels

    def plain(labels: Labels) -> object:
        return [
            sorted((s.label, s.fragments) for s in labels.spans.values()),
            sorted((t.category or "", len(t.roles)) for t in labels.ties.values()),
            labels.statuses,
        ]

    assert plain(slow) == plain(fast)
    assert slow.ties


async def test_submitting_is_refused_until_all_is_reviewed_and_finished(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("ctrl+s")
        assert "6 still open" in shown(app)
        await pilot.press("n", "y", "y", "right", "A", "enter", "enter", "z", "n", "ctrl+s")
        assert "1 unfinished: this tie lacks" in shown(app)
        assert desk.session.active == "tie"
        await pilot.press("1", "U", "2", "U", "ctrl+s")
        await settle(app, pilot)
        assert "submitted" in shown(app)
        await pilot.press("u")
        assert "nothing to undo" in shown(app)
    assert project.store.stream(KEY).submitted_at is not None


async def test_comment_find_and_flag(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("m", *"see page 2", "left", "backspace", "enter")
        assert desk.session.labels.status(0).comment == "see page2"
        await pilot.press("exclamation_mark")
        assert "flagged" in shown(app)
        await pilot.press("slash", *"MAYOR", "enter")
        assert desk.session.here.start == desk.session.article.text.index("Voters")
        assert desk.session.word(desk.session.cursor) == "mayor"
        await pilot.press("slash", *"zebra", "enter")
        assert "not in this article" in shown(app)


async def test_finding_nothing_new_goes_to_the_next_place_and_round(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("slash", *"the", "enter")
        told = [next(line for line in shown(app).splitlines() if "“the”: " in line).strip()]
        places = [desk.session.article.tokens[desk.session.cursor][0]]
        count = int(told[0].split()[-1])
        for _ in range(count):
            await pilot.press("slash", "enter")
            places.append(desk.session.article.tokens[desk.session.cursor][0])
        assert "“the”: " in shown(app)
    assert count > 2
    assert len(set(places)) == len(places) - 1
    assert places[0] == places[-1]


async def test_what_is_wider_than_the_screen_ends_in_an_ellipsis(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press(
            "m", *"a comment that takes much more room than is left on a line of this list", "enter"
        )
        await pilot.press("f5")
        await settle(app, pilot)
        line = next(line for line in shown(app).splitlines() if "a comment that" in line)
    assert len(line) == 80
    assert line.endswith("…")


async def test_help_lists_every_command_and_guideline_shows_the_rule(project: Project) -> None:
    async with running(project, (100, 120)) as (app, pilot, _):
        await pilot.press("question_mark")
        screen = shown(app)
        for command in app._annotate.table:
            assert command.title[:30] in screen, command.id
        await pilot.press("escape", "n", "semicolon")
        assert "DENY" in shown(app)
        assert "Required: source, issue" in " ".join(shown(app).split())


async def test_menu_shows_hints_in_the_text_too(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("n", "2")
        assert "a letter replaces" in shown(app)
        assert "a:source" in shown(app)


async def test_next_article_and_the_end_of_the_queue(project: Project, segmenter: Segmenter) -> None:
    add(project, segmenter, segmenter.article("second", "It rained. Nobody minded.", title="Rain"))
    suggest(project, segmenter.article("second", "It rained. Nobody minded."), no_ties())
    async with running(project) as (app, pilot, _):
        await pilot.press("ctrl+right")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key.article == "second"
        await pilot.press("n", "n")
        await settle(app, pilot)
        assert app.desk.key.article == "second"
        assert "all of this article is reviewed" in shown(app)
        await pilot.press("ctrl+s")
        await settle(app, pilot)
        assert "submitted" in shown(app)
        await pilot.press("g")
        await settle(app, pilot)
        assert app.desk.key.article == "harbour"
        await pilot.press("ctrl+left")
        assert "there is no previous article" in shown(app)


async def test_an_article_without_sentences_can_be_left(project: Project, segmenter: Segmenter) -> None:
    article = replace(segmenter.article("empty", "Read more:\n"), sentences=())
    add(project, segmenter, article)
    async with running(project) as (app, pilot, _):
        await pilot.press("ctrl+right")
        await settle(app, pilot)
        assert app.desk is not None
        if app.desk.key.article == "empty":
            assert "no sentence" in shown(app)
        await pilot.press(
            *"avfxnA1ymt", "space", "enter", "tab", "semicolon", "question_mark", "escape", "u", "g"
        )
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key.article == "harbour"


async def test_two_windows_of_one_annotator_keep_both(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        with open_project(project.where) as other:
            stream = other.store.stream(KEY)
            labels = stream.labels.with_status(
                desk.session.sentences[-1].start, replace(stream.labels.status(0), flag=True)
            )
            at = desk._clock()
            other.store.append(
                KEY, Event("x", stream.seq + 1, at, "anna", "flag", diff(stream.labels, labels))
            )
        await pilot.press("n")
        for _ in range(100):
            await pilot.pause(0.02)
            if desk.unsaved == 0:
                break
        assert "another window" in shown(app)
        await settle(app, pilot)
    labels = project.store.stream(KEY).labels
    assert labels.status(0).status == "nothing"
    assert sum(status.flag for status in labels.statuses.values()) == 1


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (300, 80), (20, 5), (5, 3)])
async def test_any_size(project: Project, size: tuple[int, int]) -> None:
    async with running(project, size) as (app, pilot, desk):
        await pilot.press("n", "space", "2", "escape", "question_mark", "escape", "semicolon", "g")
        await pilot.resize_terminal(size[1] * 2, size[0])
        await settle(app, pilot)
        assert set(desk.session.labels.ties) == {"deny"}
        assert len(shown(app).splitlines()) <= size[0]


async def test_no_color(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(project) as (app, pilot, _):
        await pilot.press("n", "space", "t", "escape", "semicolon")
        assert "DENY" in shown(app)


async def test_hostile_text_is_shown_safely(project: Project, segmenter: Segmenter) -> None:
    nasty = "A\x1b]0;PWNED\x07 said [/nope] and [@click=app.quit]x \u202eevil\u2066 \x9b2J \x7f\r\nB blamed C.\r\n"
    article = segmenter.article("nasty", nasty, title="\x1b[31mred[/nope]")
    add(project, segmenter, article)
    suggest(project, article, no_ties())
    async with running(project, (120, 30)) as (app, pilot, _):
        await pilot.press("ctrl+right")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key.article == "nasty"
        await pilot.press("a", "l", "l", "A", "1", "semicolon", "question_mark", "escape")
        screen = shown(app)
        assert "[@click=app.quit]x" in screen
        assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in screen)
        assert "\u202e" not in screen


async def test_a_letter_hides_no_letter_of_its_word(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("n", "space")
        before = shown(app).splitlines()[4]
        await pilot.press("2")
        line = shown(app).splitlines()[4]
        for word in ("Vell", "rejected", "claims", "neglect", "Monday"):
            assert before.index(word) == line.index(word), "nothing jumps"
        assert desk.session.menu is not None


def test_a_letter_has_room_where_nothing_of_a_word_is_hidden() -> None:
    blame = load("blame")[0]
    text = "a\u0301 (Kabul) said 中文 d'Or"
    tokens = Tokens([(0, 2), (4, 9), (11, 15), (16, 17), (17, 18), (19, 21), (21, 23)])
    article = Article("a", text, (Sentence(0, len(text)),), tokens)
    paint = _Paint(Session(article, blame), [], palette(DARK, blame))
    paint.hints = {0: "x", 4: "y", 11: "s", 16: "q", 17: "r", 21: "z"}
    (line,) = wrap(text, 0, len(text), 40)
    # In the gutter, on the bracket, on its own letter, before a wide one, on one that has no room, on a sign.
    assert paint._letters(line) == {-1: "x", 3: "y", 11: "s", 15: "q", 17: "r", 20: "z"}


async def test_the_guideline_and_help_say_that_there_is_more(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("n", "semicolon")
        assert re.search(r"▼ \d+ more ctrl\+↓ esc closes", shown(app))
        for _ in range(5):
            await pilot.press("ctrl+down")
        assert "more ctrl+↓" not in shown(app)
        assert "▲ ctrl+↑ esc closes" in shown(app)
        await pilot.press("escape", "question_mark")
        assert re.search(r"▼ \d+ more PgDn esc closes", shown(app).splitlines()[-1])
        for _ in range(12):
            await pilot.press("pagedown")
        assert "▲ PgUp esc closes" in shown(app).splitlines()[-1]
        assert "Everything is saved at once" in shown(app)


async def test_a_prompt_shows_its_own_keys(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        for key, does in (("slash", "next place"), ("ctrl+g", "go there"), ("m", "take it away")):
            await pilot.press(key)
            foot = shown(app).splitlines()[-2:]
            assert does in foot[0]
            assert "esc leave it" in foot[0]
            assert "ctrl+w delete the word" in foot[1]
            await pilot.press("escape")
            assert "space take" in shown(app).splitlines()[-2]


async def test_a_narrow_footer_tells_of_categories_without_naming_them(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("escape")
        last = shown(app).splitlines()[-1]
        assert last.endswith("d HEDGE  A–Z category")
    async with running(project, (240, 24)) as (app, pilot, _):
        await pilot.press("escape")
        last = shown(app).splitlines()[-1]
        assert "A ACCUSE" in last
        assert "E REPORT" in last


async def test_a_narrow_footer_names_what_leads_to_all_else(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("n")
        foot = shown(app).splitlines()[-2]
        assert "? help" in foot
        assert "F3 articles" in foot


async def test_a_ties_note_is_shown_with_it_and_can_be_changed(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("n", "space", "k", "t", "o", *"who says so?", "enter")
        assert "note: “who says so?”" in shown(app)
        await pilot.press("t", "o", "backspace", *"!", "enter")
        assert "note: “who says so!”" in shown(app)
        await pilot.press("t", "o", "ctrl+u", "enter")
        assert "note" not in shown(app)
        assert not desk.session.labels.ties["deny"].attributes


async def test_what_was_labelled_by_itself_outlives_its_tie_after_a_restart(project: Project) -> None:
    async with running(project) as (_, pilot, desk):
        await pilot.press("n", "escape", "home", "a")
        assert [span.label for span in desk.session.labels.spans.values()] == ["ACTOR"]
    async with running(project) as (app, pilot, desk):
        await pilot.press("space")
        assert len(desk.session.labels.spans) == 3
        await pilot.press("k", "x")
        assert "DENY deleted, and 1 span that came with it" in shown(app)
        assert [span.label for span in desk.session.labels.spans.values()] == ["ACTOR"]
        await pilot.press("u", "u", "r", "r")
        assert len(desk.session.labels.spans) == 1


async def test_space_while_suggestions_are_made_says_so(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        desk.waiting = True
        await pilot.press("space")
        assert "suggestions are coming" in shown(app).splitlines()[-3]


def no_ties() -> Labels:
    return Labels({"none": Span("none", "HEDGE", ((0, 1),), origin="rules@1")})


def test_article_fixture_has_the_sentences_meant(harbour: Article) -> None:
    words = [harbour.text[s.start : s.end].split()[0] for s in harbour.sentences]
    assert words == ["Harbour", "The", "“Nobody", "Voters", "The", "Fishermen"]
