"""Projects labelled apart, merged: all of it, once, and later what is new."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from annotator.domain.adjudication.decision import Decision
from annotator.domain.events import Change, Event, StreamKey
from annotator.domain.labels import Labels, Status
from annotator.domain.record import Visits
from annotator.domain.rounds import Assignment, Round
from annotator.project.erasing import erase_annotator
from annotator.project.lexicons import additions, settings_of
from annotator.project.merging import merge
from annotator.project.project import Project, open_project
from annotator.project.registry import add_alias, add_entry
from annotator.project.registry import merge as merge_entries
from tests.cli.test_commands import annotator

from .labelled import T0, anna, label, sound, state, tied


def test_all_of_it_comes_along(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    key = StreamKey("other name", "ben", "main", 2)
    pilot = Round("pilot", "mixed", hidden=0.5)
    given = [Assignment("a2", "ben"), Assignment("other name", "ben")]
    there.store.change_round(pilot, "open", "lead", T0, assigned=given)
    label(there, key, tied())
    label(there, key, replace(tied(), statuses={0: Status("done", flag=True, comment="sure?")}))
    label(there, key, there.store.stream(key).labels, "submit")
    label(there, replace(key, layer="gold", annotator="gold"), tied(), author="lead")
    label(there, replace(key, article="a2", round="pilot"), Labels())
    visit = there.store.enter_sentence(key, 0, T0, "shown", ["s1", "s2"])
    there.store.leave_sentence(visit, 12.5)
    there.store.enter_sentence(StreamKey("a2", "carl"), 0, T0, "hidden", [])
    add_entry(there, "Ida Moreau", "ben")
    log = there.store.events(key)
    before = (tmp_path / "there.db").read_bytes()

    merged = merge(here, [str(tmp_path / "there.db")], "lead")
    (one,) = merged.others
    assert (one.joined.articles, one.joined.events) == ({"publication": 1, "renamed": 1}, 5)
    assert one.joined.streams == {"new": 3, "only looked at": 1}
    assert one.joined.renamed[0][0] == "a2"
    assert one.joined.rounds == ["pilot"]
    assert merged.backup is not None
    assert merged.backup.exists()
    mine = replace(key, article="a1")
    assert [event.event for event in here.store.events(mine)] == [event.event for event in log]
    assert here.store.stream(mine).submitted_at == there.store.stream(key).submitted_at
    assert here.store.stream(mine).labels == there.store.stream(key).labels
    assert here.store.visits(mine) == {0: Visits(12.5, "shown")}
    assert here.store.shown(mine) == {"s1", "s2"}
    assert [one.source_id for one in here.store.publications("a1")] == ["a1", "other name"]
    assert here.store.entries() == there.store.entries()
    assert here.store.registry_events() == there.store.registry_events()
    assert here.store.rounds() == there.store.rounds()
    keys = {key for key, _ in one.joined.renamed}
    assert {(one.annotator, one.article in keys) for one in here.store.assignments("pilot")} == {
        ("ben", False)
    }
    assert len(here.store.assignments("pilot")) == 2
    sound(here)
    assert (tmp_path / "there.db").read_bytes() == before

    here.store.change_round(pilot, "withdraw", "lead", T0, withdrawn=[Assignment("a1", "ben")])
    whole = state(here)
    again = merge(here, [str(tmp_path / "there.db")], "lead")
    assert len(here.store.assignments("pilot")) == 1
    assert not again.others[0].joined.changed
    assert again.backup is None
    assert state(here) == whole


def test_a_later_merge_brings_what_is_new(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    other = str(tmp_path / "there.db")
    label(there, anna("other name"), Labels().with_status(0, Status("nothing")))
    visit = there.store.enter_sentence(anna("other name"), 0, T0, "none")
    merge(here, [other], "lead")
    there.store.leave_sentence(visit, 3.0)
    there.store.enter_sentence(anna("other name"), 24, T0, "none")
    label(there, anna("other name"), tied())
    label(there, anna("other name"), tied(), "submit")
    add_entry(there, "Ida Moreau", "anna")
    merge(here, [other], "lead")
    assert [one.event for one in here.store.events(anna())] == [
        one.event for one in there.store.events(anna("other name"))
    ]
    assert here.store.visits(anna()) == {0: Visits(3.0), 24: Visits()}
    # And back: what was done here since goes on from there.
    label(here, anna(), Labels())
    back = merge(there, [str(tmp_path / "here.db")], "lead").others[0].joined
    assert back.streams == {"continued": 1}
    assert there.store.stream(anna("other name")).labels == Labels()
    sound(here)
    sound(there)


def test_a_dry_run_tells_the_same_and_changes_nothing(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(here, anna(), tied())
    label(there, anna("other name"), tied("x", issue=True))
    add_entry(there, "Ida Moreau", "anna")
    before, steps = state(here), []
    told = merge(here, [there.where], "lead", dry=True, tell=lambda *step: steps.append(step))
    assert state(here) == before
    assert told.backup is None
    assert steps[-1] == (2, 2)
    assert sorted(tmp_path.glob("*.db")) == [tmp_path / "here.db", tmp_path / "there.db"]
    done = merge(here, [there.where], "lead")
    assert done.others == told.others
    assert len(done.others[0].joined.conflicts) == 1


def test_the_same_import_and_suggestions_are_no_conflict(pair: tuple[Project, Project]) -> None:
    here, there = pair
    label(here, anna(), tied("x"))
    label(there, anna("other name"), tied("y"), "import")
    suggestions = StreamKey("a1", "", layer="suggestion")
    label(here, suggestions, tied("s"), author="rules@1")
    label(there, replace(suggestions, article="other name"), tied("t", issue=True), author="rules@2")
    joined = merge(here, [there.where], "lead").others[0].joined
    assert joined.streams == {"alike": 1, "suggestions kept": 1}
    assert joined.events == 0
    assert here.store.stream(suggestions).labels == tied("s")


def test_erased_names_stay_erased(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(here, anna(), tied())
    here.store.back_up(tmp_path / "copy.db")
    with open_project(str(tmp_path / "copy.db")) as copy:
        label(copy, anna("a2"), tied())
        label(copy, anna("a1"), Labels())
        decided = Decision("d1", "tie", 0, ("anna", "ben"), {"anna": "tie"}, "taken", ("anna",))
        event = Event("gold", 1, T0, "anna", "decide", (Change("decision", "d1", None, decided),))
        copy.store.append(StreamKey("a1", "gold", layer="gold"), event)
        erase_annotator(here, "anna", "lead")
        joined = merge(here, [copy.where], "lead").others[0].joined
    assert joined.people == 1
    assert {key.annotator for key in here.store.streams()} == {"erased-1", "gold"}
    (gold,) = here.store.events(StreamKey("a1", "gold", layer="gold"))
    assert gold.event.changes[0].after == decided.renamed("anna", "erased-1")
    assert {one.event.author for key in here.store.streams() for one in here.store.events(key)} == {
        "erased-1"
    }
    assert here.store.stream(StreamKey("a1", "erased-1")).labels == Labels()
    # Somebody else's pseudonym is another person's.
    label(there, StreamKey("a2", "carl"), tied())
    erase_annotator(there, "carl", "lead")
    assert merge(here, [there.where], "lead").others[0].joined.people == 1
    assert here.store.stream(StreamKey(here.store.find_article("a2-"), "erased-2")).labels == tied()
    assert not merge(here, [there.where], "lead").others[0].joined.changed


def test_registries_that_went_on_apart(pair: tuple[Project, Project]) -> None:
    here, there = pair
    add_entry(here, "Ida Moreau", "anna", aliases=["Moreau"])
    add_entry(there, "Ida Moreau", "ben", aliases=["the union's head"])
    add_entry(there, "Moreau", "ben", key="moreau-2")
    add_entry(there, "I. Moreau", "ben", key="im")
    merge_entries(there, "im", "ida-moreau", "ben")
    joined = merge(here, [there.where], "lead").others[0].joined
    assert joined.entries == {"new": 2, "changed": 1}
    entries = here.store.entries()
    assert entries["ida-moreau"].names == ("Ida Moreau", "Moreau", "the union's head")
    assert entries["im"].into == "ida-moreau"
    assert "moreau-2" in entries
    assert not merge(here, [there.where], "lead").others[0].joined.changed
    add_alias(there, "ida-moreau", "Mme Moreau", "ben")
    merge(here, [there.where], "lead")
    assert "Mme Moreau" in here.store.entries()["ida-moreau"].aliases
    sound(here)


def test_lexicons_are_joined_row_by_row(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    mine = "# ours\nVELPORT\torganisation\tPort Authority of Vell\n"
    theirs = "# theirs\nVELPORT\torganisation\tPort of Vell\nCRANE\torganisation\tCrane Union\n"
    tables = {
        "organisations-vell.tsv": theirs,
        "verbs-more.tsv": "scuttle moor\ndredge\n",
        "roles-harbour.tsv": "person\tharbour master\n",
        "stances-broken.tsv": "no row\n",
    }
    there.store.set_settings(settings_of(tables))
    here.store.set_settings(settings_of({"organisations-vell.tsv": mine, "verbs-more.tsv": "moor\n"}))
    before = state(here), additions(here)
    dry = merge(here, [there.where], "lead", dry=True).others
    assert (state(here), additions(here)) == before
    (one,) = merge(here, [there.where], "lead").others
    assert dry == [one]
    told = {table.name: (table.rows, table.otherwise, bool(table.problem)) for table in one.lexicons}
    assert told == {
        "organisations-vell.tsv": (1, ["VELPORT"], False),
        "roles-harbour.tsv": (1, [], False),
        "stances-broken.tsv": (0, [], True),
        "verbs-more.tsv": (2, [], False),
    }
    assert additions(here) == {
        "organisations-vell.tsv": mine + "CRANE\torganisation\tCrane Union\n",
        "roles-harbour.tsv": tables["roles-harbour.tsv"],
        "verbs-more.tsv": "moor\nscuttle dredge\n",
    }
    again = merge(here, [there.where], "lead")
    assert (again.others[0].changed, again.backup) == (False, None)
    # Lexicons alone are worth a copy of the project before.
    there.store.set_settings(settings_of({"harms-more.tsv": "scupper\n"}))
    done = merge(here, [there.where], "lead")
    assert done.backup is not None
    assert done.backup.exists()


def test_by_command(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(here, anna(), tied("x"))
    label(there, anna("other name"), tied("y", issue=True))
    label(there, StreamKey("a2", "ben"), tied())
    done = annotator("merge", "there.db", "--db", "here.db", "--dry-run", "--as", "lead", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for told in ("there.db: 1 new article, 1 known already", "apart: 1", "new: 1", "nothing was changed",
                 "another text has the key a2", "conflict: a1 by anna, 1 sentence (kept in main-apart)"):  # fmt: skip
        assert told in done.stderr
    done = annotator("merge", "there.db", "--db", "here.db", "--json", "--as", "lead", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert told["others"][0]["streams"] == {"apart": 1, "new": 1}
    assert (tmp_path / told["backup"]).exists()
    done = annotator("conflict", "list", "--db", "here.db", cwd=tmp_path)
    assert "a1 by anna: main < > main-apart" in done.stdout
    assert "> ACCUSE “blamed” issue (context), source “Rossi”, target “Brussels”" in done.stdout
    (line,) = annotator("conflict", "list", "--db", "here.db", "--json", cwd=tmp_path).stdout.splitlines()
    assert json.loads(line)["home"]["article"] == "a1"
    done = annotator(
        "conflict", "take", "a1", "anna", "there", "--db", "here.db", "--as", "lead", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert here.store.stream(anna()).labels == tied("y", issue=True)
    assert "conflicts: 0" in annotator("conflict", "list", "--db", "here.db", cwd=tmp_path).stderr
    done = annotator("merge", "gone.db", "--db", "here.db", cwd=tmp_path)
    assert (done.returncode, "no project at gone.db" in done.stderr) == (1, True)
