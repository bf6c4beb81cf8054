"""Delivers the outbox: claims the heads of lanes, has the calls made, records what came of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from db import CommitFailed, SessionFactory
from db.trouble import OutcomeUnknown
from slackapp.clock import Clock
from slackapp.delivery.clients import POST_TIMEOUT
from slackapp.delivery.rate_limits import METHODS, Turns
from slackapp.delivery.retry import (
    MOST_LOST,
    Decision,
    Outcome,
    Result,
    decide,
)
from slackapp.delivery.sender import Sender
from slackapp.failpoints import failpoint
from slackapp.jobs.outbox.leases import Leases
from slackapp.jobs.outbox.outbox_calls import Delivery, OutboxCaller
from slackapp.jobs.outbox.records import record_call
from slackapp.pacing import MustWait, take_slot_if_free
from slackapp.reader import Reader
from slackapp.services.outbox import claims, outbox, pace
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.heads import can_read_token, find_bare_head
from slackapp.services.workspace.pauses import pause_workspace
from slackapp.traces import annotate, span, tracing
from slackapp.trouble import TroubleLog

log = structlog.get_logger(__name__)

#: Longer than the reads and the post of one message take together, so that nobody else sends it.
LEASE = timedelta(seconds=6 * POST_TIMEOUT)

_WORKERS = 8
#: What says nothing of a message. Its lane comes back when its lease ends, and that counts.
DATABASE_ERRORS = (OperationalError, InterfaceError, CommitFailed, OutcomeUnknown)
#: How long a workspace waits whose token no key opens.
UNREADABLE_WAIT = timedelta(seconds=5)
#: How long a lane rests while another process has the pace in hand.
_AGAIN = timedelta(milliseconds=50)
#: Seconds between looks at the outbox when nobody rings: another process may have committed.
_LOOK_EVERY = 1.0
#: Seconds in which rings are gathered: a look for each of many commits would starve the acks.
_GATHER = 0.02
#: Seconds in which no message failed, after which their trouble is over.
_QUIET = 60.0


def name_fault(error: Exception) -> str:
    """What an operator reads of something unexpected: its words may be somebody's."""
    return f"{outbox.UNEXPECTED}{type(error).__name__}"


def _ignore(_kind: str, _result: str) -> None:
    pass


class OutboxDelivery:
    """One thread that claims, and a few that call and record, while the app runs.

    `observe` is told the kind and the result of every call; the reader tells of reads.
    """

    def __init__(
        self,
        *,
        sessions: SessionFactory,
        reader: Reader,
        clock: Clock,
        lease: timedelta = LEASE,
        observe: Callable[[str, str], None] = _ignore,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._lease = lease
        self._leases = Leases(sessions, clock, lease)
        self._observe = observe
        self._sender = Sender(
            api_url=reader.slack.api_url, timeout=POST_TIMEOUT, connections=_WORKERS
        )
        self._caller = OutboxCaller(
            sessions=sessions, reader=reader, sender=self._sender, clock=clock
        )
        self._trouble = TroubleLog("delivery_failed")
        self._turns = Turns()
        self._bell = threading.Condition()
        self._rung = False
        self._under_way = 0
        self._stopping = threading.Event()
        self._dispatcher = threading.Thread(target=self._dispatch, name="delivery")
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="delivery")

    def start(self) -> None:
        """Start the threads."""
        self._dispatcher.start()

    def stop(self) -> None:
        """Let the calls that are under way end and be recorded; the rest waits in the outbox."""
        self._stopping.set()
        self.wake()
        if self._dispatcher.is_alive():
            self._dispatcher.join()
        self._workers.shutdown()
        self._sender.close()

    def wake(self) -> None:
        """Say that something was committed."""
        with self._bell:
            self._rung = True
            self._bell.notify()

    def _dispatch(self) -> None:
        while not self._stopping.is_set():
            try:
                self._leases.renew()
                claimed = self._claim(_WORKERS - self._under_way)
                wait = 0.0 if claimed else self._seconds_until_due()
            except Exception as error:
                # The edge of a thread that must outlive a database restart.
                self._trouble.note(error)
                claimed, wait = [], _LOOK_EVERY
            else:
                self._trouble.over()
            for one in claimed:
                with self._bell:
                    self._under_way += 1
                self._workers.submit(self._work, one)
            with self._bell:
                if self._under_way >= _WORKERS:
                    wait = _LOOK_EVERY
                if wait and not self._rung:
                    self._bell.wait(wait)
                self._rung = False
            if wait:
                self._stopping.wait(_GATHER)

    def _seconds_until_due(self) -> float:
        now = self._clock()
        with self._sessions.read() as session:
            soon = now + timedelta(seconds=_LOOK_EVERY)
            due_at = claims.find_next_due_at(session, before=soon)
        if due_at is None:
            return _LOOK_EVERY
        return min(max((due_at - now).total_seconds(), _GATHER), _LOOK_EVERY)

    def _work(self, claimed: ClaimedMessage) -> None:
        try:
            self._deliver(claimed)
        except Exception as error:
            # Nothing was recorded, so the lane comes back when its lease ends.
            self._trouble.note(error, about="message", message_id=claimed.message_id)
        else:
            self._trouble.over(about="message", quiet=_QUIET)
        finally:
            with self._bell:
                self._under_way -= 1
            self.wake()

    def deliver_due(self) -> int:
        """Work on what is due now, in this thread; returns how many calls that took."""
        claimed = self._claim(_WORKERS)
        for one in claimed:
            self._deliver(one)
        return len(claimed)

    def _claim(self, limit: int) -> list[ClaimedMessage]:
        """Take the heads of due lanes, as far as Slack's pace allows another call now."""
        if limit <= 0:
            return []
        # What this process still works on is not its own to take, should the lease have ended.
        busy = self._leases.list_lanes()
        with self._sessions.read() as session:
            due = claims.find_due_lanes(session, limit=limit + len(busy), now=self._clock())
        lane_ids = [lane_id for lane_id in due if lane_id not in busy][:limit]
        if not lane_ids:
            return []
        try:
            begun = self._claim_lanes(lane_ids)
        except DATABASE_ERRORS:
            raise  # it is the database, and no lane
        except Exception:
            begun = self._claim_singly(lane_ids)
        failpoint("claim_after_commit")
        self._leases.begin(begun)
        return begun

    def _claim_lanes(self, lane_ids: Sequence[int]) -> list[ClaimedMessage]:
        with self._sessions.begin() as session:
            now = self._clock()
            heads = [
                claims.claim_lane(session, lane_id=lane_id, lease=self._lease, now=now)
                for lane_id in lane_ids
            ]
            claimed = [one for one in heads if one is not None]
            # In one order for everybody, so that no two processes wait for each other's pace.
            claimed.sort(key=lambda one: (one.workspace_id, one.kind))
            return [one for one in claimed if self._begin_call(session, one, now)]

    def _claim_singly(self, lane_ids: Sequence[int]) -> list[ClaimedMessage]:
        """Claim lanes one by one, as the head of one of them cannot even be read."""
        begun = []
        for lane_id in lane_ids:
            try:
                begun += self._claim_lanes([lane_id])
            except Exception as error:
                self._put_off_head(lane_id, error)
        return begun

    def _put_off_head(self, lane_id: int, error: Exception) -> None:
        """Try a head that cannot be read again later, or set it aside: its lane goes on."""
        now = self._clock()
        with self._sessions.begin() as session:
            head = find_bare_head(session, lane_id=lane_id, now=now)
            if head is None:
                return
            if not can_read_token(session, workspace_id=head.workspace_id):
                self._trouble.note(error, about="token", workspace_id=head.workspace_id)
                claims.give_back(session, lane_id=lane_id, due_at=now + UNREADABLE_WAIT, now=now)
                return
        log.error("delivery_failed", message_id=head.message_id, exc_info=error)
        self._conclude(head, Delivery(Outcome(Result.UNEXPECTED, name_fault(error))), now)

    def _begin_call(self, session: Session, claimed: ClaimedMessage, now: datetime) -> bool:
        """Note that the call begins; False where it must wait, and the lane was given back."""
        if claimed.faults >= MOST_LOST:
            # It took the process or the lease with it each time: what stands behind it goes on.
            lost = Delivery(Outcome(Result.UNEXPECTED, outbox.NEVER_ENDED))
            state = "cancelled" if claimed.kind in outbox.TRIED_ONCE else "failed"
            claims.hold_lane(session, claimed, now=now)
            record_call(session, claimed, lost, Decision(state), now)
            self._log(claimed, lost.outcome, Decision(state), held=True)
            return False
        workspace_id, method = claimed.workspace_id, METHODS.get(claimed.kind)
        if method is not None:
            slot = take_slot_if_free(session, workspace_id=workspace_id, method=method, now=now)
            if slot is None:
                claims.give_back(session, lane_id=claimed.lane_id, due_at=now + _AGAIN, now=now)
                return False
            if slot.start_at > now:
                turn_at = self._turns.give(workspace_id, method, start_at=slot.start_at)
                claims.give_back(session, lane_id=claimed.lane_id, due_at=turn_at, now=now)
                return False
        claims.begin_call(session, claimed)
        return True

    def _deliver(self, claimed: ClaimedMessage) -> None:
        try:
            with (
                tracing(claimed.request_id),
                span("delivery", kind=claimed.kind, message_id=claimed.message_id),
            ):
                self._call(claimed)
        finally:
            self._leases.end(claimed)

    def _call(self, claimed: ClaimedMessage) -> None:
        try:
            delivery = self._caller.call(claimed)
        except MustWait as wait:
            self._leave(claimed, wait)
            return
        except DATABASE_ERRORS:
            raise
        except Exception as error:
            # The edge of a unit: what one message raises keeps no other from being sent.
            log.exception("delivery_failed", message_id=claimed.message_id, kind=claimed.kind)
            delivery = Delivery(Outcome(Result.UNEXPECTED, name_fault(error)))
        failpoint("call_before_record")
        outcome, now = delivery.outcome, self._clock()
        if outcome.result is Result.BAD_TOKEN:
            self._pause(claimed, outcome, now)
            return
        self._conclude(claimed, delivery, now)

    def _conclude(self, claimed: ClaimedMessage, delivery: Delivery, now: datetime) -> None:
        """Decide what becomes of a message, and record that."""
        outcome = delivery.outcome
        decision = decide(
            outcome,
            attempts=claimed.attempts + 1,
            created_at=claimed.created_at,
            may_repeat=claimed.kind not in outbox.TRIED_ONCE,
            faults=claimed.faults + 1,
            now=now,
        )
        try:
            held = self._record_held(claimed, delivery, decision, now)
        except DATABASE_ERRORS:
            raise
        except Exception as error:
            # How it ended counts more than what follows from it.
            held = self._record_held(claimed, delivery, decision, now, with_rest=False)
            log.error("delivery_half_recorded", message_id=claimed.message_id, exc_info=error)
        failpoint("record_after_commit")
        self._observe(claimed.kind, outcome.result)
        annotate(result=str(outcome.result))
        self._log(claimed, outcome, decision, held=held)

    def _pause(self, claimed: ClaimedMessage, outcome: Outcome, now: datetime) -> None:
        """Put a message back as if it had not been claimed, and let its workspace wait.

        The message goes out by itself once Slack takes the workspace's token.
        """
        with self._sessions.begin() as session:
            if claims.hold_lane(session, claimed, now=now):
                pace.leave_until(session, claimed, turn_at=now)
            pause_workspace(
                session,
                workspace_id=claimed.workspace_id,
                token=claimed.bot_token,
                reason=outcome.error or "",
                now=now,
            )
        self._observe(claimed.kind, outcome.result)
        annotate(result=str(outcome.result))
        log.warning(
            "workspace_paused",
            message_id=claimed.message_id,
            workspace_id=claimed.workspace_id,
            error=outcome.error,
        )

    def _record_held(
        self,
        claimed: ClaimedMessage,
        delivery: Delivery,
        decision: Decision,
        now: datetime,
        *,
        with_rest: bool = True,
    ) -> bool:
        with self._sessions.begin() as session:
            held = claims.hold_lane(session, claimed, now=now)
            if held:
                record_call(session, claimed, delivery, decision, now, with_rest=with_rest)
            failpoint("record_before_commit")
        return held

    def _leave(self, claimed: ClaimedMessage, wait: MustWait) -> None:
        """Put a message back as if it had not been claimed, until the read may be made.

        One that waits for a person's morning waits for no pace, and takes no turn of one.
        """
        turn_at = wait.start_at
        if wait.method is not None:
            turn_at = self._turns.give(claimed.workspace_id, wait.method, start_at=wait.start_at)
        with self._sessions.begin() as session:
            if claims.hold_lane(session, claimed, now=self._clock()):
                pace.leave_until(session, claimed, turn_at=turn_at)

    def _log(
        self, claimed: ClaimedMessage, outcome: Outcome, decision: Decision, *, held: bool
    ) -> None:
        level = log.info if decision.state != "failed" and held else log.warning
        level(
            "delivery" if held else "delivery_lease_lost",
            message_id=claimed.message_id,
            kind=claimed.kind,
            workspace_id=claimed.workspace_id,
            slack_channel_id=claimed.slack_channel_id,
            kudos_id=claimed.kudos_id,
            state=decision.state or "postponed",
            result=str(outcome.result),
            error=outcome.error,
            attempts=claimed.attempts + 1,
        )
