"""The word "private" before a kudos, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.command.privately import mark_private, read_private


@pytest.mark.parametrize(
    "text",
    [
        "private <@U1> empathy thanks",
        "PRIVATE: <@U1> empathy thanks",
        "privately to <@U1> empathy thanks",
        "in private <@U1> empathy thanks",
        "privat <@U1> empathy thanks",
        "priv\u00e9 <@U1> empathy thanks",
        "private, <@U1> empathy thanks",
    ],
)
def test_what_follows_the_word_is_the_kudos(text: str) -> None:
    assert read_private(text) == "<@U1> empathy thanks"


@pytest.mark.parametrize("rest", ["@ana empathy", "<!subteam^S1> empathy", "<!here> empathy"])
def test_whatever_stands_where_a_person_should_is_read_on(rest: str) -> None:
    assert read_private(f"private {rest}") == rest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "private",
        "private lessons from <@U1> were great #empathy",
        "private thanks to <@U1> for empathy",
        "anonymous <@U1> empathy",
        "undo <@U1>",
        "<@U1> private: empathy",
        "pirvate <@U1> empathy",
    ],
)
def test_where_the_word_is_not_directly_before_a_person_nothing_is_given(text: str) -> None:
    assert read_private(text) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    rest = read_private(text)
    assert rest is None or text.endswith(rest)
    assert read_private(mark_private(f"<@U1> {text}")) == f"<@U1> {text}"
