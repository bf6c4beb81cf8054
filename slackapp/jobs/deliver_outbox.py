"""Delivers the outbox: claims the head of a lane, calls Slack, records what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery import sender
from slackapp.delivery.clients import POST_TIMEOUT, SlackClients
from slackapp.delivery.rate_limits import next_send_at
from slackapp.delivery.reads import read_members
from slackapp.delivery.retry import Decision, Outcome, Result, decide
from slackapp.services import channels, outbox
from slackapp.services.announcements import MENTIONS, enqueue_direct
from slackapp.services.kudos import get_kudos
from slackapp.services.outbox import ClaimedMessage

log = structlog.get_logger(__name__)

#: Longer than a read of members and a post may take together, so that nobody else sends it too.
LEASE = timedelta(seconds=3 * POST_TIMEOUT)

_THREADS = 4
#: Seconds between looks at the outbox when nobody rings: another process may have committed.
_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class _Delivery:
    """How a message ended; `absent` are mentioned people whom the channel does not reach."""

    outcome: Outcome
    absent: tuple[str, ...] = ()


class OutboxDelivery:
    """A few threads that empty the outbox while the app runs."""

    def __init__(
        self,
        *,
        sessions: SessionFactory,
        slack: SlackClients,
        clock: Clock,
        lease: timedelta = LEASE,
    ) -> None:
        self._sessions = sessions
        self._slack = slack
        self._clock = clock
        self._lease = lease
        self._bell = threading.Condition()
        self._rings = 0
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"delivery-{number}")
            for number in range(_THREADS)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let the calls that are under way end and be recorded; the rest waits in the outbox."""
        with self._bell:
            self._stopping = True
            self._bell.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def wake(self) -> None:
        """Say that something was committed."""
        with self._bell:
            self._rings += 1
            self._bell.notify_all()

    def _work(self) -> None:
        while not self._stopping:
            rings = self._rings
            try:
                if self.deliver_one():
                    continue
                wait = self._seconds_until_due()
            except Exception:
                # The edge of a thread that must outlive a database restart.
                log.exception("delivery_failed")
                wait = _LOOK_EVERY
            with self._bell:
                if self._rings == rings and not self._stopping:
                    self._bell.wait(wait)

    def _seconds_until_due(self) -> float:
        with self._sessions.read() as session:
            due_at = outbox.find_next_due_at(session)
        if due_at is None:
            return _LOOK_EVERY
        return min(max((due_at - self._clock()).total_seconds(), 0.02), _LOOK_EVERY)

    def deliver_one(self) -> bool:
        """Work on one due lane; False when there was none."""
        with self._sessions.read() as session:
            lane_id = outbox.find_due_lane(session, now=self._clock())
        if lane_id is None:
            return False
        with self._sessions.begin() as session:
            claimed = outbox.claim_lane(
                session, lane_id=lane_id, lease=self._lease, now=self._clock()
            )
        if claimed is not None:
            self._record(claimed, self._send(claimed))
        return True

    def _send(self, claimed: ClaimedMessage) -> _Delivery:
        client = self._slack.for_posting(claimed.bot_token)
        content = dict(claimed.payload)
        match claimed.kind:
            case "response":
                if claimed.attempts > 1:  # we died before recording it; nobody could tell a repeat
                    return _Delivery(Outcome(Result.REFUSED, "unknown_outcome"))
                url = content.pop("response_url")
                return _Delivery(
                    sender.respond(response_url=url, api_url=self._slack.api_url, content=content)
                )
            case "update":
                if claimed.post_ts is None or claimed.post_channel_id is None:
                    return _Delivery(Outcome(Result.REFUSED, "post_was_not_made"))
                return _Delivery(
                    sender.change(
                        client,
                        slack_channel_id=claimed.post_channel_id,
                        slack_ts=claimed.post_ts,
                        content=content,
                    )
                )
            case _:
                mentions = tuple(content.pop(MENTIONS, ()))
                return self._post(
                    claimed,
                    mentions,
                    lambda: sender.post(
                        client, slack_channel_id=claimed.slack_channel_id, content=content
                    ),
                )

    def _post(
        self, claimed: ClaimedMessage, mentions: tuple[str, ...], call: Callable[[], Outcome]
    ) -> _Delivery:
        absent: tuple[str, ...] = ()
        if mentions:
            try:
                members = self._find_members(claimed)
            except SlackApiError as error:
                outcome = sender.describe_refusal(error)
                if outcome.result is not Result.REFUSED:
                    return _Delivery(outcome)
                # Nobody can be proven to be there: they are told directly as well.
                members = frozenset()
            except (SlackClientError, HTTPException, OSError) as error:
                return _Delivery(Outcome(Result.PASSING, type(error).__name__))
            absent = tuple(who for who in mentions if who not in members)
        outcome = call()
        # What cannot be announced is at least told to those whom it thanks.
        return _Delivery(outcome, mentions if outcome.result is Result.REFUSED else absent)

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
        return members

    def _record(self, claimed: ClaimedMessage, delivery: _Delivery) -> None:
        now = self._clock()
        outcome = delivery.outcome
        decision = decide(
            outcome,
            attempts=claimed.attempts,
            created_at=claimed.created_at,
            may_repeat=claimed.kind != "response",
            now=now,
        )
        with self._sessions.begin() as session:
            if not outbox.hold_lane(session, claimed, now=now):
                log.warning("delivery_lease_lost", message_id=claimed.message_id)
                return
            if decision.state is None:
                outbox.postpone(
                    session,
                    claimed,
                    error=outcome.error,
                    retry_at=decision.retry_at or now,
                    pause_workspace=decision.pause_workspace,
                )
            else:
                outbox.settle(
                    session,
                    claimed,
                    state=decision.state,
                    error=outcome.error,
                    slack_ts=outcome.slack_ts,
                    slack_channel_id=outcome.slack_channel_id,
                    next_send_at=next_send_at(claimed.kind, sent_at=now),
                    now=now,
                )
                if delivery.absent and claimed.kudos_id is not None:
                    kudos = get_kudos(
                        session, workspace_id=claimed.workspace_id, kudos_id=claimed.kudos_id
                    )
                    enqueue_direct(
                        session,
                        workspace_id=claimed.workspace_id,
                        kudos=kudos,
                        slack_user_ids=delivery.absent,
                        now=now,
                    )
        self._log(claimed, decision, outcome)
        self.wake()

    def _log(self, claimed: ClaimedMessage, decision: Decision, outcome: Outcome) -> None:
        level = log.warning if decision.state == "failed" else log.info
        level(
            "delivery",
            message_id=claimed.message_id,
            kind=claimed.kind,
            workspace_id=claimed.workspace_id,
            slack_channel_id=claimed.slack_channel_id,
            kudos_id=claimed.kudos_id,
            state=decision.state or "postponed",
            error=outcome.error,
            attempts=claimed.attempts,
        )
