"""The call that a message of the outbox stands for, with the reads that must come before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from db import SessionFactory
from slackapp.blocks.base.kit import PLAIN_BLOCKS, fit_update
from slackapp.clock import Clock
from slackapp.delivery.read_errors import describe_read_error, find_token_error, name_read_error
from slackapp.delivery.retry import Outcome, Result
from slackapp.delivery.sender import Sender
from slackapp.domain.kudos.audience import Place, unproven_place
from slackapp.domain.team.errors import TeamNotRead
from slackapp.failpoints import failpoint
from slackapp.jobs.outbox.file_calls import FileCaller
from slackapp.jobs.outbox.page_drawer import PageDrawer, forget_page
from slackapp.jobs.outbox.thanked_drawer import ThankedDrawer
from slackapp.jobs.reflection_prompts import PromptDrawer
from slackapp.jobs.source_reads import SourceReads
from slackapp.jobs.team_reads import TeamReader
from slackapp.pacing import MustWait
from slackapp.reader import Reader
from slackapp.services.files.files import find_told_channel
from slackapp.services.kudos.announcements import MENTIONS, THANKS_FOR, WAS_REFUSED, is_withdrawn
from slackapp.services.outbox import claims, outbox
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.team.pages import read_wish
from slackapp.services.workspace import channels

#: Slack's errors for a thread that is gone, or closed.
_NO_THREAD = frozenset(
    {
        "cannot_reply_to_message",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "thread_not_found",
    }
)
#: How far Slack's clock may be behind ours when a post is looked for.
_CLOCK_SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a message ended; `absent` are mentioned people whom the channel does not reach.

    `place` is what Slack said of a channel that a message asks about.
    `plainer` is what to send instead where the workspace does not take newer kinds of blocks.
    """

    outcome: Outcome
    absent: tuple[str, ...] = ()
    plainer: dict[str, Any] | None = None
    place: Place | None = None


class OutboxCaller:
    """Makes the calls; safe to share between threads."""

    def __init__(
        self,
        *,
        sessions: SessionFactory,
        reader: Reader,
        sender: Sender,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._reader = reader
        self._sender = sender
        self._clock = clock
        self._prompts = PromptDrawer(sessions, clock)
        sources = SourceReads(sessions, clock, reader)
        self._thanked = ThankedDrawer(sessions, reader, self._find_members)
        self._pages = PageDrawer(sessions, clock, sources)
        self._files = FileCaller(
            sessions=sessions, clock=clock, reader=reader, sender=sender, sources=sources
        )
        #: Pages read before a message had to wait for the next one: it need not begin again.
        self._half_read: dict[tuple[int, str], tuple[list[str], str]] = {}
        self._teams = TeamReader(
            sessions=sessions, clock=clock, reader=reader, read_pages=self._read_pages
        )

    def call(self, claimed: ClaimedMessage) -> Delivery:
        """Make the call, once. Raises MustWait when a read before it must wait."""
        claimed = forget_page(claimed)
        if outbox.WISH in claimed.payload:
            try:
                refusal = self._teams.read_for(claimed, read_wish(claimed.payload).slack_channel_id)
                claimed = self._pages.draw(claimed, refusal=refusal)
            except (SlackClientError, HTTPException, OSError) as error:
                return Delivery(_judge_read(error, is_in_doubt=False))
        match claimed.kind:
            case "response":
                return Delivery(self._respond(claimed))
            case "whisper":
                return Delivery(self._whisper(claimed))
            case "function":
                return Delivery(self._end_step(claimed))
            case "update":
                return _fall_back(claimed, Delivery(self._change(claimed)))
            case "delete":
                return Delivery(self._delete(claimed))
            case "file":
                return Delivery(self._share(claimed))
            case "place":
                return self._look_at_place(claimed)
            case _:
                return _leave_thread(claimed, _fall_back(claimed, self._post(claimed)))

    def _respond(self, claimed: ClaimedMessage) -> Outcome:
        if claimed.is_in_doubt:  # nobody could tell a repeat from the answer itself
            return Outcome(Result.REFUSED, outbox.UNKNOWN_OUTCOME)
        content = dict(claimed.payload)
        content.pop(outbox.ELSE_TO, None)
        return self._sender.respond(response_url=content.pop("response_url"), content=content)

    def _whisper(self, claimed: ClaimedMessage) -> Outcome:
        if claimed.is_in_doubt:  # as with a response
            return Outcome(Result.NEEDLESS, outbox.UNKNOWN_OUTCOME)
        return self._sender.whisper(claimed.bot_token, content=claimed.payload)

    def _end_step(self, claimed: ClaimedMessage) -> Outcome:
        # Where an earlier call has ended it, Slack says so.
        arguments = dict(claimed.payload)
        return self._sender.end_step(arguments.pop("token"), arguments=arguments)

    def _change(self, claimed: ClaimedMessage) -> Outcome:
        if claimed.post_ts is None or claimed.post_channel_id is None:
            return Outcome(Result.NEEDLESS, outbox.POST_WAS_NOT_MADE)
        return self._sender.change(
            claimed.bot_token,
            slack_channel_id=claimed.post_channel_id,
            slack_ts=claimed.post_ts,
            content=fit_update(_without_plain(claimed.payload)),
        )

    def _delete(self, claimed: ClaimedMessage) -> Outcome:
        """Take a post away; where Slack does not allow that, put other words in its place."""
        if claimed.post_ts is None or claimed.post_channel_id is None:
            return Outcome(Result.NEEDLESS, outbox.POST_WAS_NOT_MADE)
        outcome = self._sender.delete(
            claimed.bot_token,
            slack_channel_id=claimed.post_channel_id,
            slack_ts=claimed.post_ts,
        )
        return self._change(claimed) if outcome.result is Result.REFUSED else outcome

    def _look_at_place(self, claimed: ClaimedMessage) -> Delivery:
        channel = claimed.slack_channel_id
        try:
            # It was claimed within the pace of this very read.
            place = self._reader.read_place(claimed, channel, has_turn=True)
            return Delivery(Outcome(Result.SENT), place=place)
        except SlackApiError as error:
            outcome = describe_read_error(error)
            if outcome.result is not Result.REFUSED:
                return Delivery(outcome)
            # We may not ask. The post itself shows whether the app may write there.
            place = unproven_place(channel, app_is_member=True)
            return Delivery(Outcome(Result.SENT), place=place)
        except (SlackClientError, HTTPException, OSError) as error:
            return Delivery(Outcome(Result.PASSING, name_read_error(error)))

    def _post(self, claimed: ClaimedMessage) -> Delivery:
        is_gone = is_withdrawn(claimed)
        if THANKS_FOR in claimed.payload and not is_gone:
            claimed = replace(claimed, payload=self._thanked.draw(claimed))
        content = _without_plain(claimed.payload)
        content.pop(THANKS_FOR, None)
        if claimed.prompt_id is not None and not (content and claimed.is_in_doubt):
            # Also where an earlier try was refused: it is another hour now, or another week.
            drawn = self._prompts.draw(claimed)
            if drawn is None:
                return Delivery(Outcome(Result.NEEDLESS, "prompt_not_wanted"))
            content = drawn
        if claimed.post_id is not None:
            # A part of something longer stands in the thread of its first part.
            if claimed.post_ts is None:
                return Delivery(Outcome(Result.NEEDLESS, outbox.POST_WAS_NOT_MADE))
            content["thread_ts"] = claimed.post_ts
        content.pop(WAS_REFUSED, None)
        mentions: tuple[str, ...] = tuple(content.pop(MENTIONS, ()))
        try:
            # The members are kept, so that a wait for the history does not read them again.
            absent = self._find_absent(claimed, mentions) if mentions and not is_gone else ()
            earlier = self._find_earlier(claimed) if claimed.is_in_doubt else None
        except (SlackClientError, HTTPException, OSError) as error:
            return Delivery(_judge_read(error, is_in_doubt=claimed.is_in_doubt))
        if is_gone:
            return Delivery(earlier or Outcome(Result.NEEDLESS, "taken_back"))
        outcome = earlier or self._sender.post(
            claimed.bot_token,
            slack_channel_id=claimed.slack_post_to,
            delivery_id=claimed.delivery_id,
            content=content,
        )
        return Delivery(outcome, absent)

    def _share(self, claimed: ClaimedMessage) -> Outcome:
        in_doubt = claimed.is_in_doubt
        self._files.check_turn()
        try:
            earlier = self._find_earlier(claimed) if in_doubt else None
            if earlier is not None:
                return earlier
            refusal = self._read_told_team(claimed)
            return self._files.send(claimed, self._find_direct(claimed), refusal=refusal)
        except SlackApiError as error:
            outcome = describe_read_error(error)
            is_final = outcome.result in (Result.REFUSED, Result.BAD_TOKEN) or not in_doubt
            return outcome if is_final else replace(outcome, result=Result.UNKNOWN)
        except (SlackClientError, HTTPException, OSError) as error:
            return Outcome(Result.UNKNOWN if in_doubt else Result.PASSING, name_read_error(error))

    def _read_told_team(self, claimed: ClaimedMessage) -> TeamNotRead | None:
        with self._sessions.read() as session:
            channel = find_told_channel(
                session, workspace_id=claimed.workspace_id, payload=claimed.payload
            )
        return None if channel is None else self._teams.read_for(claimed, channel)

    def _find_earlier(self, claimed: ClaimedMessage) -> Outcome | None:
        """The post of an earlier call whose answer nobody recorded, where we may look for it."""
        if ":history" not in claimed.scopes:
            return None
        channel = claimed.slack_post_to
        try:
            if channel.startswith(("U", "W")):
                channel = self._find_direct(claimed)
            read_page = partial(
                self._reader.find_post_page,
                claimed,
                slack_channel_id=channel,
                delivery_id=claimed.delivery_id,
                slack_file_id=str(claimed.payload.get(outbox.FILE_ID, "")),
                since=claimed.created_at - _CLOCK_SKEW,
            )
            found = self._read_pages(claimed, "conversations.history", read_page)
        except SlackApiError as error:
            if describe_read_error(error).result is Result.REFUSED:
                return None  # not granted for this kind of channel: send again
            raise
        if not found:
            return None
        return Outcome(Result.SENT, slack_ts=found[0], slack_channel_id=channel)

    def _find_direct(self, claimed: ClaimedMessage) -> str:
        """The channel of the direct messages with whoever the lane names."""
        with self._sessions.read() as session:
            posted_to = claims.find_posted_channel(session, lane_id=claimed.lane_id)
        return posted_to or self._reader.open_direct(claimed, claimed.slack_post_to)

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
        read_page = partial(self._reader.read_members_page, claimed, slack_channel_id)
        members = frozenset(self._read_pages(claimed, "conversations.members", read_page))
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

    def _read_pages(
        self,
        claimed: ClaimedMessage,
        method: str,
        read_page: Callable[[str | None], tuple[list[str], str]],
    ) -> list[str]:
        found, cursor = self._half_read.pop((claimed.message_id, method), ([], None))
        while cursor != "":
            try:
                page, next_cursor = read_page(cursor)
            except MustWait:
                if cursor is not None:
                    self._half_read[claimed.message_id, method] = found, cursor
                raise
            found, cursor = found + page, next_cursor
        return found


def _judge_read(error: Exception, *, is_in_doubt: bool) -> Outcome:
    """How a message ends for now whose post a failed read has kept from being made."""
    if code := find_token_error(error):
        return Outcome(Result.BAD_TOKEN, code)
    return Outcome(Result.UNKNOWN if is_in_doubt else Result.PASSING, name_read_error(error))


def _without_plain(payload: dict[str, Any]) -> dict[str, Any]:
    kept = payload.items()
    return {name: value for name, value in kept if name not in (PLAIN_BLOCKS, outbox.DRAWN_FROM)}


def _fall_back(claimed: ClaimedMessage, delivery: Delivery) -> Delivery:
    """Where Slack does not take a message's blocks, have it tried again with its plain ones."""
    plain_blocks = claimed.payload.get(PLAIN_BLOCKS)
    if delivery.outcome.error != "invalid_blocks" or plain_blocks is None:
        return delivery
    plainer = _without_plain(claimed.payload) | {"blocks": plain_blocks}
    return Delivery(Outcome(Result.PASSING, "invalid_blocks"), plainer=plainer)


def _leave_thread(claimed: ClaimedMessage, delivery: Delivery) -> Delivery:
    """Where the thread takes no answers any more, have the post tried in the channel."""
    if delivery.outcome.error not in _NO_THREAD or outbox.THREAD not in claimed.payload:
        return delivery
    plainer = {name: value for name, value in claimed.payload.items() if name != outbox.THREAD}
    return Delivery(Outcome(Result.PASSING, delivery.outcome.error), plainer=plainer)
