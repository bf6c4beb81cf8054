"""What admins and leaders did, a sentence for each kind of act.

A setting is told by its label, with what held before and what holds now. A kind that is not here is
told in plain words all the same, so that nothing is left out of the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slackapp.blocks.base.words import WEEKDAYS, join_words
from slackapp.blocks.privacy.words.retention import list_going

SOMEBODY = "Somebody"
SOMEBODY_ELSE = "somebody"

#: What a setting of each kind decides.
SUBJECTS = {
    "channels": "the channels of kudos",
    "roles": "who may do what",
    "giving": "how kudos are given",
    "recognition": "how kudos are read",
    "questions": "the weekly questions",
    "working_days": "the working days",
    "framework": "what people are thanked for",
    "digest": "the digest",
    "works_council": "works-council mode",
    "retention": "how long things are kept",
}

_Say = Callable[[Any], str]


def _switch(value: Any) -> str:
    return "on" if value else "off"


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _plainly(value: Any) -> str:
    if isinstance(value, list):
        return join_words([str(one) for one in value]) or "none"
    if isinstance(value, bool):
        return _yes(value)
    return "none" if value in (None, "") else str(value)


def _count(one: str, many: str, *, zero: str = "") -> _Say:
    def say(value: Any) -> str:
        if zero and value == 0:
            return zero
        return f"{value} {one if value == 1 else many}"

    return say


def _channels(value: Any) -> str:
    return join_words([f"<#{one}>" for one in value]) or "every channel"


def _channel(value: Any) -> str:
    return f"<#{value}>" if value else "none"


def _weekdays(value: Any) -> str:
    return join_words([WEEKDAYS[int(one)] for one in value])


def _weekday(value: Any) -> str:
    return WEEKDAYS[int(value)]


def _clock(value: Any) -> str:
    return f"{value}:00"


def _emoji(value: Any) -> str:
    return f":{value}:"


_AGE = _count("month", "months", zero="for ever")
_KUDOS, _PEOPLE = _count("kudos", "kudos"), _count("person", "people")

#: Each setting's name on screens, and how its value is said.
_LABELS: dict[str, dict[str, tuple[str, _Say]]] = {
    "channels": {
        "pilot": ("given in", _channels),
        "default": ("offered where I am not in a channel", _channel),
    },
    "roles": {
        "guests_may_give": ("guests may give", _yes),
        "leaders_name_leaders": ("leaders may name leaders", _yes),
    },
    "giving": {
        "daily_limit": ("most a day", _count("kudos", "kudos", zero="no limit")),
        "undo_hours": ("time to take one back", _count("hour", "hours", zero="none")),
        "takes_reactions": ("thanking with a reaction", _switch),
        "reaction": ("the reaction that thanks", _emoji),
        "most_in_group": ("largest group", _PEOPLE),
        "gives_hints": ("hints", _switch),
    },
    "recognition": {
        "strength_kudos": ("a strength takes", _KUDOS),
        "strength_givers": ("a strength takes givers", _PEOPLE),
        "excellence_kudos": ("excellent takes", _KUDOS),
        "excellence_givers": ("excellent takes givers", _PEOPLE),
        "smallest_group": ("smallest group", _PEOPLE),
        "names_unrecognised": ("telling leaders who was not recognised", _switch),
    },
    "questions": {
        "is_on": ("asking", _switch),
        "weekday": ("day", _weekday),
        "hour": ("hour", _clock),
        "daily_cap": ("most questions a day", _count("question", "questions", zero="no limit")),
        "lenses": ("also asked about", _plainly),
        "min_answers": ("mirror: answers", _plainly),
        "seen_from": ("mirror: seen from", _plainly),
        "min_kudos": ("mirror: kudos", _plainly),
        "min_givers": ("mirror: givers", _plainly),
    },
    "working_days": {
        "weekdays": ("weekdays", _weekdays),
        "country": ("holidays of", _plainly),
        "region": ("region", _plainly),
    },
    "framework": {"framework_key": ("framework", _plainly)},
    "retention": {
        "kudos_months": ("kudos", _AGE),
        "words_months": ("words of kudos", _AGE),
        "answers_months": ("answers to questions", _AGE),
        "requests_months": ("requests for packets", _AGE),
        "acts_months": ("who decided what", _AGE),
        "sent_days": ("words that were sent", _count("day", "days")),
    },
    "works_council": {
        "is_on": ("mode", _switch),
        "hides_names": ("digests without names", _switch),
    },
    "digest": {
        "is_on": ("it comes", _yes),
        "working_day": ("working day of the month", _plainly),
        "hour": ("hour", _clock),
        "tz": ("time zone", _plainly),
        "posts_empty": ("a month without kudos is told", _yes),
        "is_threaded": ("people in its thread", _yes),
        "lens_key": ("read through", _plainly),
        "tells_others": ("told although another company reads there", _yes),
    },
}

#: What is no setting: who did it, where, to whom, and the number of the kudos.
DEEDS: dict[str, str] = {
    "leader_named": "{who} named {person} a leader of {channel}.",
    "leader_removed": "{who} took {person} off the leaders of {channel}.",
    "sent_again": "{who} had what failed sent again.",
    "admin_named": "{who} named {person} an admin.",
    "admin_dropped": "{who} took {person} off the admins.",
    "person_erased": "Somebody was erased, and takes no further part.",
    "person_exported": "Whoever runs Kudoscope got a copy of all that is kept about {person}.",
    "person_readmitted": "Whoever runs Kudoscope let {person} take part again.",
    "team_exported": "{who} got the kudos of {channel} as a file.",
    "kudos_changed": "{who} changed kudos no. {number}.",
    "kudos_taken_back": "{who} took kudos no. {number} back.",
}


def say_act(
    kind: str,
    *,
    who: str,
    channel: str,
    person: str,
    number: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    is_undo: bool,
) -> str:
    """What somebody did, in one sentence; all names and channels are mentions."""
    if kind in DEEDS:
        return DEEDS[kind].format(who=who, person=person, channel=channel, number=number)
    if kind == "retention_ran":
        return f"What was older than you keep it was deleted: {list_going(after)}."
    subject = SUBJECTS.get(kind, kind.replace("_", " "))
    where = f" of {channel}" if channel else ""
    changes = "; ".join(_say_change(kind, name, before, after) for name in after)
    did = f"{who} {'put back' if is_undo else 'changed'} {subject}{where}."
    return f"{did} {_capital(changes)}." if changes else did


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _say_change(kind: str, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    label, say = _LABELS.get(kind, {}).get(name, (name.replace("_", " "), _plainly))
    if before.get(name) in (None, "", []) and say is _plainly:
        return f"{label}: {say(after[name])}"
    return f"{label}: {say(before.get(name))} → {say(after[name])}"
