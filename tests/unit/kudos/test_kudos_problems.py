"""Each problem of a text has its own answer, and the first one counts."""

from __future__ import annotations

import pytest

from slackapp.domain.competency.suggest import Suggestion
from slackapp.domain.kudos.errors import (
    BroadcastNamed,
    ChannelNamed,
    MessageTooLong,
    NoCompetency,
    NoRecipient,
    RawName,
    SelfKudos,
    TooManyCompetencies,
    TooManyRecipients,
    UnclearRecipient,
)
from slackapp.domain.kudos.problems import MENDABLE, check_parsed
from slackapp.domain.kudos.text import ParsedKudos, Problem, parse_kudos
from slackapp.errors import UserFacingError
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin()
EMPATHY = next(one for one in ECF.competencies() if one.key == "empathy")
ANSWERS = {
    Problem.EMPTY: (NoRecipient, "Who do you want to thank?"),
    Problem.NO_RECIPIENT: (NoRecipient, "Who do you want to thank?"),
    Problem.RAW_NAME: (RawName, "who `@ana` is"),
    Problem.SELF: (SelfKudos, "Kudos go to others"),
    Problem.CHANNEL: (ChannelNamed, "not to a channel"),
    Problem.BROADCAST: (BroadcastNamed, "`@here`"),
    Problem.TOO_MANY_RECIPIENTS: (TooManyRecipients, "up to 10 people"),
    Problem.TOO_MANY_COMPETENCIES: (TooManyCompetencies, "up to 25 competencies"),
    Problem.MESSAGE_TOO_LONG: (MessageTooLong, "longer than 2,000 characters"),
    Problem.NO_COMPETENCY: (NoCompetency, "Your words sound like this."),
}


def parsed(*problems: Problem, has_suggestions: bool = True) -> ParsedKudos:
    suggestions = (Suggestion(EMPATHY, None, 1.0),) if has_suggestions else ()
    return ParsedKudos((), (), (), "", problems, suggestions, ("@ana", "@ben"))


def refusal_of(found: ParsedKudos) -> UserFacingError:
    with pytest.raises(UserFacingError) as refusal:
        check_parsed(found)
    return refusal.value


def test_a_text_without_problems_is_a_kudos() -> None:
    check_parsed(parse_kudos("<@U0BEN> empathy", framework=ECF, giver="U0ANA"))


@pytest.mark.parametrize("problem", Problem)
def test_each_problem_is_answered_so_that_a_person_can_act(problem: Problem) -> None:
    kind, words = ANSWERS[problem]
    error = refusal_of(parsed(problem))
    assert type(error) is kind
    assert words in str(error)
    assert error.code in (problem.value, "no_recipient")


@pytest.mark.parametrize("problem", Problem)
def test_the_first_problem_is_answered_before_the_others(problem: Problem) -> None:
    others = [other for other in Problem if other is not problem]
    assert type(refusal_of(parsed(problem, *others))) is ANSWERS[problem][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@U0BEN>", "What was it for?"),
        ("<@U0BEN> thanks!", "What was it for? Your words do not tell me yet."),
        ("<@U0BEN> for fixing the login bug", "What was it for? Your words do not tell me yet."),
        ("<@U0BEN> kindnes", "What was it for? Your words sound like this."),
        (
            "<@U0BEN> for listening to me when I was down",
            "What was it for? Your words sound like one of these.",
        ),
    ],
)
def test_the_question_says_what_the_words_tell(text: str, said: str) -> None:
    assert str(refusal_of(parse_kudos(text, framework=ECF, giver="U0ANA"))) == said


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("thanks for helping <@U2> #teamwork", "Do you want to thank <@U2>?"),
        (
            "Thanks <@U1>. Thanks <@U2>. Thanks <@U3> #teamwork",
            "Who do you want to thank: <@U1>, <@U2> or <@U3>?",
        ),
    ],
)
def test_whoever_may_be_meant_is_asked_about_by_name(text: str, question: str) -> None:
    error = refusal_of(parse_kudos(text, framework=ECF, giver="U0ANA"))
    assert isinstance(error, UnclearRecipient)
    assert isinstance(error, MENDABLE)
    assert str(error) == f"{question} I would rather ask than guess."


def test_only_what_lacks_one_thing_can_be_mended_by_a_tap() -> None:
    mendable = {problem for problem in Problem if isinstance(refusal_of(parsed(problem)), MENDABLE)}
    assert mendable == {
        Problem.EMPTY,
        Problem.NO_RECIPIENT,
        Problem.RAW_NAME,
        Problem.NO_COMPETENCY,
    }
