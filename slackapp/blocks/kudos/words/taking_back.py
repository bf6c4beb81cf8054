"""What people read when a kudos was taken back."""

from __future__ import annotations

from datetime import timedelta

YOUR_WORDS = "Your words, if you want them again:"
ANNOUNCEMENT_GONE = "A kudos that stood here was taken back."
NOTHING_TO_TAKE_BACK = (
    "There is no kudos of yours that you could still take back. `/kudos me` shows your latest."
)
GIVEN_AND_TAKEN_BACK = "You have taken this kudos back already. To give it again, type it anew."


def say_direct_gone(giver: str) -> str:
    """What stands in the place of a direct message that told a recipient of it."""
    return f"{giver} took back a kudos that was here."


def say_taken_back(names: str, competencies: str) -> str:
    """What whoever took back their own kudos reads."""
    return (
        f"Taken back: your kudos to {names} for {competencies}. It counts nowhere any more, and "
        "whatever I posted about it is deleted in a moment."
    )


def say_taken_back_for(giver: str, names: str) -> str:
    """What an admin reads who took back somebody else's kudos."""
    return (
        f"Taken back: {giver}'s kudos to {names}. It counts nowhere any more, and whatever I "
        f"posted about it is deleted in a moment. I tell {giver}."
    )


def tell_giver(admin: str, names: str) -> str:
    """What a giver is told whose kudos an admin took back."""
    return f"{admin}, an admin of this workspace, took back your kudos to {names}."


def say_too_late(undo_time: timedelta) -> str:
    """That the time is over in which givers may change a kudos or take it back."""
    hours = round(undo_time / timedelta(hours=1))
    if hours == 0:
        return "Here, only admins can change a kudos or take it back. Nothing changed."
    span = f"{hours} hours" if hours != 1 else "an hour"
    return (
        f"A kudos can be changed or taken back within {span} of giving it. After that, an admin of "
        "this workspace still can. Nothing changed."
    )


def say_perhaps_posted(place: str, *, is_direct: bool) -> str:
    """That a post of it may stand in Slack, which never said whether it had taken it."""
    if is_direct:
        return (
            f"You took back a kudos just as I was telling {place} about it, and Slack never said "
            "whether my message arrived. They may have read it."
        )
    return (
        f"You took back a kudos just as I was posting it in {place}, and Slack never said whether "
        "it got there. Please have a look: if it is there, an admin can delete it."
    )
