"""What people read on their Home: the next question, the mirror, their strengths and answers."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import WEEKDAYS
from slackapp.domain.profile.johari import View

# The next question, and the ways to settings.
NEXT_TITLE = "Your weekly reflection"
REFUSED = "Slack refused this week's question, so you were not asked. “Ask me now” tries again."
NO_QUESTIONS = "You get no weekly questions. You can change that in Settings."
NO_DATE_YET = "Your next question has no date yet."
WHO_SEES = (
    "Your answers are yours. Nobody sees them but you and the one person you share an answer "
    "with: no leader, no admin, no digest. Admins see how many questions were asked and "
    "answered, never by whom. The texts are stored encrypted; whoever runs the server could read "
    "them with its keys. You can change or delete every answer here."
)


def say_next(day: str, time: str, *, weekday: int, hour: int, every_weeks: int) -> str:
    """When the next question comes, and how often questions do."""
    comes = f"Your next question comes on {day} at {time}."
    when = f"{WEEKDAYS[weekday]}s at {hour}:00"
    if every_weeks == 1:
        return f"{comes} I ask you on {when}."
    return f"{comes} I ask you every second week, on {when}."


# The mirror.
MIRROR_TITLE = "The mirror"
MIRROR_VIEWS = {
    View.BOTH: "Both see it",
    View.OTHERS: "Others see it, I do not yet",
    View.OWN: "I see it, others have not said so yet",
    View.NOT_ENOUGH: "Not enough yet",
    View.NOT_YET: "Not looked at yet",
}
MIRROR_NOTE = (
    "What you answered, beside what colleagues thanked you for. People give thanks for what they "
    "happen to see, so having no kudos means nothing; and an answer is one week's impression. "
    "Only you see this."
)
PERIOD = "Period"


def say_view(view: View, competencies: str) -> str:
    """The competencies that the mirror says the same of."""
    return f"*{MIRROR_VIEWS[view]}*: {competencies}"


def name_period(months: int) -> str:
    """How far the mirror looks back."""
    return f"{months} months"


# Strengths.
STRENGTHS_TITLE = "Your strengths"
STRENGTHS_OF = "What colleagues thanked you for in the last twelve months."
STRENGTHS_LIMITS = (
    "A rough guide to develop by, not a verdict. People give thanks for what they happen to see, "
    "so having no kudos for something says nothing about you. Nobody else sees this."
)
READ_THROUGH = "Read through"
READ_THROUGH_NOTE = "Whose words describe your strengths."


def say_no_strength(kudos: int, givers: int) -> str:
    """That there is nothing to draw yet, and what it takes."""
    return (
        f"Not enough yet to draw a picture. As soon as you have {_name_evidence(kudos, givers)} "
        "for the same competency, it shows here."
    )


def say_signs(excellent: str, strength: str, not_yet: str) -> str:
    """What the signs of the picture mean."""
    return f"{excellent} excellent · {strength} strength · {not_yet} not enough kudos yet to say."


def say_rule(*, strength: tuple[int, int], excellence: tuple[int, int]) -> str:
    """What a strength and what excellence takes: kudos, and givers of them."""
    return (
        f"A strength takes {_name_evidence(*strength)}; excellent takes "
        f"{_name_evidence(*excellence)}."
    )


def _name_evidence(kudos: int, givers: int) -> str:
    people = "one colleague" if givers == 1 else f"{givers} colleagues"
    return f"{kudos} kudos from {people}"


def say_cluster(bar: str, name: str, *, strong: int, excellent: int) -> str:
    """A cluster with its bar and the number of its strengths; the excellent are among them."""
    return f"{bar}  *{name}*: {_count_strengths(strong, excellent)}"


def _count_strengths(strong: int, excellent: int) -> str:
    if not strong:
        return "not enough yet"
    if strong == 1:
        return "1 strength, an excellent one" if excellent else "1 strength"
    if not excellent:
        return f"{strong} strengths"
    if excellent == strong:
        return f"{strong} strengths, all excellent"
    return f"{strong} strengths, {excellent} of them excellent"


def list_strengths(excellent: str, strong: str) -> Sequence[str]:
    """The names of a cluster's strengths in lines, those that are excellent first."""
    if not excellent:
        return [f"Strong: {strong}"] if strong else []
    return [f"Excellent: {excellent}", *([f"Also strong: {strong}"] if strong else [])]


def say_tipping_point(*, needed: int, clusters: int, is_reached: bool) -> str:
    """What the framework claims; the person's own way there follows."""
    claim = (
        f"The framework sees a *tipping point* at {needed} excellent competencies and a strength "
        f"in each of the {clusters} clusters."
    )
    return f"{claim} You have both:" if is_reached else f"{claim} So far:"


def say_excellent(bar: str, count: int, *, needed: int) -> str:
    """How many competencies are excellent, behind their bar."""
    if count > needed:
        return f"{bar}  *{count}* competencies excellent, of the {needed} that it takes"
    return f"{bar}  *{count} of {needed}* competencies excellent"


def say_strong_clusters(bar: str, count: int, *, clusters: int) -> str:
    """How many clusters have a strength, behind their bar."""
    return f"{bar}  *{count} of {clusters}* clusters with a strength"


# A person's own answers.
ANSWERS_TITLE = "My reflections"
NO_ANSWERS = (
    "Nothing here yet. Each week I ask you one short question, and keep your answers here for you."
)
ONLY_YOU = "Only you"
NEWEST = "Newest"
OLDER = "Older"


def say_step(step: str, result: str) -> str:
    """A next step, and what became of it where that is known."""
    return f"Next step: {step} ({result})" if result else f"Next step: {step}"


def say_reader(name: str) -> str:
    """With whom an answer is shared."""
    return f"Shared with {name}"
