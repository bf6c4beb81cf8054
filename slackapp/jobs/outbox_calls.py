"""The call that a message of the outbox stands for, with the reads that must come before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.clients import SlackClients
from slackapp.delivery.reads import describe_read_error, find_post, open_direct, read_members
from slackapp.delivery.retry import Outcome, Result
from slackapp.delivery.sender import Sender
from slackapp.failpoints import failpoint
from slackapp.services import channels, outbox
from slackapp.services.announcements import MENTIONS
from slackapp.services.outbox import ClaimedMessage

#: How far Slack's clock may be behind ours when a post is looked for.
_CLOCK_SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a message ended; `absent` are mentioned people whom the channel does not reach."""

    outcome: Outcome
    absent: tuple[str, ...] = ()


class OutboxCaller:
    """Makes the calls; safe to share between threads."""

    def __init__(
        self, *, sessions: SessionFactory, slack: SlackClients, sender: Sender, clock: Clock
    ) -> None:
        self._sessions = sessions
        self._slack = slack
        self._sender = sender
        self._clock = clock

    def call(self, claimed: ClaimedMessage) -> Delivery:
        """Make the call, once."""
        match claimed.kind:
            case "response":
                return Delivery(self._respond(claimed))
            case "update":
                return Delivery(self._change(claimed))
            case _:
                return self._post(claimed)

    def _respond(self, claimed: ClaimedMessage) -> Outcome:
        if claimed.is_in_doubt:  # nobody could tell a repeat from the answer itself
            return Outcome(Result.REFUSED, "unknown_outcome")
        content = dict(claimed.payload)
        return self._sender.respond(response_url=content.pop("response_url"), content=content)

    def _change(self, claimed: ClaimedMessage) -> Outcome:
        if claimed.post_ts is None or claimed.post_channel_id is None:
            return Outcome(Result.NEEDLESS, "post_was_not_made")
        return self._sender.change(
            claimed.bot_token,
            slack_channel_id=claimed.post_channel_id,
            slack_ts=claimed.post_ts,
            content=claimed.payload,
        )

    def _post(self, claimed: ClaimedMessage) -> Delivery:
        content = dict(claimed.payload)
        mentions: tuple[str, ...] = tuple(content.pop(MENTIONS, ()))
        try:
            earlier = self._find_earlier(claimed) if claimed.is_in_doubt else None
            absent = self._find_absent(claimed, mentions) if mentions else ()
        except SlackApiError as error:
            outcome = describe_read_error(error)
            return Delivery(
                Outcome(
                    Result.UNKNOWN if claimed.is_in_doubt else Result.PASSING,
                    outcome.error,
                    retry_after=outcome.retry_after,
                )
            )
        except (SlackClientError, HTTPException, OSError) as error:
            result = Result.UNKNOWN if claimed.is_in_doubt else Result.PASSING
            return Delivery(Outcome(result, type(error).__name__))
        outcome = earlier or self._sender.post(
            claimed.bot_token,
            slack_channel_id=claimed.slack_channel_id,
            delivery_id=claimed.delivery_id,
            content=content,
        )
        # What cannot be announced is at least told to those whom it thanks.
        return Delivery(outcome, mentions if outcome.result is Result.REFUSED else absent)

    def _find_earlier(self, claimed: ClaimedMessage) -> Outcome | None:
        """The post of an earlier call whose answer nobody recorded, where we may look for it."""
        if ":history" not in claimed.scopes:
            return None
        client = self._slack.for_posting(claimed.bot_token)
        channel = claimed.slack_channel_id
        try:
            if channel.startswith(("U", "W")):
                with self._sessions.read() as session:
                    posted_to = outbox.find_posted_channel(session, lane_id=claimed.lane_id)
                channel = posted_to or open_direct(client, channel)
            slack_ts = find_post(
                client,
                slack_channel_id=channel,
                delivery_id=claimed.delivery_id,
                since=claimed.created_at - _CLOCK_SKEW,
            )
        except SlackApiError as error:
            if describe_read_error(error).result is Result.REFUSED:
                return None  # not granted for this kind of channel: send again
            raise
        if slack_ts is None:
            return None
        return Outcome(Result.SENT, slack_ts=slack_ts, slack_channel_id=channel)

    def _find_absent(self, claimed: ClaimedMessage, mentions: tuple[str, ...]) -> tuple[str, ...]:
        try:
            members = self._find_members(claimed)
        except SlackApiError as error:
            if describe_read_error(error).result is not Result.REFUSED:
                raise
            # Nobody can be proven to be there, so that they are told directly as well.
            members = frozenset()
        return tuple(who for who in mentions if who not in members)

    def _find_members(self, claimed: ClaimedMessage) -> frozenset[str]:
        workspace_id, slack_channel_id = claimed.workspace_id, claimed.slack_channel_id
        with self._sessions.read() as session:
            known = channels.find_members(
                session,
                workspace_id=workspace_id,
                slack_channel_id=slack_channel_id,
                now=self._clock(),
            )
        if known is not None:
            return known
        members = read_members(self._slack.for_posting(claimed.bot_token), slack_channel_id)
        with self._sessions.begin() as session:
            channels.record_members(
                session,
                workspace_id=workspace_id,
                slack_channel_id=slack_channel_id,
                slack_user_ids=members,
                now=self._clock(),
            )
        failpoint("members_recorded")
        return members
