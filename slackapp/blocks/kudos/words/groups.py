"""What people read of kudos to the people of a user group."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

NOT_GRANTED = (
    "I am not allowed to see this workspace's user groups, so I do not know who is in it. An admin "
    "can allow it: reinstall the app and grant `usergroups:read`. Until then, name up to ten "
    "people."
)
NO_GROUPS_HERE = "This workspace has no user groups, so name up to ten people instead."
UNKNOWN = (
    "I do not know this user group yet. I am looking it up now: please send it again in a minute."
)


def name_group(handle: str, people: int) -> str:
    """A group with how many of its people are thanked; the handle as mrkdwn."""
    return f"*@{handle}* ({people} people)"


def name_everybody(handle: str) -> str:
    """All who are thanked as one of a group, for one of them."""
    return f"everybody in *@{handle}*"


def ask_to_thank(groups: Sequence[tuple[str, int]], others: Sequence[str]) -> str:
    """The question before it is posted: the groups by handle and number, others as mentions."""
    if len(groups) == 1 and not others:
        handle, people = groups[0]
        return f"Thank all {people} people of *@{handle}*? Each of them gets a direct message."
    names = join_words([*others, *(f"all {people} people of *@{it}*" for it, people in groups)])
    return f"Thank {names}? Everybody in a group gets a direct message."


def say_named_by_group(channel: str, handle: str) -> str:
    """Who reads of it, for somebody who is thanked as one of a group."""
    return f"Everyone in {channel} can read that *@{handle}* was thanked; your name is not there."


def say_disabled(handle: str) -> str:
    """That a group is switched off."""
    return f"The user group @{handle} is switched off. Name the people instead, up to ten."


def say_empty(handle: str, *, has_giver: bool) -> str:
    """That nobody in a group can be thanked."""
    if has_giver:
        return f"In @{handle} there is nobody but you to thank."
    return f"In @{handle} there is nobody who could be thanked."


def say_too_many(handles: Sequence[str], *, people: int, most: int) -> str:
    """That they are too many for one kudos."""
    groups = join_words([f"@{one}" for one in handles])
    return (
        f"{groups}: that makes {people} people, and one kudos can thank up to {most}. Thank a "
        "smaller group, or name up to ten people, so that it means something to each of them."
    )
