"""Draws posts about kudos that thank for a message: whether it may be told is settled just then."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from db import SessionFactory
from slackapp.delivery.read_errors import name_read_error
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.audience import ChannelKind
from slackapp.domain.kudos.kudos import KudosView, MessageThanked
from slackapp.reader import Reader
from slackapp.services.kudos.announcements import draw_post
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.thanked.messages import forget_thanked, settle_thanked
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import THREAD, is_person

#: Slack's word for a message that is gone.
_GONE = "message_not_found"


class ThankedDrawer:
    """Asks Slack for the message's address and place, and draws; raises MustWait.

    `learn_members` has it stored who is in the channel of a post.
    """

    def __init__(
        self,
        sessions: SessionFactory,
        reader: Reader,
        learn_members: Callable[[ClaimedMessage], object],
    ) -> None:
        self._sessions = sessions
        self._reader = reader
        self._learn_members = learn_members

    def draw(self, claimed: ClaimedMessage) -> dict[str, Any]:
        """The payload of the post, with the message where it may be told."""
        kudos = self._find_kudos(claimed)
        if kudos is None:
            return claimed.payload  # taken back meanwhile
        if kudos.of_message is not None:
            self._settle(claimed, kudos, kudos.of_message)
        kudos = self._find_kudos(claimed)
        if kudos is None:
            return claimed.payload
        with self._sessions.read() as session:
            drawn = draw_post(
                session,
                workspace_id=claimed.workspace_id,
                kudos=kudos,
                slack_channel_id=claimed.slack_channel_id,
            )
        if THREAD not in claimed.payload:
            drawn.pop(THREAD, None)  # it takes no answers any more
        return drawn

    def _find_kudos(self, claimed: ClaimedMessage) -> KudosView | None:
        if claimed.kudos_id is None:
            return None
        try:
            with self._sessions.read() as session:
                return get_kudos(
                    session, workspace_id=claimed.workspace_id, kudos_id=claimed.kudos_id
                )
        except NotYours:
            return None

    def _settle(self, claimed: ClaimedMessage, kudos: KudosView, thanked: MessageThanked) -> None:
        link, is_gone = self._read_link(claimed, thanked)
        is_elsewhere = claimed.slack_channel_id != thanked.slack_channel_id
        is_open = self._read_is_open(claimed, thanked) if is_elsewhere and not is_gone else None
        about = {"workspace_id": claimed.workspace_id, "kudos_id": kudos.kudos_id}
        with self._sessions.begin() as session:
            if is_gone:
                forget_thanked(session, **about)
            else:
                settle_thanked(session, **about, slack_permalink=link, is_open=is_open)

    def _read_link(self, claimed: ClaimedMessage, thanked: MessageThanked) -> tuple[str, bool]:
        """The address, empty where Slack did not say, and whether the message is gone."""
        try:
            link = self._reader.read_permalink(claimed, thanked.slack_channel_id, thanked.slack_ts)
            return link, False
        except (SlackClientError, HTTPException, OSError) as error:
            return "", isinstance(error, SlackApiError) and name_read_error(error) == _GONE

    def _read_is_open(self, claimed: ClaimedMessage, thanked: MessageThanked) -> bool:
        try:
            place = self._reader.read_place(claimed, thanked.slack_channel_id)
            if not is_person(claimed.slack_channel_id):
                # Somebody may be there who cannot read what is public elsewhere.
                self._learn_members(claimed)
        except (SlackClientError, HTTPException, OSError):
            return False
        return place.kind is ChannelKind.PUBLIC and not place.is_shared
