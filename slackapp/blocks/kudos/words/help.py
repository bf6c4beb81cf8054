"""What `/kudos help` says, a line for each word."""

from __future__ import annotations

from slackapp.blocks.kudos.words.examples import EXAMPLE

HOW_TO_GIVE = (
    f"*Thank somebody, and say what for:* {EXAMPLE}\n"
    "Name one or more people, then a competency, then your words. With `#` a competency can "
    "stand anywhere: `/kudos @ana @ben the night shift ran well #teamwork`"
)

PRIVATE = "`/kudos private @ana …` gives a kudos that only you and Ana can read"
LIST = "`/kudos list` shows the competencies; `/kudos list empathy` shows one of them"
ME = (
    "`/kudos me` shows the last ten that you gave or received; `/kudos me through twelve zealous` "
    "shows them in other words"
)
UNDO = "`/kudos undo` takes back the latest kudos that you gave"
ANNOUNCE = "`/kudos announce public`, `ask` or `me` sets how kudos to you are announced"
REFLECTIONS = (
    "`/kudos reflections` tells you where your weekly reflections are; with `@ana` it shows what "
    "Ana shared with you"
)
EXPORT = "`/kudos export` sends you your kudos as a file"
PRIVACY = "`/kudos privacy` tells you what I keep about you, with a copy of it and a way out"
PACKET = "`/kudos packet` sends you a review packet"
DIGEST = "`/kudos digest` shows when this channel's monthly digest comes"
LEADERS = "`/kudos leaders` shows who leads this channel's team; with `@ana @ben` it names them"

DIGEST_SETTINGS = "`/kudos digest settings`"
REPORT = "`/kudos report`"
REPORT_OF = "`/kudos report @ben`"
EXPORT_TEAM = "`/kudos export team`"
PACKET_OF = "`/kudos packet @ben`"


def list_for_leaders(commands: str) -> str:
    """What leaders may type as well."""
    return f"*For leaders*: {commands}"
