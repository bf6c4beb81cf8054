"""The words of what is stored about somebody: how much, who reads it, how long, a copy of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slackapp.blocks.base.words import join_words

TITLE = "What I keep about you"
ACCOUNT = "Your names and time zone, what Slack says of your account, and what you chose here."
READERS_TITLE = "Who reads it"
AGES_TITLE = "For how long"
COPY_TITLE = "Get a copy of all of it"
COPY_FORMS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
ERASE_ME = "Erase me …"

#: One and several of each kind, in the order in which they are told; what is not here is not worth
#: a line of its own.
_KINDS = {
    "kudos_given": ("1 kudos that you gave", "{} kudos that you gave"),
    "kudos_received": ("1 that you got", "{} that you got"),
    "me_too": ("1 that you joined in on", "{} that you joined in on"),
    "prompt": ("1 question that you were asked", "{} questions that you were asked"),
    "reflection": ("1 answer of yours", "{} answers of yours"),
    "thanked_message": (
        "1 message that a kudos thanks for",
        "{} messages that kudos thank for",
    ),
    "member_of": ("1 channel that I saw you in", "{} channels that I saw you in"),
    "member_of_group": ("1 user group", "{} user groups"),
    "leads": ("1 team that you lead", "{} teams that you lead"),
    "packet_request": ("1 request for a review packet", "{} requests for review packets"),
    "draft": ("1 draft", "{} drafts"),
    "reaction": ("1 reaction that thanks", "{} reactions that thank"),
    "sent_message": ("1 message that I sent you", "{} messages that I sent you"),
    "audit_entry": (
        "1 time that you changed a kudos or took it back",
        "{} times that you changed a kudos or took it back",
    ),
    "admin_act": (
        "1 line of what was decided by you or about you",
        "{} lines of what was decided by you or about you",
    ),
}
#: What stands in one line together.
_LINES = (
    ("kudos_given", "kudos_received", "me_too"),
    ("prompt", "reflection"),
    ("thanked_message", "draft", "reaction"),
    ("member_of", "member_of_group", "leads"),
    ("sent_message",),
    ("packet_request",),
    ("audit_entry", "admin_act"),
)


def list_stored(counts: Mapping[str, int]) -> list[str]:
    """A line for each thing that there is, such as "12 kudos that you gave and 8 that you got"."""
    lines = [ACCOUNT]
    for kinds in _LINES:
        if listed := _list(counts, kinds):
            lines.append(f"{listed}.")
    return lines


def _list(counts: Mapping[str, int], kinds: Sequence[str]) -> str:
    there = [_count(kind, counts[kind]) for kind in kinds if counts.get(kind)]
    if there and not counts.get("kudos_given"):
        # What stands first says what is counted.
        there[0] = there[0].replace(" that you got", " kudos that you got")
    return join_words(there)


def _count(kind: str, count: int) -> str:
    one, several = _KINDS[kind]
    return one if count == 1 else several.format(f"{count:,}")


def list_readers(shared: int, *, has_reports: bool = True) -> list[str]:
    """Who reads what, in a line each; `shared` is how many answers somebody else reads.

    Where leaders have no reports, they are not said to read numbers.
    """
    others = "1 answer" if shared == 1 else f"{shared} answers"
    readers = f"you alone, except {others} that you share" if shared else "you alone"
    leaders = (
        "Leaders read what their channel reads, and numbers about groups."
        if has_reports
        else "Leaders read what their channel reads, and nothing more."
    )
    return [
        f"Your answers, questions, drafts and settings: {readers}.",
        "Private kudos: whoever gave and got them.",
        "Other kudos: whoever can read the channel that they were given in, and its digest.",
        f"{leaders} Admins read no private kudos and nobody's answers.",
        "Whoever runs Kudoscope in your company has the server, and could read everything.",
    ]


def list_ages(*, kudos: int, words: int, answers: int, sent: int) -> list[str]:
    """How long what is kept; months, and days of what was sent."""
    of_words = f" Their words: {_say_months(words)}." if words else ""
    return [
        f"Kudos: {_say_months(kudos)}.{of_words}",
        f"Answers: {_say_months(answers)}.",
        f"The words of what I sent you: {_say_days(sent)}. Drafts: a day.",
        "All else: until you erase yourself, or whoever runs Kudoscope does.",
    ]


def _say_months(months: int) -> str:
    if not months:
        return "for as long as your company uses me"
    return "a month" if months == 1 else f"{months} months"


def _say_days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"


def say_comes(form: str) -> str:
    """That the copy is on its way."""
    return f"Your copy comes to you by direct message in a moment, as {_name_file(form)}."


def say_on_its_way(form: str) -> str:
    """Where one was asked for a moment ago."""
    return f"Your {COPY_FORMS[form]} file is on its way already."


def _name_file(form: str) -> str:
    return f"an {COPY_FORMS[form]} file" if form == "xlsx" else f"a {COPY_FORMS[form]} file"


def say_in_short(counts: Mapping[str, int]) -> str:
    """All of it in one line, for the Home."""
    kinds = ("kudos_given", "kudos_received", "reflection")
    found = _list(counts, kinds)
    listed = f" {found}." if found else ""
    return f"{ACCOUNT}{listed} `/kudos privacy` tells you all of it, and who reads it."
