"""The workflow step that gives kudos: what Slack calls it, and what it takes and gives."""

from __future__ import annotations

#: Slack's id of the step, and the names of its inputs and its output, as the manifest has them.
GIVE_KUDOS = "give_kudos"
GIVER = "giver"
RECIPIENTS = "recipients"
COMPETENCY = "competency"
MESSAGE = "message"
CHANNEL = "channel"

#: A person of whom Slack itself says that they act. Whoever builds a workflow cannot fill it in.
ACTING_PERSON = "slack#/types/user_context"
