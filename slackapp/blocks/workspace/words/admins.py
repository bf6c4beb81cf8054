"""The words of naming admins."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.words import join_words

TITLE = "Admins"
LABEL = "Named admins"
CHOOSE = "Choose colleagues"
HINT = (
    "Admins decide what holds for everybody here, name leaders, and may take any kudos back. They "
    "read no private kudos and nobody's answers. Whoever you add or take out hears of it."
)
NOBODY = (
    "In Slack nobody is an owner or admin of this workspace, as far as I was told: keep at least "
    "one here."
)


def say_by_slack(names: Sequence[str], more: int) -> str:
    """Who is an admin without being named."""
    listed = [*names, f"{more} more"] if more else names
    verb = "is an admin" if len(listed) == 1 else "are admins"
    return f"{join_words(listed)} {verb} here already, because Slack says so. You can add others."


def say_cannot(name: str | None) -> str:
    """At the field, where somebody cannot be one."""
    who = "Somebody you chose" if name is None else name
    return (
        f"{who} cannot be an admin here: guests, apps, people of other companies and people who "
        "left cannot. Take them out, then save again."
    )


LAST_ADMIN = "Then nobody would be an admin here any more. Leave one in, or add somebody first."


def say_named(admin: str) -> str:
    """To whom an admin made one, too."""
    return (
        f"{admin} made you an admin of Kudoscope here. On my Home you now find *Workspace*: "
        "everything that is decided for everybody, and what others decided so far."
    )


def say_dropped(admin: str) -> str:
    """To whom an admin took that back from."""
    return f"You are no longer an admin of Kudoscope here: {admin} changed that."
