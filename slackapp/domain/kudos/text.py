"""What somebody means who types `/kudos …`, and what stands in the way; see `reading`."""

from __future__ import annotations

import html
from dataclasses import dataclass
from enum import StrEnum

from slackapp.domain.base.slack_text import AddresseeKind, Run, clean, defuse, find_runs, without
from slackapp.domain.competency.match import MatchedCompetency, matcher_for
from slackapp.domain.competency.suggest import Suggestion, suggest
from slackapp.domain.kudos.footers import without_footer
from slackapp.domain.kudos.label import spell_out_tags
from slackapp.domain.kudos.reading import Reading
from slackapp.domain.kudos.recipient_places import people_in
from slackapp.frameworks.model import Framework

MAX_RECIPIENTS = 10
#: Counted as people count, an escaped "&" as one.
MAX_MESSAGE = 2_000
#: Each has a line of its own in the announcement, of which a message takes so many.
MAX_COMPETENCIES = 25


class Problem(StrEnum):
    """Why a text is no kudos yet."""

    EMPTY = "empty"
    BROADCAST = "broadcast"
    CHANNEL = "channel"
    RAW_NAME = "raw_name"
    NO_RECIPIENT = "no_recipient"
    SELF = "self"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    NO_COMPETENCY = "no_competency"
    TOO_MANY_COMPETENCIES = "too_many_competencies"
    MESSAGE_TOO_LONG = "message_too_long"


@dataclass(frozen=True, slots=True)
class ParsedKudos:
    """What was understood.

    `recipients` and `groups` are Slack's ids in order, without repeats; `raw_names` are names as
    typed ("@ana"), which are never guessed. `message` is Slack-escaped mrkdwn, as it came but
    without broadcasts, so it can go into a mrkdwn block as it is. `suggestions` are what it tells
    of, likeliest first, when it names nothing. `candidates` are Slack's ids of whoever is
    mentioned, when it is not clear who of them is thanked.
    """

    recipients: tuple[str, ...]
    groups: tuple[str, ...]
    competencies: tuple[MatchedCompetency, ...]
    message: str
    problems: tuple[Problem, ...]
    suggestions: tuple[Suggestion, ...]
    raw_names: tuple[str, ...]
    candidates: tuple[str, ...] = ()


def parse_kudos(text: str, *, framework: Framework, giver: str | None = None) -> ParsedKudos:
    """Read the text of a kudos by the grammar of `reading`; never raises."""
    matcher = matcher_for(framework)
    text = spell_out_tags(without_footer(clean(text).strip()), matcher)
    if not text:
        return ParsedKudos((), (), (), "", (Problem.EMPTY,), (), ())
    reading = Reading(text, matcher)
    runs = find_runs(text)
    run = reading.read(runs)
    message = defuse(without(text, reading.cuts)).strip()
    competencies = reading.competencies
    recipients = _values(run, AddresseeKind.PERSON)
    problems = {
        Problem.BROADCAST: any(one.kind is AddresseeKind.BROADCAST for one in run),
        Problem.CHANNEL: any(one.kind is AddresseeKind.CHANNEL for one in run),
        Problem.RAW_NAME: any(one.kind is AddresseeKind.NAME for one in run),
        Problem.NO_RECIPIENT: not run,
        Problem.SELF: giver in recipients,
        Problem.TOO_MANY_RECIPIENTS: len(recipients) > MAX_RECIPIENTS,
        Problem.NO_COMPETENCY: not competencies,
        Problem.TOO_MANY_COMPETENCIES: len(competencies) > MAX_COMPETENCIES,
        Problem.MESSAGE_TOO_LONG: len(html.unescape(message)) > MAX_MESSAGE,
    }
    return ParsedKudos(
        recipients=recipients,
        groups=_values(run, AddresseeKind.GROUP),
        competencies=competencies,
        message=message,
        problems=tuple(problem for problem, is_there in problems.items() if is_there),
        suggestions=() if competencies else suggest(framework, message),
        raw_names=_values(run, AddresseeKind.NAME),
        candidates=() if run else people_in(runs, but=giver),
    )


def _values(run: Run, kind: AddresseeKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.value for one in run if one.kind is kind))
