"""Lists over the article: articles, search, history, flags, figures."""

from __future__ import annotations

import pytest

from annotator.domain.events import StreamKey
from annotator.domain.text import Article
from annotator.project import registry
from annotator.project.project import Project
from annotator.segment.segmenter import Segmenter
from tests.conftest import add
from tests.tui.app import running, settle, shown


@pytest.fixture
def project(project: Project, segmenter: Segmenter) -> Project:
    """Two short articles more."""
    texts = {
        "bridge": "The Bridge\n\nThe mayor opened the bridge. Nobody objected.\n",
        "flood": "The Flood\n\nRain fell. The mayor left.\n",
    }
    add(project, segmenter, *(segmenter.article(key, text) for key, text in texts.items()))
    return project


async def listed(app: object, pilot: object) -> str:
    """The screen once the list is there."""
    for _ in range(200):
        await pilot.pause(0.01)  # type: ignore[attr-defined]
        if not app.screen.waits:  # type: ignore[attr-defined]
            break
    await pilot.pause()  # type: ignore[attr-defined]
    return shown(app)  # type: ignore[arg-type]


async def test_the_list_of_articles_goes_to_one(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("f3")
        screen = await listed(app, pilot)
        assert "3 articles" in screen
        assert "The Bridge" in screen
        assert "0/6" in screen
        await pilot.press("down", "down", "enter")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key.article == "flood"


async def test_only_open_ones_flagged_ones_and_sorted(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("exclamation_mark", "f3", "exclamation_mark")
        screen = await listed(app, pilot)
        assert "1 flagged article" in screen
        assert "Bridge" not in screen
        await pilot.press("exclamation_mark", "s")
        assert "most suggested ties first" in await listed(app, pilot)
        await pilot.press("s", "o")
        assert "3 open articles" in await listed(app, pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "Harbour Fire" in shown(app)
        assert app.desk is desk


async def test_search_in_all_articles_goes_to_the_words(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("ctrl+f", *"MAYOR LEFT", "enter")
        screen = await listed(app, pilot)
        assert "1 article with “MAYOR LEFT”" in screen
        assert "The mayor left." in screen
        await pilot.press("enter")
        await settle(app, pilot)
        desk = app.desk
        assert desk is not None
        assert desk.key.article == "flood"
        assert desk.session.word(desk.session.cursor) == "mayor"


async def test_a_burst_through_lists_and_prompts_does_what_slow_keys_do(project: Project) -> None:
    keys = [
        "f3",
        "slash",
        *"flood",
        "enter",
        "enter",
        "l",
        "l",
        "exclamation_mark",
        "ctrl+f",
        *"objected",
        "enter",
        "enter",
        "m",
        *"why",
        "enter",
    ]
    for gap in (0.0, 0.12):
        name = f"hands-{gap}"
        async with running(project, annotator=name) as (app, pilot, _):
            for key in keys:
                if gap:
                    await pilot.press(key)
                    await listed(app, pilot)
                else:
                    app.simulate_key(key)
            for _ in range(100):
                await pilot.pause(0.02)
            await settle(app, pilot)
            assert app.desk is not None
            assert app.desk.key.article == "bridge", shown(app)
        flagged = project.store.stream(StreamKey("flood", name)).labels.statuses
        assert [status.flag for status in flagged.values()] == [True]
        statuses = project.store.stream(StreamKey("bridge", name)).labels.statuses
        assert [status.comment for status in statuses.values()] == ["why"]


async def test_history_tells_what_was_done_and_undoes_any_of_it(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("n", "exclamation_mark", "space", "f4")
        screen = await listed(app, pilot)
        assert "+DENY “rejected” (from rules@1, 0.83)" in screen
        assert "nothing" not in screen, "that was another sentence"
        await pilot.press("end", "u")
        screen = await listed(app, pilot)
        assert "undone: “flag”" in screen
        assert "3 acts in this sentence" in screen
        assert not desk.session.labels.status(desk.session.here.start).flag
        assert len(desk.session.labels.ties) == 1, "what came later is still there"
        await pilot.press("a")
        assert "nothing" in await listed(app, pilot)
        await pilot.press("escape", "r")
        await settle(app, pilot)
        assert desk.session.labels.status(desk.session.here.start).flag


async def test_history_names_what_changed(project: Project) -> None:
    async with running(project, (120, 40)) as (app, pilot, _):
        await pilot.press("n", "space", "space", "2", "a", "t", "o", *"why", "enter", "W", "comma", "f4")
        screen = await listed(app, pilot)
        assert "~ACCUSE “blamed”: source: “a careless night crew” (was “The Port" in screen
        assert "~ACCUSE “blamed”: note: why" in screen
        assert ": now WARN" in screen
        assert "~ACTOR “The Port Authority of Vell”: now “The Port Authority of”" in screen


async def test_a_list_leads_to_the_first_suggestion_of_a_sentence(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("n", "exclamation_mark", "(", "f5")
        await listed(app, pilot)
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.session.tie == "deny"


async def test_an_act_that_others_build_on_is_not_undone(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("n", "tab", "A", "1", "U", "f4")
        await listed(app, pilot)
        await pilot.press("end", "u")
        assert "undo those first" in await listed(app, pilot)
        assert len(desk.session.labels.ties) == 1


async def test_flags_and_comments_lead_to_their_sentences(project: Project, harbour: Article) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("n", "m", *"which one?", "enter", "ctrl+right", "f5")
        screen = await listed(app, pilot)
        assert "which one?" in screen
        assert "rejected claims" in screen
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key.article == harbour.id
        assert app.desk.session.sentence == 1


async def test_figures_of_this_session(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("n", "space", "x", "enter", "f6")
        lines = (await listed(app, pilot)).splitlines()
        told = {" ".join(line.split()) for line in lines}
        assert "sentences closed 2" in told
        assert "suggested ties taken as they were 1 of 2 (50%)" in told
        assert "keys for each tie 5.0" in told


async def test_a_sentence_by_its_number(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("ctrl+g", "4", "enter")
        assert desk.session.sentence == 3
        await pilot.press("ctrl+g", "9", "9", "enter")
        assert desk.session.sentence == 3
        assert "give the number of a sentence, 1 to 6" in shown(app)


async def test_a_span_is_resolved_named_and_entries_are_merged(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        await pilot.press("n", "space", "escape", "home", "f7")
        screen = await listed(app, pilot)
        assert "“The Port Authority of Vell” resolves to no entry" in screen
        await pilot.press("n")
        await settle(app, pilot)
        (key,) = {span.entity for span in desk.session.labels.spans.values() if span.label == "ACTOR"}
        assert key is not None
        assert registry.find(project, "the port authority of Vell").key == key
        registry.add_entry(project, "Vell Harbour Board", "anna")
        await pilot.press("ctrl+e")
        assert "resolves to The Port Authority of Vell" in await listed(app, pilot)
        await pilot.press("slash", *"harbour board", "enter")
        assert "Vell Harbour Board" in await listed(app, pilot)
        await pilot.press("m")
        await listed(app, pilot)
        await pilot.press("slash", *"port auth", "enter")
        await listed(app, pilot)
        await pilot.press("m")
        assert "merged into The Port Authority of Vell" in await listed(app, pilot)
        assert registry.find(project, "Vell Harbour Board").key == key
        await pilot.press("u", "escape", "u")
        await settle(app, pilot)
        assert registry.find(project, "Vell Harbour Board").key != key
        assert {span.entity for span in desk.session.labels.spans.values()} == {None}
