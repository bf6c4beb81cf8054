"""What is said of a change of framework: what moves, and what is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slackapp.frameworks.changes import Change, Kind

#: Shows a name in its place: in bold on a screen, in quotes in a terminal.
Show = Callable[[str], str]

NOTHING_CHANGES = "Nothing moves and nothing is lost."


def list_change_lines(changes: Sequence[Change], show: Show, most: int) -> list[str]:
    """A line for each change, losses first; of more than `most`, the rest is counted."""
    lines = [say_change(one, show) for one in changes[:most]]
    if left := changes[most:]:
        lines.append(_say_left(len(left), losses=sum(one.is_loss for one in left)))
    return lines or [NOTHING_CHANGES]


def _say_left(changes: int, *, losses: int) -> str:
    if changes == 1:
        return "… and 1 more change, a loss." if losses else "… and 1 more change."
    if losses:
        return f"… and {changes} more changes, {losses} of them losses."
    return f"… and {changes} more changes."


def say_change(change: Change, show: Show) -> str:
    """What changes, and how many kudos it is about."""
    name = show(change.name)
    before = show(change.before) if change.before else ""
    after = show(change.after) if change.after else ""
    kudos = f"{change.kudos:,} kudos" if change.kudos else ""
    match change.kind:
        case Kind.GONE:
            if not kudos:
                return f"{name} goes: no kudos named it."
            return f"{name} goes: {kudos} named it; they keep it, new ones cannot name it."
        case Kind.REKEYED:
            return (
                f"{name} has another key: {kudos or 'no kudos'} named it, and they count apart "
                "from new ones. Give it its former key to keep them together."
            )
        case Kind.RENAMED:
            if not kudos:
                return f"{name} is called {after} now."
            return (
                f"{name} is called {after} now. {kudos} named it; they will be shown as {after} "
                "from now on."
            )
        case Kind.MOVED:
            return f"{name} moves from {before} to {after}.{_say_company(change)}"
        case Kind.CLUSTER_RENAMED:
            return f"The cluster {name} is called {after} now."
        case Kind.COUNTS_AS:
            return (
                f"{name} counts as {after or 'nothing'} in ECF now; so far it counted as "
                f"{before or 'nothing'}."
            )
        case Kind.APART | Kind.READS_AS:
            return _say_reading(change, name, after)
        case Kind.WORD_GONE:
            return f"{name} is no longer understood (for {before})."
        case Kind.NEW:
            return f"{name} is new."
        case _:
            return _say_practice(change, show)


def _say_company(change: Change) -> str:
    if not change.kudos:
        return ""
    return f" {change.kudos:,} kudos {'goes' if change.kudos == 1 else 'go'} with it."


def _say_reading(change: Change, name: str, after: str) -> str:
    """What becomes of kudos that named something else than the framework's own."""
    kudos = f"{change.kudos:,} kudos"
    if change.kind is Kind.READS_AS:
        return f"{kudos} for {name} will be shown as {after} from now on."
    if change.name == change.after:
        return f"{kudos} for {name} will be shown apart: nothing here stands for it."
    return f"{kudos} for {name}, as {after}, will be shown apart: nothing here stands for it."


def _say_practice(change: Change, show: Show) -> str:
    practice = f"“{change.name}”"
    before, after = show(change.before), show(change.after)
    kudos = f"{change.kudos:,} kudos" if change.kudos else ""
    match change.kind:
        case Kind.PRACTICE_GONE:
            kept = f" {kudos} named it; they keep it." if kudos else ""
            return f"{practice} is dropped from {before}.{kept}"
        case Kind.PRACTICE_MOVED:
            stay = f" {kudos} named it, and stay where they are." if kudos else ""
            return f"{practice} moves from {before} to {after}.{stay}"
        case Kind.PRACTICE_RENAMED:
            return f"{practice} reads “{change.after}” now."
        case Kind.PRACTICE_NEW:
            return f"{before} has a new practice: {practice}."
        case Kind.PRACTICE_TIER:
            kept = f" {kudos} named it; they keep their tier." if kudos else ""
            return f"{practice} is {_tier(change.after)} now; it was {_tier(change.before)}.{kept}"
        case _:
            return (
                f"{show(change.name)} without a practice is {_tier(change.after)} now; it was "
                f"{_tier(change.before)}."
            )


def _tier(label: str) -> str:
    return label or "without a tier"
