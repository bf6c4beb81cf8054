"""The words of deciding how kudos are given in a workspace."""

from __future__ import annotations

TITLE = "Giving kudos"
INTRODUCTION = "These settings are for everybody who gives kudos here."

DAILY_LIMIT = "Kudos that one person may give a day"
DAILY_LIMIT_HINT = "0 is no limit. It counts by each person's own day, from midnight on."

UNDO_HOURS = "Hours in which givers may take a kudos back"
UNDO_HOURS_HINT = (
    "24 is a day, 8760 a year. With 0, only admins take kudos back; they may do so at any time."
)

MOST_IN_GROUP = "Most people in a user group"
MOST_IN_GROUP_HINT = (
    "A larger group cannot be thanked as a whole. Givers who are in it themselves do not count."
)

REACTIONS = "Reactions"
REACTIONS_OPTION = "A reaction to a message can thank whoever wrote it"
REACTIONS_HINT = (
    "Whoever reacts gets one private message from me, where a tap says what for. Nothing is "
    "posted before that tap. It works in channels that I am in."
)
REACTION = "The reaction that thanks"
REACTION_HINT = (
    "The name of an emoji, such as kudos or raised_hands. A custom emoji has to be added to Slack "
    "first."
)
HINTS = "Hints"
HINTS_OPTION = "The form may ask for one sentence more"
HINTS_HINT = (
    "Whoever writes a few words that tell nothing yet (“thanks!”) reads one friendly hint, once. "
    "They can send their kudos as it is."
)
NO_PERMISSION = (
    "Slack does not let me see reactions yet. Whoever installed Kudoscope can allow it (the "
    "permission is called reactions:read), and then reinstall it."
)
NOT_AN_EMOJI = (
    "That is not the name of an emoji. Write it as Slack does: small letters, digits, _, + and -, "
    "such as raised_hands."
)
