"""Gifts: what somebody gives, whatever it was made from, and how it becomes a kudos."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.answers import build_answer
from slackapp.domain.base.errors import UnknownPerson
from slackapp.domain.kudos.audience import ChannelKind, Place, unproven_place
from slackapp.domain.kudos.errors import GroupsNotGranted, GroupUnknown, SaidBefore
from slackapp.domain.kudos.kudos import KudosView, mark_people
from slackapp.failpoints import failpoint
from slackapp.frameworks.crosswalk import Counted
from slackapp.handlers.base.people import get_actor, meet
from slackapp.handlers.base.places import find_known_place, is_group_message, learn_place
from slackapp.handlers.base.requests import Request
from slackapp.services.kudos.announcements import was_posted
from slackapp.services.kudos.drafts import Draft, hold_draft
from slackapp.services.kudos.kudos import KudosReceipt, give_kudos
from slackapp.services.workspace.groups import ask_for_groups
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift(Request):
    """A kudos that is to be given, and where; whoever acts is its giver."""

    slack_user_ids: tuple[str, ...]
    #: Groups whose people are thanked.
    slack_group_ids: tuple[str, ...] = ()
    named: tuple[Counted, ...]
    message: str
    slack_channel_id: str
    channel_name: str
    slack_thread_ts: str = ""
    #: Whether its recipients alone hear of it, wherever it was typed.
    is_private: bool = False
    draft: Draft | None = None
    #: Whether the giver was shown that people of another company read there.
    knows_others_read: bool = False
    #: What tells the people whom the giver was shown, where it thanks those of a group.
    seen_people: str | None = None
    #: Whether the giver was shown that they have just said the same.
    may_repeat: bool = False
    #: Whether Slack was asked already who they are: nothing more is asked before the answer.
    has_asked_slack: bool = False


class OthersRead(Exception):
    """People of another company read there, and the giver has not seen that yet."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


class GroupNotSeen(Exception):
    """It thanks the people of a group, and the giver has not seen yet who that is now."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


class _PlaceUnknown(Exception):
    """Slack must be asked what the channel is."""


def give_gift(
    tools: Tools, gift: Gift, *, place: Place | None = None, is_trial: bool = False
) -> KudosReceipt:
    """Give it where that is known to be; a trial is taken back, and tells what would be given.

    Raises OthersRead, GroupNotSeen or a UserFacingError, and changes nothing then: SaidBefore where
    the giver has just thanked them in the same words, and has not been asked yet.
    """
    # Slack waits three seconds for the answer, so that one read at most may lie before it.
    give = partial(_give, tools, gift, is_trial=is_trial)
    try:
        return give(place=place)
    except _PlaceUnknown:
        place = (
            unproven_place(gift.slack_channel_id)
            if gift.has_asked_slack
            else learn_place(tools, gift.workspace, gift.slack_channel_id)
        )
        if is_group_message(gift.channel_name) and not place.is_proven:
            # No app can be invited there, whatever Slack would have said.
            place = replace(place, is_proven=True)
        return give(place=place)
    except UnknownPerson as error:
        if gift.has_asked_slack or not meet(tools, gift.workspace, error.slack_user_id):
            raise
        return give(place=place)
    except (GroupUnknown, GroupsNotGranted):
        with tools.sessions.begin() as session:
            workspace_id = gift.workspace.workspace_id
            ask_for_groups(session, workspace_id=workspace_id, now=tools.clock())
        raise


def _give(
    tools: Tools, gift: Gift, *, place: Place | None = None, is_trial: bool = False
) -> KudosReceipt:
    now = tools.clock()
    if gift.is_private:
        place = Place(gift.slack_channel_id, ChannelKind.DIRECT, app_is_member=False)
    with tools.sessions.begin() as session:
        place = place or find_known_place(
            session,
            gift.workspace,
            gift.slack_channel_id,
            channel_name=gift.channel_name,
            now=now,
        )
        if place is None:
            # Slack is asked one thing before the answer, and who asks comes first.
            get_actor(session, gift)
            raise _PlaceUnknown
        if place.is_shared and not (is_trial or gift.knows_others_read):
            raise OthersRead(place)
        if gift.draft is not None:
            workspace_id = gift.workspace.workspace_id
            hold_draft(session, workspace_id=workspace_id, draft=gift.draft)
        attempt = session.begin_nested() if is_trial else None
        try:
            receipt = _store(session, gift, place, may_repeat=is_trial or gift.may_repeat, now=now)
        except SaidBefore as error:
            error.place = place
            raise
        if attempt is not None:
            attempt.rollback()
        elif _names_unseen(gift, receipt):
            raise GroupNotSeen(place)
        failpoint("kudos_before_commit")
        return receipt


def _names_unseen(gift: Gift, receipt: KudosReceipt) -> bool:
    """Whether it goes to the people of a group who are not those that the giver was shown."""
    if receipt.repeated or not gift.slack_group_ids:
        return False
    return gift.seen_people != mark_people(receipt.kudos)


def _store(
    session: Session, gift: Gift, place: Place, *, may_repeat: bool, now: datetime
) -> KudosReceipt:
    return give_kudos(
        session,
        workspace=gift.workspace,
        slack_giver_id=gift.slack_user_id,
        slack_user_ids=gift.slack_user_ids,
        slack_group_ids=gift.slack_group_ids,
        named=gift.named,
        message=gift.message,
        place=place,
        request_key=gift.request_key,
        # Of another message the same words are other thanks.
        may_repeat=may_repeat or (gift.draft is not None and gift.draft.of_message is not None),
        now=now,
        slack_thread_ts=gift.slack_thread_ts,
        draft=gift.draft,
    )


def answer_giver(
    kudos: KudosView,
    workspace: WorkspaceView,
    *,
    channel_name: str,
    understood: list[tuple[str, str]] | None = None,
    others_read: bool = False,
    is_posted: bool = False,
) -> Content:
    """What the giver reads of their kudos."""
    return build_answer(
        kudos,
        understood=understood or (),
        slack_default_channel_id=workspace.slack_default_channel_id,
        in_group_message=is_group_message(channel_name),
        others_read=others_read,
        is_posted=is_posted,
    )


def answer_giver_again(
    session: Session,
    kudos: KudosView,
    workspace: WorkspaceView,
    *,
    channel_name: str,
    others_read: bool = False,
) -> Content:
    """The same some time later: it says that the kudos is posted, once it is."""
    is_posted = was_posted(session, workspace_id=workspace.workspace_id, kudos_id=kudos.kudos_id)
    return answer_giver(
        kudos,
        workspace,
        channel_name=channel_name,
        others_read=others_read,
        is_posted=is_posted,
    )
