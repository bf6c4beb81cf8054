"""The words of works-council mode: the form, what it takes away, and what is said instead."""

from __future__ import annotations

TITLE = "Works-council mode"

INTRODUCTION = (
    "For workplaces that agreed, with a works council or with each other, that nobody is to be "
    "looked at through their kudos. Giving, receiving and everybody's own Home stay as they are."
)

MODE = "Leaders and kudos"
MODE_OPTION = "Leaders read what the channel reads, and nothing more"
MODE_HINT = (
    "Takes away the reports for leaders, the pages about one person, a team's files, review "
    "packets and shared reflections, for everybody and at once. Nothing is deleted: untick it, "
    "and all of it is back."
)

NAMES = "Names in digests"
NAMES_OPTION = "Digests name nobody"
NAMES_HINT = (
    "They tell what the team was thanked for, without names and without quotations. Those that "
    "were posted are changed, too, within a few minutes."
)
NAMES_ALONE = "This goes with works-council mode: tick the box above as well."

# What is said in the place of what is taken away. The keys are stored nowhere.

_BECAUSE = "your workspace is in works-council mode"
_WHO = "An admin can tell you what was agreed."

REFUSALS = {
    "report": (
        f"There are no reports here: {_BECAUSE}, so leaders read what the whole channel reads. "
        f"The monthly digest is for everybody. {_WHO}"
    ),
    "page": (
        f"There are no pages about one person here: {_BECAUSE}. If you want to talk about "
        f"somebody's kudos, ask them; they see their own in my Home tab. {_WHO}"
    ),
    "team_file": (
        f"I write no files about a team here: {_BECAUSE}. `/kudos export` still sends you your "
        f"own kudos. {_WHO}"
    ),
    "packet": (
        f"There are no review packets here: {_BECAUSE}, so that nobody can be asked to bring one. "
        f"`/kudos export` still sends you your own kudos. {_WHO}"
    ),
    "sharing": (
        f"Reflections are not shared here: {_BECAUSE}. Choose “only me”, and your answer is kept "
        "for you alone."
    ),
    "shared": (
        f"Reflections are not shared here: {_BECAUSE}. What was shared before is only put away, "
        f"and not lost. {_WHO}"
    ),
}

NOT_SHARED_HERE = (
    "Only you can read your answer. Nobody shares reflections here at the moment: your workspace "
    "is in works-council mode."
)


def say_share_is_hidden(owner: str) -> str:
    """What the chosen person's message becomes while nothing is shared."""
    return (
        f"{owner} shared a reflection with you. It is not shown at the moment: your workspace is "
        "in works-council mode."
    )


def say_for_operator(what: str) -> str:
    """What whoever runs the server is told by a command about a channel; `what` it would write."""
    return (
        f"This workspace is in works-council mode, in which nobody gets {what}. An admin of the "
        "workspace can switch that off in Slack, in the Home tab of Kudoscope. `kudoscope export "
        "--person` still writes what is stored about one person, for that person."
    )
