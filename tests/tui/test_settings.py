"""The settings panel, and settings at work in the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.theme import BUILTIN_THEMES

from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import Round
from annotator.domain.settings import Settings, parse
from annotator.project.project import Project
from annotator.settings_file import load
from annotator.tui.app import AnnotatorApp
from annotator.tui.widgets.article_view import ArticleView
from tests.tui.app import running, settle, shown


@pytest.fixture
def kept(tmp_path: Path) -> Settings:
    return Settings(file=str(tmp_path / "own" / "settings.toml"))


def now(settings: Settings) -> Settings:
    return load(Path(settings.file))


async def test_the_panel_changes_each_setting_by_one_key_and_keeps_it(
    project: Project, kept: Settings
) -> None:
    async with running(project, (160, 24), settings=kept) as (app, pilot, _):
        await pilot.press("f8")
        assert kept.file in shown(app)
        await pilot.press("t")
        assert app.theme == now(kept).theme == "paper"
        await pilot.press("t")
        assert app.theme == now(kept).theme == "contrast"
        await pilot.press("c")
        assert now(kept).context == 0
        await pilot.press("left", "left")
        assert now(kept).context == 8
        await pilot.press("j", "space")
        assert now(kept).suggestions is False
        assert "off" in shown(app)
        await pilot.press("escape")
        assert kept.file not in shown(app)
    async with running(project, settings=now(kept)) as (app, pilot, desk):
        assert app.theme == "contrast"
        assert desk.session.suggestions.ties == {}


async def test_a_click_changes_a_setting_and_no_focus(project: Project, kept: Settings) -> None:
    async with running(project, settings=kept) as (_, pilot, desk):
        await pilot.press("n", "f8")
        before = desk.session
        await pilot.click("#settings", offset=(4, 3))
        assert now(kept).context == 0
        await pilot.click("#settings", offset=(4, 1))
        await pilot.click("#settings", offset=(4, 6))
        assert now(kept).context == 0
        await pilot.press("escape", "question_mark")
        await pilot.click("#help", offset=(4, 1))
        assert desk.session is before


async def test_suggestions_go_and_come_back_and_that_is_recorded(project: Project, kept: Settings) -> None:
    async with running(project, settings=kept) as (app, pilot, desk):
        await pilot.press("n")
        assert desk.session.tie == "deny"
        await pilot.press("f8", "s", "escape")
        assert "0 suggested" in shown(app)
        assert (desk.session.tie, desk.session.sentence) == (None, 1)
        await pilot.press("space", "j", "tab", "x")
        assert desk.session.labels.ties == {}
        await pilot.press("n", "f8", "s", "escape")
        assert "1 suggested" in shown(app)
        await pilot.press("right_parenthesis")
    async with running(project, annotator="otto", settings=Settings(suggestions=False)) as (_, pilot, off):
        await pilot.press("n", "n")
    visits = project.store.visits(desk.key)
    assert {visit.suggestions for visit in visits.values()} == {"shown"}
    assert {visit.suggestions for visit in project.store.visits(off.key).values()} == {"none"}


async def test_suggestions_stay_where_the_round_decides(project: Project, kept: Settings) -> None:
    project.store.set_round(Round("main", arm="shown"))
    async with running(project, settings=replace(kept, suggestions=False)) as (app, pilot, desk):
        await pilot.press("f8")
        assert "the round main decides" in shown(app)
        await pilot.press("s")
        assert desk.session.suggestions.ties
    assert not Path(kept.file).exists()


async def test_context_dims_what_lies_beyond_so_many_sentences(project: Project) -> None:
    async with running(project, settings=Settings(context=1)) as (app, pilot, desk):
        await pilot.press("n", "right_parenthesis")
        assert desk.session.sentence == 2
        assert "declined to comment" in shown(app), "nothing is hidden"
        dim = dimmed(app)
        assert "declined to comment" in dim
        assert "Fishermen" in dim
        assert "Voters held" not in dim
        assert "the fire." not in dim
        await pilot.press("f8", "c", "c", "c", "c", "c", "escape")
        assert app.settings.context is None
        assert not dimmed(app).strip()
    async with running(project, annotator="otto", settings=Settings(context=0)) as (app, pilot, _):
        await pilot.press("n")
        assert "The Port Authority" not in dimmed(app)
        assert "Nobody checked" in dimmed(app)


def dimmed(app: AnnotatorApp) -> str:
    """The words on the screen that are drawn as far away."""
    article = app.screen.query_one(ArticleView)
    far = article.palette["far"]
    return "\n".join(
        "".join(segment.text for segment in drawn.strip if segment.style == far) for drawn in article._drawn
    )


async def test_a_theme_is_kept_however_it_was_chosen(project: Project, kept: Settings) -> None:
    async with running(project, settings=kept) as (app, pilot, _):
        await pilot.press("ctrl+t")
        assert "theme: paper" in shown(app)
        assert now(kept).theme == "paper"
        app.theme = "nord"
        await settle(app, pilot)
        assert now(kept).theme == "nord"
        await pilot.press("ctrl+t")
        assert now(kept).theme == "lamp"


async def test_what_cannot_be_kept_is_told(project: Project, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("theme = ")
    async with running(project, settings=Settings(file=str(tmp_path / "settings.toml"))) as (app, pilot, _):
        await pilot.press("ctrl+t")
        assert app.theme == "paper"
        assert "changed for now, but not kept" in shown(app)
    assert (tmp_path / "settings.toml").read_text() == "theme = "


async def test_own_keys_work_and_help_and_footer_show_them(project: Project) -> None:
    own = parse("[keys]\nnothing = 'ctrl+b F12'\nflag = 'n'\nskip = ''", "s.toml")
    async with running(project, settings=own) as (app, pilot, desk):
        assert "ctrl+b nothing" in shown(app)
        await pilot.press("n")
        assert "flagged" in shown(app)
        await pilot.press("z")
        assert desk.session.sentence == 0
        await pilot.press("f12")
        assert desk.session.labels.status(0).status == "nothing"
        await pilot.press("question_mark", *["pagedown"] * 4)
        assert "ctrl+b F12" in shown(app)


async def test_a_key_with_two_meanings_keeps_the_screen_closed(project: Project) -> None:
    app = AnnotatorApp(project, "anna", settings=parse("[keys]\nflag = 'x'", "s.toml"))
    async with app.run_test():
        pass
    assert app.failure is not None
    assert "s.toml:2: the key x stands for both remove and flag" in app.failure.message


def test_an_unknown_theme_is_refused_with_near_names(project: Project) -> None:
    with pytest.raises(AnnotatorError, match=r"s\.toml:1: there is no theme 'lmap'") as refused:
        AnnotatorApp(project, "anna", settings=parse("theme = 'lmap'", "s.toml"))
    assert "lamp" in refused.value.hint


async def test_a_burst_through_the_panel_loses_no_key(project: Project, kept: Settings) -> None:
    keys = ["f8", "t", "c", "c", "escape", "n", "space", "f8", "t", "q", "space", "enter"]
    async with running(project, settings=kept) as (app, pilot, desk):
        for key in keys:
            app.post_message(events.Key(key, " " if key == "space" else key if len(key) == 1 else None))
        await settle(app, pilot)
        await settle(app, pilot)
        assert len(desk.session.labels.ties) == 2
        assert desk.session.labels.status(desk.session.sentences[1].start).status == "done"
    assert (now(kept).theme, now(kept).context) == ("contrast", 1)


@pytest.mark.parametrize("theme", ["nord", "textual-light", next(n for n in BUILTIN_THEMES if "ansi" in n)])
async def test_textuals_own_themes_work(project: Project, theme: str) -> None:
    async with running(project, settings=Settings(theme=theme)) as (app, pilot, _):
        await pilot.press("n", "space", "f8")
        assert theme in shown(app)


async def test_it_fits_in_a_small_terminal(project: Project, kept: Settings) -> None:
    async with running(project, (40, 10), settings=kept) as (app, pilot, _):
        await pilot.press("f8")
        assert "suggestions" in shown(app)
