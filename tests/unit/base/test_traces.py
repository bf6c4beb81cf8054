"""What tells of a person in a text is found and taken out, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.base.traces import SOMEBODY, Traces

BO = Traces("U0BO", "Bo Larsson")
WILL = Traces("U0WILL", "Will")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thanks <@U0BO>!", "thanks somebody!"),
        ("thanks <@U0BO|bo>!", "thanks somebody!"),
        ("ask U0BO or <@U0BOX>", "ask somebody or <@U0BOX>"),
        ("Bo Larsson and bo  larsson", "somebody and somebody"),
        ("@Bo Larsson did it", "somebody did it"),
        ("Bo Larssons Auto", "Bo Larssons Auto"),
        ("Bo did it", "Bo did it"),
    ],
)
def test_id_and_whole_name_are_taken_out_wherever_they_stand(text: str, expected: str) -> None:
    assert BO.take_out(text, is_about_them=False) == expected


def test_a_name_that_is_a_word_is_taken_out_only_of_what_is_about_the_person() -> None:
    assert WILL.take_out("Will you come, Will?", is_about_them=False) == "Will you come, Will?"
    assert WILL.take_out("Will, you will do", is_about_them=True) == "somebody, you will do"
    assert WILL.take_out("thanks <@U0WILL>", is_about_them=False) == "thanks somebody"


@pytest.mark.parametrize("name", ["R&D <Bo>", 'Bo "Bear" L', "Zoë\\n", "Ünal Ç."])
def test_a_name_is_found_as_it_is_escaped(name: str) -> None:
    traces = Traces("U0BO", name)
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for text in (f"*{name}* thanked", f"*{escaped}* thanked"):
        assert traces.stand_in(text)
        assert traces.stand_in(json.dumps({"text": text}, ensure_ascii=False))


def test_words_of_a_message_change_and_none_of_its_keys() -> None:
    traces = Traces("U0BO", "text")
    payload = {
        "text": "text thanked you",
        "mentions": ["U0BO", "U0ANA"],
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "by <@U0BO>"}}],
    }
    assert traces.take_out_of_payload(payload) == {
        "text": "somebody thanked you",
        "mentions": ["U0ANA"],
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "by somebody"}}],
    }


@given(st.text(max_size=60), st.text(max_size=30))
def test_nothing_is_found_any_more_in_what_they_were_taken_out_of(text: str, name: str) -> None:
    traces = Traces("U0BO", name)
    if not name.strip() or traces.stand_in(SOMEBODY):
        return
    once = traces.take_out(f"{text} {name} <@U0BO>", is_about_them=True)
    assert "U0BO" not in once


def test_somebody_without_a_name_is_found_by_the_id_alone() -> None:
    assert not Traces("U0BO", "").stand_in("any text")
    assert Traces("U0BO", "").stand_in("any U0BO")
