"""Giving from a text: shared by the command and by the taps that complete a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos import build_answer
from slackapp.blocks.kudos_help import build_problem
from slackapp.context import Context
from slackapp.delivery.reads import read_person
from slackapp.domain.audience import Place
from slackapp.domain.competency_match import rank_behaviours
from slackapp.domain.kudos import KudosView
from slackapp.domain.kudos_problems import MENDABLE, check_parsed
from slackapp.domain.kudos_text import ParsedKudos, parse_kudos
from slackapp.errors import NoCompetency, UnknownPerson, UserFacingError
from slackapp.failpoints import failpoint
from slackapp.frameworks.loader import load_builtin
from slackapp.handlers.places import find_known_place, is_group_message, learn_place
from slackapp.pacing import MustWait, ReadPace
from slackapp.services.drafts import Draft, record_draft, update_draft
from slackapp.services.kudos import KudosReceipt, give_kudos
from slackapp.services.people import PersonView, ensure_person, record_people
from slackapp.services.workspaces import WorkspaceView

#: Behaviours are offered for so many competencies, so that the answer stays short.
_TAGS_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, and where."""

    workspace: WorkspaceView
    slack_user_id: str
    user_name: str
    slack_channel_id: str
    channel_name: str
    text: str
    request_key: str
    draft: Draft | None = None


def ensure_asker(session: Session, request: Request, now: datetime) -> PersonView:
    """Whoever asked, met if they were not known yet."""
    return ensure_person(
        session,
        workspace=request.workspace,
        slack_user_id=request.slack_user_id,
        name=request.user_name,
        now=now,
    )


def give_from_text(context: Context, request: Request) -> Content:
    """Give what the text says, and return the answer; or say what is wrong and change nothing."""
    framework = load_builtin(request.workspace.framework_key)
    parsed = parse_kudos(request.text, framework=framework, giver=request.slack_user_id)
    try:
        check_parsed(parsed)
        receipt = _give_with_one_read(context, request, parsed)
    except UserFacingError as error:
        return _explain(context, request, parsed, error)
    failpoint("kudos_after_commit")
    context.wake_delivery()
    guesses = [
        (one.typed, one.competency.name) for one in parsed.competencies if one.via == "fuzzy"
    ]
    return answer_giver(
        receipt.kudos, request.workspace, channel_name=request.channel_name, understood=guesses
    )


def _give_with_one_read(context: Context, request: Request, parsed: ParsedKudos) -> KudosReceipt:
    # Slack waits three seconds for the answer, so that one read at most may lie before it.
    try:
        return _give(context, request, parsed)
    except _PlaceUnknown:
        place = learn_place(context, request.workspace, request.slack_channel_id)
        return _give(context, request, parsed, place)
    except UnknownPerson as error:
        if not _meet(context, request, error.slack_user_id):
            raise
        return _give(context, request, parsed)


class _PlaceUnknown(Exception):
    """Slack must be asked what the channel is."""


def _give(
    context: Context, request: Request, parsed: ParsedKudos, place: Place | None = None
) -> KudosReceipt:
    now = context.clock()
    with context.sessions.begin() as session:
        place = place or find_known_place(
            session,
            request.workspace,
            request.slack_channel_id,
            channel_name=request.channel_name,
            now=now,
        )
        if place is None:
            raise _PlaceUnknown
        receipt = give_kudos(
            session,
            workspace=request.workspace,
            slack_giver_id=request.slack_user_id,
            giver_name=request.user_name,
            slack_user_ids=parsed.recipients,
            competencies=tuple(one.competency for one in parsed.competencies),
            message=parsed.message,
            place=place,
            request_key=request.request_key,
            now=now,
        )
        failpoint("kudos_before_commit")
        return receipt


def _meet(context: Context, request: Request, slack_user_id: str) -> bool:
    client = context.slack.for_reading(request.workspace.bot_token)
    pace = ReadPace(context.sessions, context.clock, context.slack.observe)
    try:
        with pace.read(request.workspace.workspace_id, "users.info"):
            user = read_person(client, slack_user_id)
    except MustWait:
        return False
    if user is None:
        return False
    with context.sessions.begin() as session:
        record_people(session, workspace=request.workspace, users=[user], now=context.clock())
    return True


def answer_giver(
    kudos: KudosView,
    workspace: WorkspaceView,
    *,
    channel_name: str,
    understood: list[tuple[str, str]] | None = None,
) -> Content:
    """What the giver reads of their kudos, with the likeliest behaviours to choose from."""
    return build_answer(
        kudos,
        behaviours={
            tag.tag_id: rank_behaviours(tag.competency, kudos.message)
            for tag in kudos.tags[:_TAGS_OFFERED]
        },
        understood=understood or (),
        slack_default_channel_id=workspace.slack_default_channel_id,
        in_group_message=is_group_message(channel_name),
    )


def _explain(
    context: Context, request: Request, parsed: ParsedKudos, error: UserFacingError
) -> Content:
    draft = None
    if isinstance(error, MENDABLE):
        draft = _keep_draft(context, request)
    lacks_competency = isinstance(error, NoCompetency)
    framework = load_builtin(request.workspace.framework_key)
    return build_problem(
        error,
        typed=request.text,
        suggestions=parsed.suggestions,
        competencies=tuple(framework.competencies()) if lacks_competency else (),
        draft_key=draft.key if draft else None,
    )


def _keep_draft(context: Context, request: Request) -> Draft:
    with context.sessions.begin() as session:
        now = context.clock()
        workspace_id = request.workspace.workspace_id
        if request.draft is not None:
            return update_draft(
                session, workspace_id=workspace_id, draft=request.draft, text=request.text
            )
        giver = ensure_asker(session, request, now)
        return record_draft(
            session,
            workspace_id=workspace_id,
            giver=giver,
            text=request.text,
            slack_channel_id=request.slack_channel_id,
            channel_name=request.channel_name,
            now=now,
        )


def complete_draft(request: Request, draft: Draft, text: str) -> Request:
    """The request that a draft becomes once a tap has added something to its text."""
    return replace(
        request,
        text=text,
        slack_channel_id=draft.slack_channel_id,
        channel_name=draft.channel_name,
        request_key=draft.request_key,
        draft=draft,
    )
