"""Names, ids and texts from outside come in fit to be stored, whatever they were."""

from __future__ import annotations

import copy
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.outside import (
    drop_unstorable,
    read_id,
    read_name,
    read_number,
    read_object,
)

#: Surrogates and null bytes far more often than chance would bring them.
hostile = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\ud800\udfff\x07\x9f\u202e\u200b \n\u2028"))
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), hostile),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(hostile, inner)),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (["An\x00a"], "Ana"),
        (["An\ud800a"], "Ana"),
        (["\udfffAna\x1b[31m"], "Ana[31m"),
        (["  Ana \t\n Lima "], "Ana Lima"),
        (["Ana\u2028Lima"], "Ana Lima"),
        (["\u202eanA"], "anA"),
        ([" ", "\u200b", "\x00", "Ana"], "Ana"),
        ([None, 7, True, ["Ana"], {"x": 1}, "Ana"], "Ana"),
        ([None, 7], "U1"),
        ([], "U1"),
        (["👩\u200d👧 Zoë"], "👩\u200d👧 Zoë"),
        (["می\u200cروم"], "می\u200cروم"),
        (["x" * 80], "x" * 80),
        (["x" * 81], "x" * 79 + "…"),
        (["Ana " * 1000], "Ana " * 19 + "Ana…"),
    ],
)
def test_a_name_is_the_first_that_is_one(values: list[Any], name: str) -> None:
    assert read_name(values, default="U1") == name


@given(st.lists(anything, max_size=4))
def test_a_name_can_be_stored_and_shown_whatever_stood_there(values: list[Any]) -> None:
    name = read_name(values, default="U1")
    assert 0 < len(name) <= 80
    assert name == " ".join(name.split())
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name)
    assert name.encode()
    # What is left of an escape of an escape may be an escape.
    assert "&" in name or read_name([name], default="U1") == name


@given(anything)
def test_ids_numbers_and_objects_are_what_they_should_be_or_nothing(value: Any) -> None:
    found = read_id(value)
    assert found is None or (found == value and found.isascii() and 0 < len(found) <= 255)
    assert 0 <= read_number(value) < 2**31
    assert isinstance(read_object(value), dict)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1518467820, 1518467820),
        (0, 0),
        *((1.5, 1), (-1, 0), (2**31, 0), (True, 0), ("5", 0), (None, 0)),
        *((float("nan"), 0), (float("inf"), 0), (10**400, 0)),
    ],
)
def test_a_number_is_one_that_a_database_holds(value: Any, number: int) -> None:
    assert read_number(value) == number


@given(st.dictionaries(st.text(), anything))
def test_nothing_is_left_in_a_payload_that_cannot_be_stored(payload: dict[str, Any]) -> None:
    expected = _without_unstorable(payload)
    drop_unstorable(payload)
    assert repr(payload) == repr(expected)


def test_a_payload_as_deep_as_json_allows_is_gone_through() -> None:
    inner: list[Any] = ["a\x00"]
    payload = {"inner": inner}
    for _ in range(50_000):
        inner.append([])
        inner = inner[-1]
    inner.append("b\ud800")
    drop_unstorable(payload)
    assert (payload["inner"][0], inner) == ("a", ["b"])


def _without_unstorable(value: Any) -> Any:
    match value:
        case str():
            return "".join(c for c in value if c != "\x00" and not "\ud800" <= c <= "\udfff")
        case list():
            return [_without_unstorable(one) for one in value]
        case dict():
            return {key: _without_unstorable(one) for key, one in copy.copy(value).items()}
    return value
