"""Whatever is pressed: labels obey the scheme, every event can be undone, the log is the state."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.events import apply, inverse
from annotator.domain.labels import Labels
from annotator.domain.plain import change_from_plain, change_to_plain
from annotator.domain.rules import unfinished, violations
from annotator.domain.text import Tokens
from annotator.schemes.reader import load
from tests.domain.desk import NAMES, PureDesk
from tests.domain.test_session_keys import ROSSI, suggested

BLAME, POLNEAR = load("blame")[0], load("polnear")[0]
TEXT = ROSSI + " Brussels denied it , and “ held ” Rome responsible . Nobody came . Later it rained ."
KEYS = st.lists(
    st.sampled_from(
        list("asicedACDJRKTWMSHPE1234567hlwbvuxnyozpgtjkfUAX0")
        + list(NAMES.values())
        + ["shift+right", "shift+left"]
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(KEYS, st.booleans(), st.booleans())
def test_any_keys_keep_the_rules(keys: list[str], with_suggestions: bool, plain: bool) -> None:
    scheme = POLNEAR if plain else BLAME
    desk = PureDesk.at(scheme, TEXT, suggested(TEXT) if with_suggestions and not plain else None)
    desk.press(*keys)
    labels = desk.session.labels
    assert list(violations(labels, scheme, len(TEXT))) == []
    for tie in labels.ties.values():
        assert set("|".join(unfinished(tie, scheme)).split("|")) - {""} <= set(scheme.roles)
    here = desk.session.tokens_here
    assert desk.session.cursor in here
    assert 0 <= desk.session.sentence < len(desk.session.sentences)


@settings(max_examples=200, deadline=None)
@given(KEYS)
def test_replay_is_the_state_and_inverse_restores(keys: list[str]) -> None:
    desk = PureDesk.at(BLAME, TEXT, suggested(TEXT)).press(*keys)
    states = [Labels()]
    for _, changes in desk.log:
        stored = [change_from_plain(change_to_plain(change)) for change in changes]
        states.append(apply(states[-1], stored))
    assert states[-1] == desk.session.labels
    for (_, changes), before in zip(reversed(desk.log), reversed(states[:-1]), strict=True):
        after = apply(states.pop(), inverse(changes))
        assert after == before


@given(st.lists(st.integers(0, 2**31), unique=True))
def test_tokens_survive_packing(offsets: list[int]) -> None:
    bounds = sorted(offsets)
    tokens = Tokens(list(zip(bounds[::2], bounds[1::2], strict=False)))
    assert Tokens.unpack(tokens.pack()) == tokens
