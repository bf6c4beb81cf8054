"""What a reflection looks like: within Slack's limits, escaped, and whole for a screen reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content
from slackapp.blocks.base.number_field import NumberField
from slackapp.blocks.reflection import words
from slackapp.blocks.reflection.form import MAX_NOTE, MAX_STEP, build_answer_form
from slackapp.blocks.reflection.reflection import (
    OpenStep,
    PromptCard,
    ReflectionCard,
    build_answered,
    build_prompt,
    build_shared,
    build_shared_list,
)
from slackapp.blocks.reflection.settings import build_policy_form, build_settings_form
from slackapp.domain.base.due_times import Rhythm
from slackapp.domain.reflection.choice import Reason
from slackapp.sandbox.blocks import find_block_errors, is_too_long
from slackapp.sandbox.view_rules import find_view_errors

NASTY = "<@U1> & <!channel> *bold* `code`"
LATER = (date(2026, 12, 7), date(2026, 12, 8))
PROMPT = PromptCard(7, "Empathy", "How often did you listen?", "I ask because it is time.", LATER)
CARD = ReflectionCard(
    3, 7, "Empathy", "How often did you listen?", 4, "A note", "A step", None, None
)

texts = st.text(max_size=MAX_NOTE)


def check(content: Content) -> None:
    assert find_block_errors(content.blocks) == []
    assert not is_too_long(content.blocks)


def check_view(view: dict[str, Any]) -> None:
    assert find_view_errors(view) == []


@given(because=st.text(max_size=200), step=st.text(min_size=1, max_size=MAX_STEP))
def test_a_question_is_within_the_limits_whatever_people_wrote(because: str, step: str) -> None:
    card = replace(PROMPT, because=because, is_first=True, open_step=OpenStep(1, step))
    check(build_prompt(card))


def test_a_question_says_everything_in_words_for_a_screen_reader() -> None:
    text = build_prompt(replace(PROMPT, open_step=OpenStep(1, "Breathe"))).text
    for part in ("Empathy", "How often did you listen?", "because it is time", "Breathe"):
        assert part in text
    assert "Only you read your answer" in text


def test_a_question_without_a_reason_says_none() -> None:
    assert "because" not in str(build_prompt(replace(PROMPT, because="")))


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason.RECOGNISED, "because Ana thanked you for Empathy on Friday."),
        (Reason.GROUND, "because everything else builds on it."),
        (Reason.NEW_CLUSTER, "because you have not looked at Social Awareness yet."),
        (Reason.NEW_COMPETENCY, "because you have not looked at it yet."),
        (Reason.LONGEST_AGO, "because it is what you looked at longest ago."),
    ],
)
def test_each_reason_is_a_sentence(reason: Reason, said: str) -> None:
    values = {"cluster": "Social Awareness", "giver": "Ana", "day": "on Friday"}
    sentence = words.say_reason(reason, competency="Empathy", **values)
    assert sentence == f"I ask about this {said}"


def test_a_reason_says_what_is_known() -> None:
    nothing = {"competency": "Empathy", "cluster": "", "giver": "", "day": ""}
    thanks = words.say_reason(Reason.RECOGNISED, **nothing)
    assert thanks == "I ask about this because a colleague thanked you for Empathy."
    cluster = words.say_reason(Reason.NEW_CLUSTER, **nothing)
    assert cluster == "I ask about this because you have not looked at it yet."


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "on Tuesday"),
        (6, "on Friday"),
        (7, "on 19 November"),
        (14, "on 12 November"),
        (-1, "on 27 November"),
    ],
)
def test_a_day_that_is_over_is_said_as_people_say_it(days_ago: int, said: str) -> None:
    today = date(2026, 11, 26)  # a Thursday
    assert words.say_past_day(today - timedelta(days=days_ago), today) == said


def test_names_and_steps_are_shown_and_never_act() -> None:
    card = replace(PROMPT, because=f"because {NASTY} thanked you", open_step=OpenStep(1, NASTY))
    shown = str(build_prompt(card).blocks)
    assert "<@U1>" not in shown
    assert "&lt;@U1&gt; &amp; &lt;!channel&gt;" in shown


def test_an_answered_question_shows_no_words_of_the_answer() -> None:
    content = build_answered(replace(CARD, note="secret note", next_step="secret step"))
    assert "secret" not in f"{content.text}{content.blocks}"
    assert "Often (4 of 5)" in content.text


@given(note=texts, step=st.text(max_size=MAX_STEP), name=st.text(min_size=1, max_size=80))
def test_what_is_shared_is_within_the_limits(note: str, step: str, name: str) -> None:
    card = replace(CARD, note=note or None, next_step=step or None)
    check(build_shared(card, name))


def test_five_long_shared_answers_are_within_the_limits() -> None:
    card = replace(CARD, note="&" * MAX_NOTE, next_step="<" * MAX_STEP)
    check(build_shared_list([card] * 5, "Ana"))


@given(note=texts, step=st.text(max_size=MAX_STEP), because=st.text(max_size=200))
def test_the_form_is_within_the_limits(note: str, step: str, because: str) -> None:
    card = replace(CARD, note=note or None, next_step=step or None)
    leaders = [(f"U{number}", "N" * 80) for number in range(20)]
    view = build_answer_form(
        metadata="7:message",
        question="How often did you listen?",
        because=because,
        answer=card,
        slack_shared_with="U19",
        leaders=leaders,
        open_step=OpenStep(1, "A step"),
    )
    check_view(view)


def test_the_settings_forms_are_within_the_limits() -> None:
    check_view(
        build_settings_form(
            rhythm=Rhythm(4, 19, 2),
            has_own_rhythm=True,
            workspace_weekday=0,
            workspace_hour=8,
            tz="America/Argentina/ComodRivadavia",
            paused_until=date(2026, 5, 1),
            is_off=True,
            wants_reminders=True,
            takes_leader_tier=True,
        )
    )
    numbers = [(NumberField("cap", "Questions", "A hint", 0, 9), 0)]
    lenses = [("twelve_zealous", "Twelve Zealous", True), ("other", "Another one", False)]
    view = build_policy_form(
        is_on=False, weekday=6, hour=8, numbers=numbers, lenses=lenses, recent=(9, 7)
    )
    check_view(view)
    [asked] = [block for block in view["blocks"] if block.get("block_id") == ids.LENSES_BLOCK]
    assert [one["value"] for one in asked["element"]["initial_options"]] == ["twelve_zealous"]
