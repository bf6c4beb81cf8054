"""What is answered to words of the command, within Slack's limits whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.blocks.base.kit import escape
from slackapp.blocks.kudos.command_answers import build_command_answer
from slackapp.domain.command.vocabulary import Wish
from slackapp.domain.command.words import CommandGuess
from unit.kudos_values import LETTERS, assert_slack_takes

ANSWERED = [one for one in Wish if one is not Wish.QUESTION]


@pytest.mark.parametrize("wish", ANSWERED)
def test_every_wish_is_answered_and_says_that_nothing_happened(wish: Wish) -> None:
    guess = CommandGuess(wish, "Word")
    content = build_command_answer(guess, typed="Word <@U1> R&amp;D")
    assert_slack_takes(content)
    assert "\nNothing was " in content.text
    assert "You typed: /kudos Word <@U1> R&amp;D" in content.text


@given(st.sampled_from(ANSWERED), st.text(LETTERS).map(escape), st.booleans())
def test_whatever_was_typed_the_answer_is_within_slacks_limits(
    wish: Wish, typed: str, is_slip: bool
) -> None:
    guess = CommandGuess(wish, typed or "x", is_slip=is_slip)
    assert_slack_takes(build_command_answer(guess, typed=typed))


def test_a_word_of_backticks_alone_is_not_repeated() -> None:
    text = build_command_answer(CommandGuess(Wish.HELP, "`"), typed="`").text
    assert text.startswith("I did not understand that.")


def test_a_word_is_no_markup() -> None:
    guess = CommandGuess(Wish.UNKNOWN, "`x` <!here>")
    text = build_command_answer(guess, typed="x").text
    assert text.startswith("I do not know `/kudos x @here`.")
