"""The agreement screen, driven by keys on the sample labels."""

from __future__ import annotations

from annotator import resources
from annotator.domain.events import StreamKey
from annotator.domain.record import Visits
from annotator.project.importing import import_labels
from annotator.project.labelling import now
from annotator.project.project import Project
from annotator.project.sources import sources
from annotator.tui.screens.agreement import AgreementScreen
from tests.tui.app import shown
from tests.tui.review import agreeing, listed, reviewing, settle


async def test_figures_lead_to_their_disagreements_and_to_adjudicating_them(samples: Project) -> None:
    async with reviewing(samples, agreeing) as (app, pilot):
        screen = shown(app)
        assert "6 articles · A, B" in screen
        assert "who blames whom" in screen
        assert "anna" not in screen
        await pilot.press("w")
        assert "▶ ties: DENY" in shown(app)
        await pilot.press("enter")
        screen = shown(app)
        assert "12 disagreements · layer ties · label DENY" in screen
        assert "≠ target" in screen
        assert "2 reading" in screen
        await pilot.press("a")
        await settle(app, pilot)
        assert "12 open" in shown(app)
        for _ in range(12):
            await pilot.press("1", "g")
        await settle(app, pilot)
        assert "every one of these is decided" in shown(app)
        await pilot.press("q")
        await settle(app, pilot)
        assert isinstance(app.screen, AgreementScreen)
        await pilot.pause(0.05)
        assert "▶✓" in shown(app)
        await pilot.press("a")
        assert "all of it is decided" in shown(app)
        await pilot.press("d")
        assert "no disagreement here" in shown(app)
        await pilot.press("escape")
        assert "who blames whom" in shown(app) or "▶ ties: DENY" in shown(app)


async def test_items_of_both_and_the_pairs_they_make_are_told_apart(samples: Project) -> None:
    async with reviewing(samples, agreeing, size=(120, 60)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, AgreementScreen)

        async def line(layer: str) -> str:
            at = next(i for i, row in enumerate(screen._rows()) if row.layer.name == layer)
            await pilot.press("home", *["j"] * at)
            return shown(app)

        assert "198 of 291 items of both have a partner" in await line("headline")
        assert "137 pairs compared: 274 of 303 items of both have a partner" in await line("category")


async def test_gold_that_was_imported_is_told_of_and_not_called_decided(samples: Project) -> None:
    gold = resources.folder("seeds") / "labels" / "gold.jsonl"
    import_labels(samples, sources([str(gold)]))
    async with reviewing(samples, agreeing, size=(120, 40)) as (app, pilot):
        await pilot.press("enter", "a")
        await settle(app, pilot)
        assert "gold of it was imported and not decided here" in shown(app)
        await pilot.press("escape", "a")
        await settle(app, pilot)
        screen = shown(app)
        assert "nothing is to be decided; gold of 6 articles was imported and is left alone" in screen


async def test_filters_by_layer_label_and_pair(samples: Project) -> None:
    async with reviewing(samples, agreeing, size=(120, 40)) as (app, pilot):
        await pilot.press("enter", "l", "l")
        assert "layer cue · label any · pair all" in shown(app)
        await pilot.press("b", "p")
        assert "layer cue · label ACCUSE · pair A – B" in shown(app)
        await pilot.press("t")
        assert "pair anna – ben" in shown(app)
        await pilot.press("j", "end", "home", "pagedown")
        assert "≠ ACCUSE missed" in shown(app)
        await pilot.press("s")
        assert "it is not known where suggestions were shown" in shown(app)


async def test_disagreements_where_suggestions_were_shown_or_hidden(samples: Project) -> None:
    """Of the first article both saw suggestions, of the second neither did, of the third ben alone."""
    keys = samples.store.article_keys()
    for name in ("anna", "ben"):
        for key, arm in zip(keys, ("shown", "hidden", "hidden" if name == "anna" else "shown"), strict=False):
            starts = [one.start for one in samples.store.article(key).sentences]
            samples.store.add_visits(
                [(StreamKey(key, name), {start: Visits(1.0, arm) for start in starts})], now()
            )
    async with reviewing(samples, agreeing, size=(120, 40)) as (app, pilot):
        await pilot.press("enter")
        every = listed(app)
        for arm, article in zip(("shown", "hidden", "mixed"), keys, strict=False):
            await pilot.press("s")
            assert f"suggestions {arm}" in shown(app)
            assert listed(app) == [key for key in every if key == article]
        await pilot.press("s")
        assert listed(app) == every
        await pilot.press("escape")
        assert "suggestions hidden" in shown(app)
        screen = app.screen
        assert isinstance(screen, AgreementScreen)
        at = next(
            i for i, row in enumerate(screen._rows()) if (row.by, row.name) == ("suggestions", "hidden")
        )
        await pilot.press(*["j"] * at, "enter")
        assert "layer headline · label any · pair all · suggestions hidden" in shown(app)
        assert set(listed(app)) == {keys[1]}
