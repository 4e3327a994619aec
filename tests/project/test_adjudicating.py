"""Adjudicating the sample labels: gold through the log, with its causes, corrections and conflicts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import resources
from annotator.domain.adjudication.gold import with_taken
from annotator.domain.adjudication.table import NOTHING
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey
from annotator.domain.history import SUBMIT
from annotator.domain.rules import violations
from annotator.project.adjudicated import corrections, outcome, proposal
from annotator.project.adjudicating import (
    AGREED,
    dockets,
    event_of,
    gold_key,
    known_rule,
    open_under,
    revoke,
    take_agreed,
    unseen,
)
from annotator.project.adjudicator import Place
from annotator.project.erasing import erase_annotator
from annotator.project.evaluating import gold_of_project
from annotator.project.exporting import export
from annotator.project.importing import import_labels
from annotator.project.labelling import now
from annotator.project.project import Project, create_project
from annotator.project.sources import sources
from tests.project.adjudicating import begun, decide_all, sound

SEEDS = resources.folder("seeds") / "labels"


def test_all_cases_decided_are_gold_that_can_be_exported_and_scored(samples: Project, tmp_path: Path) -> None:
    work = begun(samples)
    cases = work.still_open
    assert 100 < cases < 130
    assert decide_all(work) == cases
    assert work.close()
    gold = list(samples.store.records(layers=("gold",)))
    assert [record.article.id for record in gold] == [
        f.stem for f in sorted((SEEDS.parent / "articles").iterdir())
    ]
    for record in gold:
        assert (record.annotator, record.layer) == ("gold", "gold")
        assert list(violations(record.labels, samples.scheme, len(record.article.text))) == []
        assert {status.status for status in record.labels.statuses.values()} <= {"done", "nothing"}
        assert len(record.labels.statuses) == len(record.article.sentences)
    assert sum(len(record.adjudication) for record in gold) == 172
    assert sound(samples)
    assert len(list(gold_of_project(samples).records)) == len(gold)
    target = tmp_path / "gold.jsonl"
    export(samples, "jsonl", target, layers=("gold",))
    with create_project(str(tmp_path / "other.db"), "blame") as other:
        import_labels(other, sources([str(SEEDS), str(target)][1:]))
        again = tmp_path / "again.jsonl"
        export(other, "jsonl", again, layers=("gold",))
        assert json.loads(again.read_text("utf-8").splitlines()[0]) == json.loads(
            target.read_text("utf-8").splitlines()[0]
        )


def test_one_decision_is_one_event_that_says_all(samples: Project) -> None:
    work = begun(samples)
    place = next(work.open_places())
    first = work.versions(place)[0]
    before = len(samples.store.events(gold_key(place.article, "main")))
    work.decide(place, [first], cause="boundary", note="where does it end?")
    assert work.flush(10)
    log = samples.store.events(gold_key(place.article, "main"))
    assert len(log) == before + 1
    event = log[-1].event
    assert (event.author, event.verb, event.origin) == ("lead", "adjudicate", "adjudicate")
    (made,) = [change.after for change in event.changes if change.kind == "decision"]
    assert made is not None
    assert (made.cause, made.note, made.how) == ("boundary", "where does it end?", "taken")  # type: ignore[union-attr]
    assert work.saved == log[-1].number
    assert log[before - 1].event.verb == AGREED


def test_what_was_decided_is_there_after_a_restart_and_can_be_undone_then(samples: Project) -> None:
    work = begun(samples)
    for _ in range(3):
        place = next(work.open_places())
        work.decide(place, [work.versions(place)[0]])
    assert work.close()
    again = begun(samples)
    assert again.decided == 3
    assert again.still_open == work.still_open
    told, back = again.undo(place.article)
    assert told == "undone"
    assert back is not None
    assert back.case.ids == place.case.ids
    assert again.flush(10)
    assert (again.decided, again.still_open) == (2, work.still_open + 1)
    assert [e.event.verb for e in samples.store.events(gold_key(place.article, "main"))][-1] == "undo"
    for expected in ("undone", "undone", "there is nothing to undo"):
        assert again.undo(place.article)[0] == expected
    assert sound(samples)


def test_neither_both_and_an_edit(samples: Project) -> None:
    work = begun(samples)
    neither, both, edited = [place for place in work.open_places() if place.case.kind == "tie"][:3]
    work.decide(neither, [])
    work.decide(both, work.versions(both))
    docket = work.docket(edited.article)
    version = work.versions(edited)[0]
    draft = with_taken(docket.compared, edited.case, docket.whole, version.annotators)
    key = next(key for key in draft.labels.ties if key not in docket.gold.ties)
    changed = replace(draft.labels.ties[key], attributes={"note": "by hand"})
    draft = replace(draft, labels=draft.labels.with_tie(changed))
    work.decide(edited, [version], edited=draft)
    assert work.flush(10)
    after = work.docket(edited.article)
    assert after.whole.of_case(neither.case) == []
    assert len(after.whole.of_case(both.case)) == len([v for v in both.case.versions if v.id])
    assert after.whole.of_case(edited.case) == [key]
    assert after.gold.ties[key].attributes == {"note": "by hand"}
    assert {one.how for one in after.decisions.values()} == {"agreed", "neither", "taken", "edited"}


def test_two_adjudicators_do_not_collide(samples: Project) -> None:
    one, two = begun(samples, "lead"), begun(samples, "other")
    first, second, third = list(one.open_places())[:3]
    one.decide(first, [one.versions(first)[0]])
    assert one.flush(10)
    two.decide(second, [two.versions(second)[0]])
    assert not two.flush(2)
    assert two.conflict
    assert "both decisions are kept" in two.recover()
    assert two.flush(10)
    # The same case: who came first stays.
    one.recover()
    two.decide(third, [two.versions(third)[0]])
    assert two.flush(10)
    one.decide(third, [one.versions(third)[1]])
    assert not one.flush(2)
    assert "another adjudicator decided just now" in one.recover()
    assert one.flush(10)
    log = samples.store.events(gold_key(first.article, "main"))
    assert [entry.event.author for entry in log if entry.event.verb == "adjudicate"] == [
        "lead",
        "other",
        "other",
    ]
    assert {place.case.start for place in one.open_places()} == {
        place.case.start for place in two.open_places()
    }
    assert sound(samples)


def test_a_rule_takes_what_is_agreed_and_can_be_revoked(samples: Project) -> None:
    exact = sum(len(open_under(opened.docket, "exact")) for opened in dockets(samples))
    longest = sum(len(open_under(opened.docket, "longest")) for opened in dockets(samples))
    assert longest < exact
    work = begun(samples, rule="longest")
    assert work.still_open == longest
    assert work.flush(10)
    assert revoke(samples, "exact", "lead") == 0
    taken = revoke(samples, "longest", "lead")
    assert taken == 172 - longest
    assert all(not opened.docket.gold.ties for opened in dockets(samples))
    assert begun(samples).still_open == 172, "what is revoked is left to somebody"
    place = next(begun(samples).open_places())
    decider = begun(samples)
    decider.decide(place, [decider.versions(place)[0]])
    assert decider.close()
    assert begun(samples).still_open == 171
    for opened in dockets(samples):
        take_agreed(samples, opened, "exact", "lead", again=True)
    assert exact - 1 <= begun(samples).still_open <= exact
    assert sound(samples)
    with pytest.raises(AnnotatorError, match="no rule"):
        known_rule(samples, "loudest")
    assert known_rule(samples, "anna") == "anna"


def test_a_rule_is_revoked_at_work_and_taken_back_at_once(samples: Project) -> None:
    work = begun(samples)
    before = {key: len(places) for key, places in work.agreed().items()}
    assert before == {"exact": 58}
    looked_at = work.agreed()["exact"][0]
    work.decide(looked_at, [work.versions(looked_at)[0]])
    assert work.revoke("exact") == 57
    assert (work.agreed(), work.still_open) == ({}, 171)
    assert work.revoke("exact") == 0
    assert work.undo(looked_at.article) == ("undone", None)
    assert (len(work.agreed()["exact"]), work.still_open) == (57, 114)
    work.revoke("exact")
    assert work.close()
    assert sound(samples)
    again = begun(samples)
    assert (again.agreed(), again.still_open, again.sample()) == ({}, 171, [])
    verbs = [one.event.verb for one in samples.store.events(gold_key(looked_at.article, "main"))]
    assert verbs == ["agreed", "adjudicate", "reopened", "undo", "reopened"]


def test_a_rule_revoked_while_another_adjudicates(samples: Project) -> None:
    work, other = begun(samples), begun(samples, "other")
    place = next(other.open_places())
    other.decide(place, [other.versions(place)[0]])
    assert other.close()
    work.revoke("exact")
    work.flush(10)
    assert work.conflict
    work.recover()
    assert work.close()
    assert (begun(samples).still_open, begun(samples).decided) == (171, 1)
    assert sound(samples)


def test_a_sample_of_the_agreed_is_looked_at(samples: Project) -> None:
    work = begun(samples)
    decide_all(work)
    sample = work.sample()
    assert len(sample) == 10
    assert all(place.agreed and place.case.agreed for place in sample)
    assert begun(samples).sample() == sample
    assert begun(samples, seed=1).sample() != sample
    work.decide(sample[0], work.versions(sample[0]))
    work.decide(sample[1], [], cause="suggestion taken unread")
    assert work.flush(10)
    assert work.sample() == sample[2:]
    found = outcome(samples)
    assert (found.confirmed, found.by_cause["suggestion taken unread"]) == (2, 1)


def test_readings_are_shuffled_by_article(samples: Project) -> None:
    orders = {}
    for seed in (0, 1):
        work = begun(samples, seed=seed)
        orders[seed] = [work.versions(place)[0].annotators for place in work.open_places()]
    for order in orders.values():
        assert {("anna",), ("ben",)} <= set(order)
    assert orders[0] != orders[1]


def test_corrections_are_what_gold_has_otherwise(samples: Project) -> None:
    work = begun(samples)
    while (place := next(work.open_places(), None)) is not None:
        version = next(v for v in place.case.versions if "anna" in v.annotators)
        work.decide(place, [version], cause="slip")
    assert work.close()
    assert list(corrections(samples, "anna")) == []
    found = list(corrections(samples, "ben"))
    assert len(found) == 114
    for one in found:
        assert one.cause == "slip"
        assert any(field.differs for field in one.fields)
        assert one.sentence
    missed = [one for one in found if any(NOTHING in field.cells for field in one.fields)]
    assert missed
    assert all(one.differed for one in found)


def test_causes_and_confusions_are_counted_and_lead_to_proposals(samples: Project) -> None:
    decide_all(begun(samples), cause="guideline unclear")
    found = outcome(samples)
    assert (found.articles, found.cases, found.open) == (6, 172, 0)
    assert found.agreed == {"exact": 58}
    assert sum(found.decided.values()) == 114
    assert found.by_cause == {"guideline unclear": 114}
    assert found.causes["guideline unclear", "cue"] > 0
    pairs = {(one.layer, one.one, one.other): one for one in found.confusions}
    one = next(
        pair for (layer, _, other), pair in pairs.items() if layer == "category" and other != "nothing"
    )
    assert sum(one.gold.values()) == one.count
    assert f"makes it {one.one} and not {one.other}" in proposal(one, samples.scheme)
    assert one.examples[0][1] in " ".join(samples.store.article(one.examples[0][0]).text.split())
    assert [c.count for c in found.confusions] == sorted((c.count for c in found.confusions), reverse=True)


def test_an_annotator_sees_no_case_of_an_article_still_to_be_submitted(samples: Project) -> None:
    assert len(list(dockets(samples, viewer="anna"))) == 6
    assert len(list(dockets(samples, viewer="lead"))) == 6
    key = StreamKey("01_dam_failure", "carl")
    samples.store.append(key, Event("e1", 1, now(), "carl", "change", ()))
    assert list(dockets(samples, viewer="carl")) == []
    assert list(corrections(samples, "carl")) == []
    samples.store.append(key, Event("e2", 2, now(), "carl", SUBMIT, ()))
    assert [opened.key.article for opened in dockets(samples, viewer="carl")] == ["01_dam_failure"]
    assert unseen(samples, "main", "carl")("02_data_leak")
    with pytest.raises(AnnotatorError, match="no round 'second'"):
        next(dockets(samples, "second"))


def test_gold_from_elsewhere_is_left_alone(samples: Project) -> None:
    import_labels(samples, sources([str(SEEDS / "gold.jsonl")]))
    before = [record.labels for record in samples.store.records(layers=("gold",))]
    opened = list(dockets(samples))
    assert all(one.foreign for one in opened)
    work = begun(samples)
    assert (work.still_open, work.articles) == (0, {})
    assert [record.labels for record in samples.store.records(layers=("gold",))] == before


def test_an_erased_name_stands_in_no_decision(samples: Project) -> None:
    work = begun(samples)
    decide_all(work)
    work.close()
    erase_annotator(samples, "anna", "lead")
    told = json.dumps([record.adjudication for record in samples.store.records(layers=("gold",))])
    assert '"anna"' not in told
    assert '"erased-1"' in told
    assert all(not opened.docket.open_cases() for opened in dockets(samples))
    assert sound(samples)


def test_a_reading_that_comes_later_opens_cases_again(samples: Project) -> None:
    decide_all(begun(samples))
    key = StreamKey("01_dam_failure", "carl")
    samples.store.append(key, Event("e1", 1, now(), "carl", "change", ()))
    samples.store.append(key, Event("e2", 2, now(), "carl", SUBMIT, ()))
    work = begun(samples)
    assert {place.article for place in work.open_places()} == {"01_dam_failure"}
    decide_all(work)
    assert sound(samples)


def test_changes_do_not_go_on_top_of_what_is_not_known(samples: Project) -> None:
    opened = next(dockets(samples))
    after = take_agreed(samples, opened, "exact", "lead")
    # Somebody who saw the docket before that takes what is agreed: read again, nothing is left to take.
    again = take_agreed(samples, opened, "exact", "other")
    assert again.seq == after.seq
    assert event_of(after, (), "x", "lead").seq == after.seq + 1
    assert Place("a", after.docket.cases[0]).agreed is False


def test_open_cases_come_round_from_any_place(samples: Project) -> None:
    work = begun(samples)
    every = list(work.open_places())
    for at in (0, 5, len(every) - 1):
        assert list(work.onward(every[at])) == [*every[at + 1 :], *every[: at + 1]]
        assert list(work.onward(every[at], -1)) == [*every[:at][::-1], *every[at:][::-1]]
    work.decide(every[3], [])
    assert next(work.onward(every[3])) == every[4]
    assert next(work.onward(every[3], -1)) == every[2]
    assert work.flush(10)
