"""What keys do, and how many it takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.rules import unfinished, violations
from annotator.domain.scheme import Scheme
from annotator.domain.session import menus
from annotator.domain.session.hints import SOME
from annotator.domain.session.items import Item, items
from annotator.domain.session.moving import to_sentence
from annotator.domain.session.taking import focus
from tests.domain.desk import PureDesk

ROSSI = "On Tuesday , Prime Minister Giorgia Rossi blamed Brussels for the delay ."
TWO = "Kabul blamed Islamabad for the raid . Nobody came ."


def suggested(text: str = ROSSI, source: str = "Prime Minister Giorgia Rossi") -> Labels:
    def span(key: str, label: str, words: str) -> Span:
        start = text.index(words)
        return Span(key, label, ((start, start + len(words)),), origin="rules@1", score=0.9)

    spans = [
        span("s1", "ACTOR", source),
        span("s2", "STANCE", "blamed"),
        span("s3", "ACTOR", "Brussels"),
        span("s4", "ISSUE", "the delay"),
    ]
    roles = (Role("source", "s1"), Role("target", "s3"), Role("issue", "s4"))
    tie = Tie("t1", "s2", "ACCUSE", roles, origin="rules@1", score=0.9, reason="blamed + for")
    return Labels({s.id: s for s in spans}, {"t1": tie})


def test_a_right_suggestion_takes_one_key(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("space", "space")
    assert desk.ties() == [
        (
            "ACCUSE",
            {"source": ["Prime Minister Giorgia Rossi"], "target": ["Brussels"], "issue": ["the delay"]},
        )
    ]
    tie = desk.session.labels.ties["t1"]
    assert (tie.origin, tie.fate) == ("rules@1", "accepted")


def nested() -> Labels:
    """What `suggested` has, as what a report says; both suggested."""
    labels = suggested()
    tuesday = Span("s5", "STANCE", ((ROSSI.index("On"), ROSSI.index("On") + 2),), origin="rules@1", score=0.9)
    outer = Tie("t0", "s5", "REPORT", (Role("nested", tie="t1"),), origin="rules@1", score=0.9)
    return labels.with_span(tuesday).with_tie(outer)


def test_what_is_taken_with_a_tie_is_told_and_looked_at_next(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, nested()).press("space", "space")
    assert set(desk.session.labels.ties) == {"t0", "t1"}
    assert desk.last is not None
    assert desk.last.message == "taken with it: ACCUSE"
    assert desk.session.tie == "t1"
    desk.press("x")
    assert set(desk.session.labels.ties) == {"t0"}


def test_a_tie_that_is_still_suggested_did_not_come_along(blame: Scheme) -> None:
    apart = nested()
    apart = apart.with_tie(replace(apart.ties["t0"], roles=()))
    desk = PureDesk.at(blame, ROSSI, apart).press("space", "space")
    assert (set(desk.session.labels.ties), desk.session.tie) == ({"t0"}, "t1")
    assert desk.last is not None
    assert desk.last.message == ""


def test_going_through_the_ties_ends_at_the_last(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, nested()).press("tab", "j", "j")
    assert desk.session.tie == "t1"
    assert desk.last is not None
    assert desk.last.message == "that is the last one of this sentence"
    desk.press("k", "k")
    assert desk.session.tie == "t0"


def test_suggestions_left_undecided_are_told_once_the_sentence_is_done(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI + " It rained .", suggested()).press("escape", "a", "\n")
    assert desk.session.sentence == 1
    assert desk.last is not None
    assert desk.last.message == "1 suggestion not taken in the sentence before"


def test_landing_on_a_sentence_focuses_its_first_suggested_tie(blame: Scheme) -> None:
    text = "Nobody came . " + ROSSI
    desk = PureDesk.at(blame, text, suggested(text)).press("g")
    assert desk.session.sentence == 1
    assert (desk.session.active, desk.session.tie) == ("tie", "t1")
    assert PureDesk.at(blame, TWO).press("g").session.active == "text"


def test_one_boundary_off_takes_two_keys(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested())
    desk.session = to_sentence(desk.session, 0)
    assert desk.session.active == "tie"
    desk.press(",", "space")
    assert desk.ties()[0][1]["issue"] == ["the"]
    assert desk.session.labels.ties["t1"].fate == "moved"
    assert desk.session.labels.spans["s4"].fate == "moved"


def test_one_role_is_swapped_in_two_keys(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested())
    desk.session = to_sentence(desk.session, 0)
    desk.press("2", "a")  # the first actor of the sentence
    assert desk.ties()[0][1]["target"] == ["Prime Minister Giorgia Rossi"]


def test_actor_cue_category_and_link_from_nothing_take_at_most_eight_keys(blame: Scheme) -> None:
    keys = ["f", "g", "a", "f", "b", "A"]
    desk = PureDesk.at(blame, ROSSI).press(*keys)
    assert desk.ties() == [("ACCUSE", {"source": ["Prime Minister Giorgia Rossi"]})]
    assert len(keys) <= 8
    assert unfinished(next(iter(desk.session.labels.ties.values())), blame) == ("target",)


def test_nothing_here_is_one_key_and_recorded(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TWO).press("n")
    assert desk.session.labels.status(0).status == "nothing"
    assert desk.session.sentence == 1


def test_done_points_once_at_an_unfinished_tie(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TWO).press("w", "A", "enter")
    assert desk.session.labels.status(0).status == "open"
    assert desk.last is not None
    assert "lacks" in desk.last.message
    desk.press("enter")
    assert desk.session.labels.status(0).status == "done"


def test_done_refuses_a_sentence_without_labels(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TWO).press("enter")
    assert desk.session.labels == Labels()


def test_rejecting_keeps_what_was_suggested(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "x")
    rejected = desk.session.labels.rejected["t1"]
    assert rejected.origin == "rules@1"
    assert [span["start"] for span in rejected.suggested["spans"]] == [42, 13, 49, 62]
    assert [item for item in items(desk.session) if item.kind == "tie"] == []


def test_deleting_a_taken_suggestion_does_not_bring_it_back(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "space", "tab", "x")
    assert desk.session.labels.ties == {}
    assert "t1" in desk.session.labels.rejected
    assert not any(item.suggested and item.kind == "tie" for item in items(desk.session))


def test_role_key_in_the_text_marks_and_links(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "A", "w", "2", "f", "d", "3")
    assert desk.ties() == [("ACCUSE", {"target": ["Brussels"], "issue": ["the delay"]})]


def test_a_role_that_filled_itself_is_replaced_not_added_to(blame: Scheme) -> None:
    text = "Kabul and Dushanbe blamed Islamabad ."
    desk = PureDesk.at(blame, text).press("a", "f", "b", "A")
    assert desk.ties()[0][1]["source"] == ["Kabul"]
    desk.press("f", "D", "1")
    assert desk.ties()[0][1]["source"] == ["Dushanbe"]
    desk.press("f", "K", "1")
    assert sorted(desk.ties()[0][1]["source"]) == ["Dushanbe", "Kabul"]


def test_a_label_key_asks_for_the_word_while_a_tie_is_in_focus(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "e")
    assert desk.session.labels == Labels()
    words = {choice.text: choice.key for choice in menus.choices(desk.session)}
    desk.press(words["Tuesday"])
    assert desk.spans("EVIDENCE") == ["Tuesday"]
    assert desk.session.tie == "t1"
    assert desk.session.active == "span"


def test_a_role_is_marked_and_filled_by_the_letter_on_its_word(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "A")
    for role in "123":
        desk.press(role)
        words = {choice.text: choice.key for choice in menus.choices(desk.session)}
        want = {"1": "Prime Minister Giorgia Rossi", "2": "Brussels", "3": "the delay"}[role]
        desk.press(words[want])
    assert desk.ties() == [
        (
            "ACCUSE",
            {"source": ["Prime Minister Giorgia Rossi"], "target": ["Brussels"], "issue": ["the delay"]},
        )
    ]


def test_a_loose_span_in_focus_fills_a_role_of_the_current_tie(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "A", "f", "G", "a")
    assert desk.session.tie is not None
    desk.press("j", "j")
    assert desk.session.active == "span"
    desk.press("1")
    assert desk.ties() == [("ACCUSE", {"source": ["Prime Minister Giorgia Rossi"]})]


def test_a_capital_needs_a_cue(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("f", "G", "a", "tab", "A")
    assert desk.ties() == []
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "s", "escape", "tab", "D")
    assert [category for category, _ in desk.ties()] == ["DENY"]


def test_a_second_tie_of_one_cue_shares_its_span(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "v", "l", "A", "f", "B", "C")
    assert [category for category, _ in desk.ties()] == ["ACCUSE", "CONDEMN"]
    assert desk.spans("STANCE") == ["blamed Brussels"]


def test_undoing_and_menus_show_fillers_page_by_page(blame: Scheme) -> None:
    text = " ".join(f"Actor{number} spoke ." for number in range(30)) + " Rome blamed Oslo ."
    desk = PureDesk.at(blame, text)
    for _ in range(30):
        desk.press("a", ")")
    desk.press("w", "A", "1")
    first = {choice.text for choice in menus.choices(desk.session)}
    desk.press("tab")
    second = {choice.text for choice in menus.choices(desk.session)}
    assert len(first - second) == SOME
    desk.press("a")
    assert desk.ties()[0][1]["source"] == ["Actor14"]


def test_a_filler_of_another_sentence_taken_by_mistake_is_let_go(blame: Scheme) -> None:
    text = "Rome blamed Oslo . " + ROSSI
    desk = PureDesk.at(blame, text, suggested(text)).press("f", "b", "A", "1")
    elsewhere = {choice.text: choice.key for choice in menus.choices(desk.session)}
    desk.press(elsewhere["Prime Minister Giorgia Rossi (s2)"])
    assert desk.spans("ACTOR") == ["Prime Minister Giorgia Rossi"]
    desk.press("1", "U")
    assert desk.spans("ACTOR") == []
    assert desk.ties()[0][1]["source"] == ["(unnamed)"]


def test_implicit_filler_by_its_first_letter(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "A", "1", "U")
    assert desk.ties()[0][1] == {"source": ["(unnamed)"]}


def test_who_adds_has_one_that_is_found_and_one_that_is_not(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "A", "1", "b", "1", "1", "U")
    assert desk.ties()[0][1] == {"source": ["Prime Minister Giorgia Rossi", "(unnamed)"]}
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "A", "1", "U", "1", "1", "b")
    assert desk.ties()[0][1] == {"source": ["(unnamed)", "Prime Minister Giorgia Rossi"]}
    desk = PureDesk.at(blame, ROSSI).press("f", "b", "A", "1", "U", "escape", "home", "l", "l", "l", "1")
    assert desk.ties()[0][1] == {"source": ["Prime Minister Giorgia Rossi"]}


def test_every_reason_has_a_key_of_its_own(blame: Scheme) -> None:
    got = []
    for key in "AGUC":
        desk = PureDesk.at(blame, ROSSI).press("f", "b", "A", "1", key)
        got += desk.ties()[0][1]["source"]
    assert got == ["(author)", "(agentless)", "(unnamed)", "(context)"]


def test_changing_the_category_drops_roles_it_has_not_and_says_so(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "J")
    assert desk.ties()[0][0] == "JUSTIFY"
    assert "target" not in desk.ties()[0][1]
    assert desk.last is not None
    assert "target" in desk.last.message
    assert desk.session.labels.ties["t1"].fate == "relabelled"


def test_attributes_defaults_are_not_stored(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab")
    negated = blame.attributes["negated"].key
    desk.press("t" + negated)
    assert desk.session.labels.ties["t1"].attributes == {"negated": True}
    desk.press("t" + negated)
    assert desk.session.labels.ties["t1"].attributes == {}


def test_widening_goes_from_one_possible_end_to_the_next_and_round(blame: Scheme) -> None:
    desk = PureDesk.at(blame, "He blamed cracks in the wall of the dam for it .").press("f", "c", "e")
    assert desk.spans() == ["cracks in the wall of the dam for it"]
    ends = []
    for _ in range(4):
        ends += desk.press(":").spans()
    assert ends == ["cracks", "cracks in the wall", "cracks in the wall of the dam", desk.spans()[0]]
    assert desk.press("-").spans() == ["cracks in the wall of the dam"]
    assert desk.press("-", "-", "-").spans() == ["cracks"]
    assert desk.press("v", "l", ":", "i").spans("ISSUE") == ["cracks in the wall"]


def test_the_same_category_again_makes_a_second_tie_of_the_cue(blame: Scheme) -> None:
    text = "Kabul accused Islamabad of the raid and Tehran of the theft ."
    desk = PureDesk.at(blame, text).press("a", "w", "A", "w", "2", "w", "3")
    desk.press("j", "A")
    for role, want in (("2", "Tehran"), ("3", "the theft")):
        desk.press(role)
        words = {choice.text: choice.key for choice in menus.choices(desk.session)}
        desk.press(next(key for words, key in words.items() if words.startswith(want)))
    assert desk.ties() == [
        ("ACCUSE", {"source": ["Kabul"], "target": ["Islamabad"], "issue": ["the raid"]}),
        ("ACCUSE", {"source": ["Kabul"], "target": ["Tehran"], "issue": ["the theft"]}),
    ]
    assert desk.spans("STANCE") == ["accused"]


def test_a_second_suggested_tie_of_a_cue_stays_when_the_first_is_taken(blame: Scheme) -> None:
    offered = suggested()
    twin = Tie("t2", "s2", "ACCUSE", (Role("source", "s1"), Role("issue", "s4")), origin="rules@1")
    desk = PureDesk.at(blame, ROSSI, offered.with_tie(twin)).press("space", "space")
    assert list(desk.session.pending.ties) == ["t2"]
    desk.press("space")
    assert len(desk.session.labels.ties) == 2


def test_the_source_that_fills_itself_is_not_the_one_blamed_before(blame: Scheme) -> None:
    text = "Kabul blamed Islamabad for the raid , accusing Tehran ."
    desk = PureDesk.at(blame, text).press("a", "w", "A", "w", "2", "f", "a", "A")
    assert [roles["source"] for _, roles in desk.ties()] == [["Kabul"], ["Kabul"]]


def test_a_quotation_goes_on_in_the_next_sentence(blame: Scheme) -> None:
    text = "“ They knew , ” said Rome . “ All of them . ” So it was ."
    desk = PureDesk.at(blame, text, None).press("w", "c")
    assert desk.spans("CONTENT") == ["“ They knew , ”"]
    desk.press("v", "z", "v", "f", "t", "+")
    assert desk.spans("CONTENT") == ["“ They knew , ” … “ All of them"]
    desk.press(".", ".")
    assert desk.spans("CONTENT") == ["“ They knew , ” … “ All of them . ”"]


def test_a_quotation_goes_on_where_a_tie_is_suggested(blame: Scheme) -> None:
    text = "“ They knew , ” said Rome . " + ROSSI
    desk = PureDesk.at(blame, text, suggested(text)).press("w", "c", "z")
    assert desk.session.active == "tie"
    desk.press("f", "o", "+")
    assert desk.spans("CONTENT") == ["“ They knew , ” … On"]


def test_a_tie_of_the_next_sentence_can_be_nested(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TWO + " Oslo denied it .").press("w", "A", "n", "z")
    desk.press("f", "d", "D", "(", "(", "tab", "7", "a")
    nested = [
        role for tie in desk.session.labels.ties.values() for role in tie.roles if role.role == "nested"
    ]
    assert len(nested) == 1


def test_an_actor_in_a_tie_gets_its_kind(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "o", "o", "t", "tab", "k", "g")
    spans = desk.session.labels.spans
    assert {words: s.attributes for s in spans.values() if (words := s.text(ROSSI)) and s.attributes} == {
        "Prime Minister Giorgia Rossi": {"kind": "government"}
    }
    desk = PureDesk.at(blame, ROSSI).press("f", "G", "a", "t", "k", "p")
    assert [span.attributes for span in desk.session.labels.spans.values()] == [{"kind": "person"}]


def test_discontinuous_span(blame: Scheme) -> None:
    desk = PureDesk.at(blame, "Voters held the mayor responsible .").press("w", "s", "C")
    assert desk.session.labels.ties
    desk.press("f", "r", "+")
    assert desk.spans("STANCE") == ["held … responsible"]


def test_mending_a_split_joins_and_splits(blame: Scheme) -> None:
    desk = PureDesk.at(blame, "It was No. 5 that failed. They denied it.", None)
    assert len(desk.session.sentences) == 3
    desk.press(")", "p")
    assert [desk.session.article.text[s.start : s.end] for s in desk.session.sentences] == [
        "It was No. 5 that failed.",
        "They denied it.",
    ]
    desk.press("f", "t", "p")
    assert len(desk.session.sentences) == 3
    assert desk.session.sentence == 1


def test_relabel_refuses_what_a_tie_uses(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "space")
    labels = desk.session.labels
    desk.session = focus(desk.session, Item("span", "s3", False, 49))
    desk.press("i")
    assert desk.session.labels == labels


def test_a_suggested_cue_is_not_called_something_else_behind_its_tie(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("fb", "\x1b")
    at = desk.session.article.tokens.at(ROSSI.index("blamed"))
    desk.session = replace(desk.session.put_cursor(at), active="span", span="s2")
    desk.press("d")
    assert desk.last is not None
    assert desk.last.message == "a suggested tie uses it as STANCE: change the tie first"
    assert not desk.session.labels.spans


def test_a_tie_is_overtaken_once_its_cue_is_called_something_else(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested())
    hedge = replace(suggested().spans["s2"], label="HEDGE", fate="relabelled")
    desk.session = replace(desk.session, labels=desk.session.labels.with_span(hedge))
    assert "t1" not in desk.session.pending.ties
    desk.press("space", "space", "space")
    assert "t1" not in desk.session.labels.ties
    assert list(violations(desk.session.labels, blame, len(ROSSI))) == []


def test_attributes_of_a_cue_are_those_of_its_tie(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "\x1b")
    at = desk.session.article.tokens.at(ROSSI.index("blamed"))
    desk.session = desk.session.put_cursor(at)
    desk.press("t", "n")
    assert desk.session.labels.ties["t1"].attributes == {"negated": True}


def test_a_span_without_attributes_opens_no_empty_menu(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI).press("fb", "d", "t")
    assert desk.spans("HEDGE")
    assert desk.session.menu is None
    assert desk.last is not None
    assert "HEDGE has no attributes" in desk.last.message
    desk = PureDesk.at(blame, ROSSI, suggested()).press("tab", "t", "\t", "n")
    assert desk.session.labels.ties["t1"].attributes == {"negated": True}


def test_scheme_without_categories(polnear: Scheme) -> None:
    desk = PureDesk.at(polnear, "Officials said the dam was safe .")
    key = {label.name: label.key for label in polnear.labels.values()}
    desk.press(key["SOURCE"], "w", key["CUE"])
    assert desk.ties()[0][0] is None
    role = {role.name: role.key for role in polnear.roles.values()}
    desk.press("f", "d", "v", "end", "h", role["content"])
    assert desk.ties()[0][1]["content"] == ["dam was safe"]


@pytest.mark.parametrize("keys", ["v", "vlll", "f", "1", "t", "/", "m", "q", "?", "\x1b", "+", "o", ",", "<"])
def test_keys_that_make_no_label(blame: Scheme, keys: str) -> None:
    assert PureDesk.at(blame, ROSSI).press(keys).log == []


def test_deleting_a_tie_keeps_the_actor_that_was_labelled_before_it(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TWO).press("a", "l", "A")
    assert desk.ties() == [("ACCUSE", {"source": ["Kabul"]})]
    desk.press("2", "b")
    assert desk.spans("ACTOR") == ["Kabul", "Islamabad"]
    desk.press("x")
    assert desk.spans() == ["Kabul"], "the target came with the tie, and so did the cue"
    assert desk.last is not None
    assert desk.last.message == "ACCUSE deleted, and 1 span that came with it: {undo} undoes"


def test_deleting_a_tie_keeps_the_actor_that_was_taken_before_it(blame: Scheme) -> None:
    offered = suggested()
    loose = Span("s9", "ACTOR", offered.spans["s3"].fragments, origin="rules@1", score=0.9)
    other = Labels({"s9": loose})
    desk = PureDesk.at(blame, ROSSI, other).press("space", "space")
    assert desk.spans() == ["Brussels"]
    desk.with_suggestions(offered).press("\x1b", "space", "space")
    assert len(desk.spans()) == 4
    desk.press("x")
    assert desk.spans() == ["Brussels"]


def test_choosing_the_filler_of_another_role_exchanges_the_two(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TWO).press("a", "l", "A", "2b")
    (_, roles) = desk.ties()[0]
    assert (roles["source"], roles["target"]) == (["Kabul"], ["Islamabad"])
    desk.press("2a")
    (_, roles) = desk.ties()[0]
    assert (roles["source"], roles["target"]) == (["Islamabad"], ["Kabul"])
    assert desk.last is not None
    assert desk.last.message == "source now: Islamabad · target now: Kabul"


def test_a_filler_moved_out_of_a_role_leaves_it_empty_or_implicit(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TWO).press("a", "l", "A", "2a")
    assert desk.ties() == [("ACCUSE", {"target": ["Kabul"]})]
    assert desk.last is not None
    assert desk.last.message == "source is empty now · target now: Kabul"
    desk.press("1U", "1a")
    assert desk.ties() == [("ACCUSE", {"source": ["Kabul"], "target": ["(unnamed)"]})]


def test_one_of_several_fillers_changes_places_alone(blame: Scheme) -> None:
    text = "Kabul and Delhi blamed Islamabad for the raid ."
    desk = PureDesk.at(blame, text).press("a", "l", "l", "a", "l", "A")
    desk.press("11a", "2c")
    (_, roles) = desk.ties()[0]
    assert (roles["source"], roles["target"]) == (["Delhi", "Kabul"], ["Islamabad"])
    desk.press("2a")
    (_, roles) = desk.ties()[0]
    assert (roles["source"], roles["target"]) == (["Delhi", "Islamabad"], ["Kabul"])


def test_in_a_mutual_act_both_are_source_and_target(blame: Scheme) -> None:
    desk = PureDesk.at(blame, "Kabul and Delhi blamed each other .").press("a", "l", "l", "a", "l", "A")
    desk.press("11a", "22a", "22b")
    (_, roles) = desk.ties()[0]
    assert sorted(roles["source"]) == sorted(roles["target"]) == ["Delhi", "Kabul"]


def test_space_in_the_text_begins_with_the_first_suggestion(blame: Scheme) -> None:
    desk = PureDesk.at(blame, ROSSI, suggested()).press("end", "space")
    assert (desk.session.active, desk.session.tie) == ("tie", "t1")
    assert not desk.ties()
    before = PureDesk.at(blame, TWO).press("l", "l", "space")
    assert before.session.cursor == 2, "where nothing is suggested the cursor stays"
