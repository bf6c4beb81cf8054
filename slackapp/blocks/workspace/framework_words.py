"""What is said of a change of framework: what moves, and what is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slackapp.frameworks.changes import Change, Kind

#: Shows a name in its place: in bold on a screen, in quotes in a terminal.
Show = Callable[[str], str]

NOTHING_CHANGES = "Nothing moves and nothing is lost."


def list_change_lines(changes: Sequence[Change], show: Show, most: int) -> list[str]:
    """A line for each change, losses first; of more than `most`, the rest is counted."""
    lines = [_say(one, show) for one in changes[:most]]
    if len(changes) > most:
        left = changes[most:]
        losses = sum(one.is_loss for one in left)
        of_them = f", {losses} of them losses" if losses else ""
        lines.append(f"… and {len(left)} changes more{of_them}.")
    return lines or [NOTHING_CHANGES]


def _say(change: Change, show: Show) -> str:
    name = show(change.name)
    before = show(change.before) if change.before else ""
    after = show(change.after) if change.after else ""
    match change.kind:
        case Kind.GONE:
            if not change.kudos:
                return f"{name} goes: no kudos named it."
            return f"{name} goes: {_named(change)}; they keep it, new ones cannot name it."
        case Kind.REKEYED:
            return (
                f"{name} has another key: {_named(change)}, and they count apart from new ones. "
                "Give it its former key to keep them together."
            )
        case Kind.RENAMED:
            kept = (
                f" {_named(change)}; they are told as {after} from now on." if change.kudos else ""
            )
            return f"{name} is called {after} now.{kept}"
        case Kind.MOVED:
            return f"{name} moves from {before} to {after}.{_go_along(change)}"
        case Kind.CLUSTER_RENAMED:
            return f"The cluster {name} is called {after} now."
        case Kind.COUNTS_AS:
            return (
                f"{name} counts as {after or 'nothing'} in ECF, until now as {before or 'nothing'}."
            )
        case Kind.APART:
            told = name if change.name == change.after else f"{name}, as {after},"
            return (
                f"{_count(change)} for {told} {_stand(change)} apart: nothing here stands for it."
            )
        case Kind.READS_AS:
            return f"{_count(change)} for {name} {_read(change)} as {after} from now on."
        case Kind.WORD_GONE:
            return f"{name} is understood no longer (for {before})."
        case Kind.NEW:
            return f"{name} is new."
        case _:
            return _say_practice(change, show)


def _say_practice(change: Change, show: Show) -> str:
    practice = f"“{change.name}”"
    match change.kind:
        case Kind.PRACTICE_GONE:
            kept = f" {_named(change)}; they keep it." if change.kudos else ""
            return f"Of {show(change.before)}, {practice} goes.{kept}".replace("..", ".")
        case Kind.PRACTICE_MOVED:
            stay = f" {_named(change)}, and stay where they are." if change.kudos else ""
            return f"{practice} moves from {show(change.before)} to {show(change.after)}.{stay}"
        case Kind.PRACTICE_RENAMED:
            return f"{practice} reads “{change.after}” now."
        case Kind.PRACTICE_NEW:
            return f"{show(change.before)} has a new practice: {practice}."
        case Kind.PRACTICE_TIER:
            kept = f" {_named(change)}; they keep their tier." if change.kudos else ""
            return (
                f"{practice} is {_tier(change.after)} now, until now {_tier(change.before)}.{kept}"
            )
        case _:
            return (
                f"{show(change.name)} without a practice counts as {_tier(change.after)} from now "
                f"on, until now as {_tier(change.before)}."
            )


def _tier(label: str) -> str:
    return label or "without a tier"


def _count(change: Change) -> str:
    return f"{change.kudos:,} kudos"


def _named(change: Change) -> str:
    return f"{_count(change)} named it"


def _go_along(change: Change) -> str:
    return (
        f" {_count(change)} {'goes' if change.kudos == 1 else 'go'} with it."
        if change.kudos
        else ""
    )


def _stand(change: Change) -> str:
    return "stands" if change.kudos == 1 else "stand"


def _read(change: Change) -> str:
    return "reads" if change.kudos == 1 else "read"
