"""Recording how a call to Slack ended, and what follows from it for others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.delivery.rate_limits import METHODS, next_send_at
from slackapp.delivery.retry import IN_DOUBT, Decision, Outcome, Result
from slackapp.jobs.outbox.outbox_calls import Delivery
from slackapp.pacing import hold_method
from slackapp.services.kudos.announcements import WAS_REFUSED, enqueue_direct, is_withdrawn
from slackapp.services.kudos.decisions import record_announced, settle_place
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.taking_back import tell_perhaps_posted
from slackapp.services.operate.refusals import record_refused
from slackapp.services.outbox import claims
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import UNKNOWN_OUTCOME
from slackapp.services.outbox.step_ends import forget_step_token
from slackapp.services.outbox.whispers import tell_directly, whisper_instead
from slackapp.services.reflection.prompts import record_asked
from slackapp.services.workspace.channels import record_place


def record_call(
    session: Session,
    claimed: ClaimedMessage,
    delivery: Delivery,
    decision: Decision,
    now: datetime,
    *,
    with_rest: bool = True,
) -> None:
    """Record how a call ended, and the rest: what follows from it for others."""
    outcome = delivery.outcome
    if decision.state is None:
        retry_at = decision.retry_at or now
        if delivery.plainer is not None:
            claims.replace_payload(session, claimed, payload=delivery.plainer)
        claims.postpone(
            session,
            claimed,
            error=outcome.error,
            retry_at=retry_at,
            is_in_doubt=outcome.result in IN_DOUBT,
            faults=claimed.faults + 1 if outcome.result is Result.UNEXPECTED else 0,
        )
        method = METHODS.get(claimed.kind)
        if decision.holds_method and method is not None:
            hold_method(
                session,
                workspace_id=claimed.workspace_id,
                method=method,
                until=retry_at,
                now=now,
            )
        return
    claims.settle(
        session,
        claimed,
        state=decision.state,
        error=outcome.error,
        slack_ts=outcome.slack_ts,
        slack_channel_id=outcome.slack_channel_id,
        is_in_doubt=outcome.result in IN_DOUBT,
        next_send_at=next_send_at(claimed.kind, sent_at=now),
        now=now,
    )
    if claimed.kind == "function":
        forget_step_token(session, claimed)
    if not with_rest:
        return
    if claimed.kind == "whisper" and outcome.result is Result.REFUSED:
        tell_directly(session, claimed, now=now)
    if claimed.kind == "response" and _was_not_taken(outcome):
        whisper_instead(session, claimed, now=now)
    if decision.state == "failed":
        record_refused(session, claimed, error=outcome.error, now=now)
    if decision.state == "sent":
        _record_sent(session, claimed, delivery, now)
    if decision.state == "cancelled" and claimed.is_in_doubt and is_withdrawn(claimed):
        tell_perhaps_posted(session, claimed, now=now)


def _was_not_taken(outcome: Outcome) -> bool:
    """Whether Slack said that it did not take a message, so that it is safe to say it elsewhere."""
    return outcome.result is Result.REFUSED and outcome.error != UNKNOWN_OUTCOME


def _record_sent(
    session: Session, claimed: ClaimedMessage, delivery: Delivery, now: datetime
) -> None:
    """What follows from Slack's having taken a message."""
    if claimed.prompt_id is not None and claimed.kind == "post":
        record_asked(session, prompt_id=claimed.prompt_id, now=now)
    if claimed.kudos_id is None or not claims.is_still_about_kudos(session, claimed):
        return
    workspace_id = claimed.workspace_id
    if delivery.place is not None:
        if delivery.place.is_proven:
            record_place(session, workspace_id=workspace_id, place=delivery.place, now=now)
        settle_place(
            session,
            workspace_id=workspace_id,
            kudos_id=claimed.kudos_id,
            place=delivery.place,
            message_id=claimed.message_id,
            now=now,
        )
    if claimed.payload.get(WAS_REFUSED):
        record_announced(session, workspace_id=workspace_id, kudos_id=claimed.kudos_id, now=now)
    if delivery.absent:
        enqueue_direct(
            session,
            workspace_id=claimed.workspace_id,
            kudos=get_kudos(session, workspace_id=claimed.workspace_id, kudos_id=claimed.kudos_id),
            slack_user_ids=delivery.absent,
            now=now,
        )
