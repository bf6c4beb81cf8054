"""What admins read of their workspace on their Home."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import WEEKDAYS, join_words

TITLE = "Your workspace"
ABOUT = "What you set here holds for everybody in this workspace, from that moment on."

PEOPLE = "People"
CHANNELS = "Channels"
ROLES = "Who may do what"
LIMITS = "Limits"
REACTION = "Thanking with a reaction"
FRAMEWORK = "What people are thanked for"
QUESTIONS = "Weekly questions"
WORKING_DAYS = "Working days and holidays"
DIGESTS = "Monthly digests"
READING = "Strengths and small groups"
WORKS_COUNCIL = "Works-council mode"
RETENTION = "How long things are kept"
HEALTH = "Health"
TRAIL = "Who decided what"
CHANGE = "Change"
SEND_AGAIN = "Send again"
SHOW_TRAIL = "Show"
TRAIL_ABOUT = (
    "Everything that admins and leaders decide is written down, and so are changes of kudos; never "
    "a text."
)

#: Admins who are named.
_MOST_NAMED = 5


def name_button(label: str, title: str) -> str:
    """A button as a screen reader tells it from the others."""
    return f"{label}: {title}"


def mark_trouble(text: str) -> str:
    """A line of trouble, with a mark that needs no colour."""
    return f":warning: {text}"


def say_people(count: int, read_on: str | None, admins: Sequence[str]) -> str:
    """How many there are, when Slack last told of them, and who the admins are, as mentions."""
    are = "One person is" if count == 1 else f"{count:,} people are"
    last = f"I last read who that is on {read_on}." if read_on else "I have not read them all yet."
    return f"{are} here. {last} {_say_admins(admins)}"


def _say_admins(admins: Sequence[str]) -> str:
    if not admins:
        return "Slack names nobody as an admin."
    more = len(admins) - _MOST_NAMED
    named = [*admins[:_MOST_NAMED], f"{more} more"] if more > 0 else list(admins)
    return f"{'Admin' if len(admins) == 1 else 'Admins'}: {join_words(named)}."


def say_channels(pilot: Sequence[str], default: str | None) -> str:
    """Where kudos are given; channels are mentions."""
    if pilot:
        return f"You are trying kudos out: for now they are given only in {join_words(pilot)}."
    where = "Kudos are given in every channel; they are posted where I was invited."
    if default is None:
        return where
    return f"{where} Where I am not in a channel, I offer {default} instead."


def say_roles(*, guests_may_give: bool, leaders_name_leaders: bool) -> str:
    """Who may give, and who may name leaders."""
    guests = "Guests may give kudos." if guests_may_give else "Guests may not give kudos."
    if leaders_name_leaders:
        return f"{guests} Leaders and admins name a channel's leaders."
    return f"{guests} Only admins name a channel's leaders."


def say_limits(daily_limit: int, undo_hours: int, most_in_group: int) -> str:
    """How many a day, how long they can be taken back, and how large a group may be."""
    many = f"{daily_limit} kudos" if daily_limit else "as many kudos as they like"
    back = f"and take one back within {_say_hours(undo_hours)}"
    if undo_hours == 0:
        back = "and only admins take one back"
    return (
        f"Everybody may give {many} a day, {back}. A user group that is thanked has at most "
        f"{most_in_group} people."
    )


def _say_hours(hours: int) -> str:
    if hours % 24 == 0 and hours > 0:
        return "a day" if hours == 24 else f"{hours // 24} days"
    return "an hour" if hours == 1 else f"{hours} hours"


def say_reaction(reaction: str, *, is_on: bool) -> str:
    """Whether a reaction thanks, and which."""
    if is_on:
        return f"Whoever reacts with :{reaction}: to a message is asked in private what for."
    return "Off: reacting to a message thanks nobody."


def say_framework(name: str, count: int, lenses: Sequence[str]) -> str:
    """What people are thanked for, and what weekly questions also ask about; names are escaped."""
    own = f"{name}, with {count} competencies."
    if not lenses:
        return own
    return f"{own} Weekly questions ask about {join_words(lenses)}, too."


def say_questions(weekday: int, hour: int, cap: int, *, is_on: bool, is_day_off: bool) -> str:
    """When people are asked, and how many a day; on a day off they come before it."""
    if not is_on:
        return "Off: nobody is asked."
    most = f", at most {cap:,} people a day" if cap else ""
    said = f"They come on {WEEKDAYS[weekday]}s at {hour}:00{most}. Everybody may choose their own."
    if is_day_off:
        said += f" You do not work on {WEEKDAYS[weekday]}s, so they come on the day before that."
    return said


def say_working_days(weekdays: Sequence[int], place: str, next_off: str) -> str:
    """Which days people work, by which holidays, and the next day off, as it is told."""
    days = _say_weekdays(weekdays)
    if not place:
        return f"You work {days}. No public holidays are set."
    following = f" The next day off is {next_off}." if next_off else ""
    return f"You work {days}, but not on the public holidays of {place}.{following}"


def _say_weekdays(weekdays: Sequence[int]) -> str:
    names = [WEEKDAYS[one] for one in weekdays]
    is_row = len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1
    return f"{names[0]} to {names[-1]}" if is_row else join_words(names)


def say_digests(count: int) -> str:
    """In how many channels a digest comes, and where that is set."""
    on = {0: "No channel has one yet", 1: "One channel has one"}.get(
        count, f"{count} channels have one"
    )
    return (
        f"{on}. Leaders set it on their own Home; leaders and admins in the channel, with "
        "`/kudos digest settings`."
    )


def say_thresholds(
    strength: tuple[int, int], excellence: tuple[int, int], smallest: int, *, names: bool
) -> str:
    """What makes a strength, how small a group may be, and whether leaders are told names."""
    told = "" if names else "not "
    return (
        f"A strength takes {strength[0]} kudos from {_say_people(strength[1])}, and is excellent "
        f"with {excellence[0]} from {_say_people(excellence[1])}. No number is told about fewer "
        f"than {smallest} people. Leaders are {told}told who was not recognised for three months."
    )


def _say_people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def say_works_council(*, is_on: bool, hides_names: bool) -> str:
    """Whether leaders read what everybody reads, and whether digests name anybody."""
    if not is_on:
        return "Off: leaders have reports, pages about their people, and packets."
    names = " Digests name nobody." if hides_names else ""
    return f"On: leaders read what the whole channel reads, and nothing more.{names}"


def say_retention(kudos_months: int, answers_months: int, sent_days: int) -> str:
    """How long kudos, answers to questions, and what was sent to Slack are kept."""
    return (
        f"Kudos are kept {_say_months(kudos_months)}, answers to questions "
        f"{_say_months(answers_months)}, and the words of what I sent for {sent_days} days."
    )


def _say_months(months: int) -> str:
    if months == 0:
        return "for good"
    return "for a month" if months == 1 else f"for {months} months"
