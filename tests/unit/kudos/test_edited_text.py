"""Words that are edited in a form, and written back as Slack has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.slack_text import find_mentioned, to_plain
from slackapp.domain.kudos.edited_text import write_back

NAMES = {"U0OMAR": "Omar", "U0OM": "Om"}
BEFORE = "you calmed <@U0OMAR> down &amp; <@U0OM> too, see <https://a.example/x|the page>"


def test_what_is_not_edited_stays_as_it_was() -> None:
    assert write_back(to_plain(BEFORE, NAMES), BEFORE, NAMES) == BEFORE


def test_who_was_named_is_named_still() -> None:
    edited = to_plain(BEFORE, NAMES).replace("calmed", "really calmed")
    assert write_back(edited, BEFORE, NAMES) == BEFORE.replace("calmed", "really calmed")


@pytest.mark.parametrize("typed", ["<!channel> <@U0BOSS> & more", "@here <#C1|x>"])
def test_nothing_that_is_typed_becomes_markup(typed: str) -> None:
    written = write_back(typed, "thanks", {})
    assert "<" not in written
    assert to_plain(written, {}) == typed


@given(st.text(), st.text())
def test_nobody_is_mentioned_who_was_not(edited: str, before: str) -> None:
    written = write_back(edited, f"{BEFORE} {before}", NAMES)
    assert find_mentioned(written) <= find_mentioned(f"{BEFORE} {before}")
