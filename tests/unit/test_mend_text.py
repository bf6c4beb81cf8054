"""What a tap adds to a text makes it the kudos that was meant."""

from __future__ import annotations

import pytest

from slackapp.domain.kudos_text import ParsedKudos, Problem, parse_kudos
from slackapp.domain.mend_text import add_competency, add_recipient
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin()


def parse(text: str) -> ParsedKudos:
    return parse_kudos(text, framework=ECF, giver="U0ANA")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("@ben empathy for the calm answer", "for the calm answer"),
        ("empathy @ben for the calm answer", "for the calm answer"),
        ("thanks @ben, empathy: that was calm", "thanks <@U0BEN> that was calm"),
        ("empathy for the calm answer", "for the calm answer"),
        ("#empathy", ""),
    ],
)
def test_a_picked_person_is_thanked(typed: str, message: str) -> None:
    before = parse(typed)
    after = parse(add_recipient(typed, "U0BEN", before.raw_names))
    assert (after.recipients, after.message) == (("U0BEN",), message)
    assert after.problems == ()
    assert [one.competency.key for one in after.competencies] == ["empathy"]


def test_several_names_are_mended_one_by_one() -> None:
    text = "@ben and @cem, empathy for the calm answer"
    for who in ("U0BEN", "U0CEM"):
        raw_names = parse(text).raw_names
        assert raw_names
        text = add_recipient(text, who, raw_names)
    after = parse(text)
    assert (after.recipients, after.problems) == (("U0BEN", "U0CEM"), ())
    assert after.message == "for the calm answer"


def test_a_picked_person_beside_a_mentioned_one_is_thanked_too() -> None:
    typed = "<@U0CEM> @ben empathy"
    after = parse(add_recipient(typed, "U0BEN", parse(typed).raw_names))
    assert (after.recipients, after.problems) == (("U0CEM", "U0BEN"), ())


def test_oneself_may_be_picked_and_is_refused_as_ever() -> None:
    typed = "empathy for the calm answer"
    assert parse(add_recipient(typed, "U0ANA", ())).problems == (Problem.SELF,)


@pytest.mark.parametrize("key", [one.key for one in ECF.competencies()])
@pytest.mark.parametrize(
    "typed", ["<@U0BEN> for your time yesterday", "<@U0BEN>\n1. the call\n2. the notes", "<@U0BEN>"]
)
def test_a_picked_competency_is_what_the_kudos_is_for(typed: str, key: str) -> None:
    before = parse(typed)
    assert before.problems == (Problem.NO_COMPETENCY,)
    after = parse(add_competency(typed, key))
    assert after.problems == ()
    assert [one.competency.key for one in after.competencies] == [key]
    assert (after.recipients, after.message) == (before.recipients, before.message)
