"""The words of choosing a workspace's framework, and of uploading one."""

from __future__ import annotations

TITLE = "Framework"
INTRODUCTION = (
    "What people are thanked for here. Before anything changes you see what moves and what is "
    "lost; kudos already given keep their words, and you can always go back."
)
USE = "Use this"
SEE = "See what moves"
FILE = "Or your own values, from a file"
FILE_HINT = (
    "A file like the one that “kudoscope framework template” writes. It is used instead of the "
    "choice above, and kept as a version of its own."
)
FILE_NEEDS_SCOPE = (
    "To upload a file of your own values here, the app needs the scope `files:read`. Whoever runs "
    "Kudoscope can add it, or load the file for you with `kudoscope framework load`."
)

CHANGES_TITLE = "What moves"
TAKE = "Use it"
NOTHING_YET = "Kudos already given keep the words they were given in. Nothing has changed yet."
REFUSAL_TITLE = "Nothing was changed"

CHOOSE_ONE = "Choose one, or upload a file."
UNREADABLE = (
    "Slack does not let me read this file. The app needs the scope files:read: whoever runs "
    "Kudoscope can add it."
)
LATE = "Slack did not give me the file in time. Please try again."
OTHER_FILE = "This is not the file that you looked at. Please look again at what moves."
LONG_NAME = "The name of this file is too long. Please shorten it."
CHANGED = (
    "Somebody else changed the framework in the meantime, so nothing was changed now. Please look "
    "again at what moves."
)


def name_version(name: str, version: str) -> str:
    """A framework that has versions, as people tell it from the others."""
    return f"{name}, version {version}"


def say_what_is_to_be_used(title: str, *, is_new: bool) -> str:
    """Above what moves and what is lost; the title is escaped."""
    if is_new:
        return f"*{title}* will be used from now on. It will be kept as a new version."
    return f"*{title}* will be used from now on."


def say_used(title: str, former: str) -> str:
    """What whoever changed the framework reads; the titles are escaped."""
    return (
        f"*{title}* is what people are thanked for from now on; `/kudos list` shows it. Kudos "
        "already given keep the words they were given in.\n"
        f"To go back, open my Home, choose *Workspace*, press *Framework* and choose *{former}*."
    )


def say_used_already(title: str) -> str:
    """Where the choice is what is used now."""
    return f"{title} is in use already: nothing would change."


def say_too_large(kilobytes: int) -> str:
    """A file above the limit."""
    return f"The file is larger than {kilobytes} kB, too large for a framework."


def say_faults_left(count: int) -> str:
    """Those that do not fit below the field."""
    return f"… and {count} more fault" if count == 1 else f"… and {count} more faults"


def say_not_here(key: str) -> str:
    """A framework that the workspace does not have."""
    return f'There is no framework "{key}" in this workspace.'
