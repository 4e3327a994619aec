"""Settings: kept, listed by prefix, changed together."""

from __future__ import annotations

import pytest

from annotator.store.store import Store


def test_settings(store: Store) -> None:
    store.set_setting("theme", "dark")
    store.set_settings({"lexicon:b": "B", "lexicon:a": "A\nä", "theme": None})
    assert store.settings("lexicon:") == {"lexicon:a": "A\nä", "lexicon:b": "B"}
    assert store.setting("theme") is None
    store.set_settings({"lexicon:a": None, "lexicon:b": "C"})
    assert store.settings() == {"lexicon:b": "C"}


def test_all_or_none(store: Store) -> None:
    with pytest.raises(Exception, match=r"surrogates"):
        store.set_settings({"a": "fine", "b": "\ud800"})
    assert store.settings() == {}
