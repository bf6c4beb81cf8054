"""Reactions that thank: each is asked about once, in private, and nothing is given before a tap."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, exists, or_, select
from sqlalchemy.orm import Session

from db import (
    AuditEntry,
    Kudos,
    KudosDraft,
    OutboxMessage,
    PerDialect,
    Reaction,
    Workspace,
)
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.reactions import (
    ReactedTo,
    build_impossible,
    build_question,
    build_question_cancelled,
)
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.domain.kudos.me_too import OwnKudos, ThanksYou
from slackapp.domain.kudos.reactions import NEVER, HeardReaction, choose_likely
from slackapp.errors import UserFacingError
from slackapp.frameworks.model import Framework
from slackapp.services.kudos.drafts import (
    KEEP_FOR,
    Draft,
    delete_draft,
    hold_draft,
    name_request,
    record_draft,
)
from slackapp.services.kudos.kudos import check_recipient
from slackapp.services.kudos.limits import check_may_give
from slackapp.services.kudos.me_too import find_announced, set_me_too
from slackapp.services.kudos.named_lately import list_named_lately
from slackapp.services.kudos.thanked.messages import record_thanked
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.workspaces import WorkspaceView

#: For how long it is known that a reaction was asked about.
REMEMBER_FOR = timedelta(days=30)
#: So many competencies are offered, each a tap away.
_OFFERED = 3

_RECORD = PerDialect(
    Reaction,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["person_id", "slack_channel_id", "slack_ts"]
    ),
)


def hear_reaction(
    session: Session,
    *,
    workspace: WorkspaceView,
    person: PersonView,
    framework: Framework,
    heard: HeardReaction,
    now: datetime,
) -> None:
    """Ask whoever reacted what it thanks for, or take the question back; late news change nothing.

    Nothing comes of a reaction to one's own message or an app's, or of one that has given a kudos.
    To the announcement of a kudos it is "me too".
    """
    row = _hold_row(session, workspace, person, heard, now)
    if not heard.is_after(row.event_ts):
        return
    row.event_ts, row.heard_at = heard.event_ts, now
    announced = find_announced(
        session,
        workspace_id=workspace.workspace_id,
        slack_channel_id=heard.slack_channel_id,
        slack_ts=heard.slack_ts,
    )
    if announced is not None:
        _join(session, workspace, person, heard, announced, now)
    elif heard.is_there:
        _ask(session, workspace, person, framework, heard, row, now)
    else:
        _cancel(session, workspace, person, heard, row, now)
    session.flush()


def _hold_row(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    heard: HeardReaction,
    now: datetime,
) -> Reaction:
    values = {
        "workspace_id": workspace.workspace_id,
        "person_id": person.person_id,
        "slack_channel_id": heard.slack_channel_id,
        "slack_ts": heard.slack_ts,
    }
    fresh = {"event_ts": NEVER, "draft_key": None, "asked_at": None, "heard_at": now}
    session.connection().execute(_RECORD.of(session), values | fresh)
    # Events about one reaction take their turns, whatever their order.
    return session.scalars(select(Reaction).filter_by(**values).with_for_update()).one()


def _join(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    heard: HeardReaction,
    kudos_id: int,
    now: datetime,
) -> None:
    """Add the person to a kudos or take them off it, where they may be on it."""
    # Giver and recipients may like it, too, and nobody asked them for more.
    with suppress(NotYours, OwnKudos, ThanksYou):
        set_me_too(
            session,
            workspace_id=workspace.workspace_id,
            person=person,
            kudos_id=kudos_id,
            wants=heard.is_there,
            now=now,
            acts_in=heard.slack_channel_id,
        )


def _ask(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    framework: Framework,
    heard: HeardReaction,
    row: Reaction,
    now: datetime,
) -> None:
    who = heard.slack_author_id
    if who in ("", person.slack_user_id, workspace.slack_bot_user_id):
        return
    about = _describe(session, workspace, heard)
    found = find_people(session, workspace_id=workspace.workspace_id, slack_user_ids=[who])
    author = found.get(who)
    if author is not None and author.is_bot:
        return
    if author is not None:
        try:
            check_may_give(workspace, person, heard.slack_channel_id)
            check_recipient(author, who)
        except UserFacingError as error:
            _show(session, workspace, person, row, build_impossible(about, str(error)), now)
            return
    draft = _begin_draft(session, workspace, person, heard, row, now)
    if draft is None:
        return
    lately = list_named_lately(
        session,
        workspace_id=workspace.workspace_id,
        person_id=person.person_id,
        framework=framework,
        slack_channel_id=heard.slack_channel_id,
    )
    question = build_question(
        about,
        draft_key=draft.key,
        version=draft.version,
        likely=choose_likely(framework, lately, count=_OFFERED),
    )
    _show(session, workspace, person, row, question, now)


def _describe(session: Session, workspace: WorkspaceView, heard: HeardReaction) -> ReactedTo:
    slack_url = session.scalar(
        select(Workspace.slack_url).where(Workspace.id == workspace.workspace_id)
    )
    return ReactedTo(
        reaction=heard.name,
        slack_author_id=heard.slack_author_id,
        slack_channel_id=heard.slack_channel_id,
        slack_ts=heard.slack_ts,
        slack_url=slack_url,
    )


def _begin_draft(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    heard: HeardReaction,
    row: Reaction,
    now: datetime,
) -> Draft | None:
    """The draft that a tap completes; None where there is one, or where it was given before.

    It keeps its key when the reaction comes again, so that one message gives one kudos.
    """
    if row.draft_key is not None and _is_settled(session, workspace, row.draft_key, now):
        return None
    draft = record_draft(
        session,
        workspace_id=workspace.workspace_id,
        giver=person,
        text=f"<@{heard.slack_author_id}>",
        slack_channel_id=heard.slack_channel_id,
        channel_name="",
        now=now,
        key=row.draft_key,
    )
    row.draft_key = draft.key
    # What it says is not read: that it is linked where it may be is enough.
    thanked = MessageThanked(heard.slack_channel_id, heard.slack_ts, heard.slack_author_id, "")
    record_thanked(session, workspace_id=workspace.workspace_id, draft=draft, thanked=thanked)
    return draft


def _is_settled(session: Session, workspace: WorkspaceView, draft_key: str, now: datetime) -> bool:
    """Whether the draft still waits for its tap, or has become a kudos; one too old goes."""
    if _has_given(session, workspace, draft_key):
        return True
    former = session.scalar(
        select(KudosDraft).where(
            KudosDraft.workspace_id == workspace.workspace_id, KudosDraft.key == draft_key
        )
    )
    if former is not None and former.created_at > now - KEEP_FOR:
        return True
    if former is not None:
        session.delete(former)
        session.flush()
    return False


def _has_given(session: Session, workspace: WorkspaceView, draft_key: str) -> bool:
    """Whether a kudos came of the draft, also one that was taken back."""
    request_key = name_request(draft_key)
    given = exists().where(
        Kudos.workspace_id == workspace.workspace_id, Kudos.request_key == request_key
    )
    taken_back = exists().where(
        AuditEntry.workspace_id == workspace.workspace_id, AuditEntry.request_key == request_key
    )
    return bool(session.scalar(select(or_(given, taken_back))))


def _cancel(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    heard: HeardReaction,
    row: Reaction,
    now: datetime,
) -> None:
    """Let nothing come of the reaction any more, unless a tap has given it already."""
    if row.draft_key is None:
        return
    draft = Draft(row.draft_key, "", row.slack_channel_id, "")
    try:
        hold_draft(session, workspace_id=workspace.workspace_id, draft=draft)
    except NotYours:
        return
    if _has_given(session, workspace, row.draft_key):
        return
    delete_draft(session, workspace_id=workspace.workspace_id, draft=draft)
    about = _describe(session, workspace, heard)
    _change_shown(session, workspace, person, row, build_question_cancelled(about), now)


def _show(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    row: Reaction,
    content: Content,
    now: datetime,
) -> None:
    """Tell the person in one private message, which changes if the reaction comes and goes."""
    if row.asked_at is not None and row.asked_at > now - KEEP_FOR:
        _change_shown(session, workspace, person, row, content, now)
        return
    row.asked_at = now
    message = OutgoingMessage(
        slack_channel_id=person.slack_user_id,
        kind="post",
        dedupe_key=_name_post(row),
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=workspace.workspace_id, messages=[message], now=now)


def _change_shown(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    row: Reaction,
    content: Content,
    now: datetime,
) -> None:
    post_id = session.scalar(
        select(OutboxMessage.id).where(
            OutboxMessage.workspace_id == workspace.workspace_id,
            OutboxMessage.dedupe_key == _name_post(row),
        )
    )
    if post_id is None:
        return
    message = OutgoingMessage(
        slack_channel_id=person.slack_user_id,
        kind="update",
        dedupe_key=f"{_name_post(row)}:{row.event_ts}",
        payload=content.as_payload(),
        post_id=post_id,
    )
    enqueue(session, workspace_id=workspace.workspace_id, messages=[message], now=now)


def _name_post(row: Reaction) -> str:
    return f"reaction:{row.id}:{row.asked_at and row.asked_at.isoformat()}"


def delete_old_reactions(session: Session, *, now: datetime) -> int:
    """Forget reactions that nothing was heard of for long; returns how many."""
    result = session.execute(delete(Reaction).where(Reaction.heard_at <= now - REMEMBER_FOR))
    return result.rowcount if isinstance(result, CursorResult) else 0
