"""What people read of their strengths on their Home."""

from __future__ import annotations

from collections.abc import Sequence

TITLE = "Your strengths"
OF = "What colleagues thanked you for in the last twelve months."
LIMITS = (
    "Only you see this. People thank for what they happen to see, so a gap says nothing about you."
)
READ_THROUGH = "Read through"
READ_THROUGH_NOTE = "Whose words describe your strengths."


def say_no_strength(kudos: int, givers: int) -> str:
    """That there is nothing to draw yet, and what it takes."""
    return (
        f"Your picture begins as soon as you have {_name_evidence(kudos, givers)} for the same "
        "competency."
    )


def say_so_far(competencies: str) -> str:
    """What somebody was thanked for without a strength yet."""
    return f"So far: {competencies}"


def say_practices(name: str, practices: str) -> str:
    """A competency with the number of kudos for practices of each tier."""
    return f"{name} ({practices})" if practices else name


def say_more(competencies: str, more: int) -> str:
    """The first of many competencies."""
    return f"{competencies} and {more} more" if more else competencies


def say_signs(excellent: str, strength: str, not_yet: str) -> str:
    """What the signs of the picture mean."""
    return f"{excellent} excellent · {strength} strength · {not_yet} not enough kudos yet to say."


def say_tiers(legend: str) -> str:
    """What the signs of practices mean."""
    return f"Beside a name, how many kudos were for {legend}."


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
        return "not yet"
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
        f"The framework's *tipping point*: {needed} competencies excellent, and a strength in each "
        f"of the {clusters} clusters."
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
