"""The reference: bare Bolt that only acks, verifying signatures, with the app's own settings."""

from __future__ import annotations

import os

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

bolt = App(
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
    authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T", bot_token="xoxb-bench"),
    process_before_response=True,
)


@bolt.command("/kudos")
def handle_kudos_command(ack: Ack) -> None:
    """Only ack."""
    ack("ok")


@bolt.event("reaction_added")
@bolt.event("reaction_removed")
def handle_reaction() -> None:
    """Do nothing, which acks."""


app = SlackRequestHandler(bolt)
