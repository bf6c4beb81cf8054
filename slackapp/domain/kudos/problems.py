"""What is said of a text that is no kudos yet: the first problem, as an error to act on."""

from __future__ import annotations

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
from slackapp.domain.kudos.text import (
    MAX_COMPETENCIES,
    MAX_MESSAGE,
    MAX_RECIPIENTS,
    ParsedKudos,
    Problem,
)
from slackapp.errors import UserFacingError

#: Problems that a tap can mend, because only one thing is missing.
MENDABLE = (RawName, NoRecipient, NoCompetency)

#: Problems of how it was typed, which an example answers; others say themselves what to do.
WANT_EXAMPLE = (NoRecipient, ChannelNamed, BroadcastNamed)


def check_parsed(parsed: ParsedKudos) -> None:
    """Raise the UserFacingError for what stands first in the way of giving, if anything does."""
    if parsed.problems:
        raise _explain(parsed.problems[0], parsed)


def _explain(problem: Problem, parsed: ParsedKudos) -> UserFacingError:
    match problem:
        case Problem.BROADCAST:
            return BroadcastNamed()
        case Problem.CHANNEL:
            return ChannelNamed()
        case Problem.RAW_NAME:
            return RawName(parsed.raw_names[0])
        case Problem.SELF:
            return SelfKudos(has_others=len(parsed.recipients) > 1)
        case Problem.TOO_MANY_RECIPIENTS:
            return TooManyRecipients(MAX_RECIPIENTS)
        case Problem.TOO_MANY_COMPETENCIES:
            return TooManyCompetencies(MAX_COMPETENCIES)
        case Problem.MESSAGE_TOO_LONG:
            return MessageTooLong(MAX_MESSAGE)
        case Problem.NO_COMPETENCY:
            return NoCompetency(suggestions=len(parsed.suggestions), has_words=bool(parsed.message))
        case Problem.NO_RECIPIENT if parsed.candidates:
            return UnclearRecipient(parsed.candidates)
        case Problem.EMPTY | Problem.NO_RECIPIENT:
            return NoRecipient()
