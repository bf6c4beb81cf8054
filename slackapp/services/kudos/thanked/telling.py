"""May whoever reads a post about a kudos read the message, too, that it thanks for?

Its author decided who reads it when they chose where to write it: it is quoted and linked in that
very place, and elsewhere where anybody in the company can read it and nobody else does.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from slackapp.domain.kudos.kudos import KudosView, MessageThanked, Recipient
from slackapp.services.kudos.thanked.messages import say_plainly
from slackapp.services.kudos.visibility import find_nameable, hears_only_itself
from slackapp.services.workspace.people import find_people


def tell_thanked(
    session: Session, kudos: KudosView, *, workspace_id: int, recipient: Recipient | None
) -> KudosView:
    """The kudos with its message in plain words as a recipient may read it, or without.

    Without a recipient it is the channel that reads it.
    """
    thanked = kudos.of_message
    if thanked is None:
        return kudos
    may_read = thanked.is_settled and (
        _may_recipient_read(session, workspace_id, kudos, thanked, recipient)
        if recipient
        else _may_channel_read(session, workspace_id, kudos, thanked)
    )
    if not may_read:
        return replace(kudos, of_message=None)
    return replace(kudos, of_message=say_plainly(session, workspace_id, thanked))


def _may_channel_read(
    session: Session, workspace_id: int, kudos: KudosView, thanked: MessageThanked
) -> bool:
    # Whoever has not agreed to be announced is not told of by their words, either.
    author = kudos.find_recipient(thanked.slack_author_id)
    if author is not None and not author.is_announced:
        return False
    if author is None and not _may_be_named(session, workspace_id, kudos, thanked):
        return False
    channel = kudos.slack_channel_id
    if channel == thanked.slack_channel_id:
        return True
    return thanked.is_open and not hears_only_itself(
        session, workspace_id=workspace_id, slack_channel_id=channel
    )


def _may_recipient_read(
    session: Session,
    workspace_id: int,
    kudos: KudosView,
    thanked: MessageThanked,
    recipient: Recipient,
) -> bool:
    who = recipient.slack_user_id
    if who == thanked.slack_author_id:
        return True
    if not (thanked.is_open and _may_be_named(session, workspace_id, kudos, thanked)):
        return False
    found = find_people(session, workspace_id=workspace_id, slack_user_ids=[who])
    return who in found and not (found[who].is_guest or found[who].is_stranger)


def _may_be_named(
    session: Session, workspace_id: int, kudos: KudosView, thanked: MessageThanked
) -> bool:
    """Whether its author may be told of: the giver is, and an app without an account is nobody."""
    author = thanked.slack_author_id
    if author in ("", kudos.giver.slack_user_id):
        return True
    return author in find_nameable(session, workspace_id, [author])
