"""Giving from a text: shared by the command and by the taps that complete a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy.orm import Session

from slackapp.blocks.drafts import build_preview
from slackapp.blocks.kit import Content
from slackapp.blocks.kudos import build_answer
from slackapp.blocks.kudos_help import build_problem
from slackapp.context import Context
from slackapp.domain.audience import Place, unproven_place
from slackapp.domain.competency_match import rank_behaviours
from slackapp.domain.counterparts import count_words
from slackapp.domain.kudos import KudosView, Tag
from slackapp.domain.kudos_problems import MENDABLE, check_parsed
from slackapp.domain.kudos_text import MAX_RECIPIENTS, ParsedKudos, parse_kudos
from slackapp.domain.mend_text import find_raw_names, name_colleagues
from slackapp.domain.slack_text import names_in
from slackapp.errors import (
    NoCompetency,
    NoRecipient,
    RawName,
    UnclearRecipient,
    UnknownPerson,
    UserFacingError,
)
from slackapp.failpoints import failpoint
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.model import Behaviour
from slackapp.handlers.people import ask_who, read_actor
from slackapp.handlers.places import find_known_place, is_group_message, learn_place
from slackapp.services.actors import find_actor
from slackapp.services.drafts import Draft, hold_draft, record_draft, update_draft
from slackapp.services.kudos import KudosReceipt, give_kudos
from slackapp.services.people import (
    PersonView,
    find_people,
    list_colleagues,
    record_people,
)
from slackapp.services.workspaces import WorkspaceView

#: Behaviours are offered for so many competencies, so that the answer stays short.
_TAGS_OFFERED = 3
#: So many colleagues at most are offered for a name; the picker has everybody.
_COLLEAGUES_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, and where."""

    workspace: WorkspaceView
    slack_user_id: str
    slack_channel_id: str
    channel_name: str
    text: str
    request_key: str
    draft: Draft | None = None
    response_url: str = ""
    #: Whether the giver was shown that people of another company read there.
    knows_others_read: bool = False
    #: Whether Slack was asked already who they are: nothing more is asked before the answer.
    has_asked_slack: bool = False
    #: What the giver said that a word counts as, by the word's key.
    chosen: Mapping[str, str] = field(default_factory=dict)


def find_asker(session: Session, request: Request) -> PersonView:
    """Whoever asked. Raises Refused where they may not."""
    return find_actor(
        session,
        workspace_id=request.workspace.workspace_id,
        slack_user_id=request.slack_user_id,
    )


def read_asker(context: Context, request: Request) -> PersonView:
    """The same, in a transaction of its own."""
    return read_actor(context, request.workspace, request.slack_user_id)


def give_from_text(context: Context, request: Request) -> Content:
    """Give what the text says, and return the answer; or say what is wrong and change nothing."""
    framework = context.framework_of(request.workspace)
    parsed = parse_kudos(request.text, framework=framework, giver=request.slack_user_id)
    named, unclear = count_words(framework, parsed.competencies, request.chosen)
    try:
        check_parsed(parsed)
        if unclear is not None:
            return preview_from_text(context, request)
        receipt = _give_with_one_read(context, request, parsed, named)
    except _OthersRead as shared:
        return preview_from_text(context, request, place=shared.place)
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


def preview_from_text(context: Context, request: Request, *, place: Place | None = None) -> Content:
    """Show what a draft's text would give, and ask for a tap; or what is wrong, or still missing.

    All is done as if it were given, and taken back: so what is shown is what is posted then.
    """
    framework = context.framework_of(request.workspace)
    parsed = parse_kudos(request.text, framework=framework, giver=request.slack_user_id)
    named, unclear = count_words(framework, parsed.competencies, request.chosen)
    try:
        check_parsed(parsed)
        receipt = _give_with_one_read(context, request, parsed, named, place=place, is_trial=True)
        if receipt.repeated:
            return answer_giver(receipt.kudos, request.workspace, channel_name=request.channel_name)
        draft = _keep_draft(context, request)
    except UserFacingError as error:
        return _explain(context, request, parsed, error)
    return build_preview(
        receipt.kudos,
        unclear=unclear,
        chosen=request.chosen,
        draft_key=draft.key,
        version=draft.version,
        others_read=receipt.others_read,
        in_group_message=is_group_message(request.channel_name),
    )


def _give_with_one_read(
    context: Context,
    request: Request,
    parsed: ParsedKudos,
    named: tuple[Counted, ...],
    *,
    place: Place | None = None,
    is_trial: bool = False,
) -> KudosReceipt:
    # Slack waits three seconds for the answer, so that one read at most may lie before it.
    give = partial(_give, context, request, parsed, named, is_trial=is_trial)
    try:
        return give(place=place)
    except _PlaceUnknown:
        place = (
            unproven_place(request.slack_channel_id)
            if request.has_asked_slack
            else learn_place(context, request.workspace, request.slack_channel_id)
        )
        if is_group_message(request.channel_name) and not place.is_proven:
            # No app can be invited there, whatever Slack would have said.
            place = replace(place, is_proven=True)
        return give(place=place)
    except UnknownPerson as error:
        if request.has_asked_slack or not _meet(context, request, error.slack_user_id):
            raise
        return give()


class _OthersRead(Exception):
    """People of another company read there, and the giver has not seen that yet."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


class _PlaceUnknown(Exception):
    """Slack must be asked what the channel is."""


def _give(
    context: Context,
    request: Request,
    parsed: ParsedKudos,
    named: tuple[Counted, ...],
    *,
    place: Place | None = None,
    is_trial: bool = False,
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
            # Slack is asked one thing before the answer, and who asks comes first.
            find_asker(session, request)
            raise _PlaceUnknown
        if place.is_shared and not (is_trial or request.knows_others_read):
            raise _OthersRead(place)
        if request.draft is not None:
            workspace_id = request.workspace.workspace_id
            hold_draft(session, workspace_id=workspace_id, draft=request.draft)
        attempt = session.begin_nested() if is_trial else None
        receipt = give_kudos(
            session,
            workspace=request.workspace,
            slack_giver_id=request.slack_user_id,
            slack_user_ids=parsed.recipients,
            named=named,
            message=parsed.message,
            place=place,
            request_key=request.request_key,
            now=now,
        )
        if attempt is not None:
            attempt.rollback()
        failpoint("kudos_before_commit")
        return receipt


def _meet(context: Context, request: Request, slack_user_id: str) -> bool:
    user = ask_who(context, request.workspace, slack_user_id)
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
    others_read: bool = False,
) -> Content:
    """What the giver reads of their kudos, with the likeliest behaviours to choose from."""
    return build_answer(
        kudos,
        behaviours={
            tag.tag_id: _list_behaviours(tag, kudos.message) for tag in kudos.tags[:_TAGS_OFFERED]
        },
        understood=understood or (),
        slack_default_channel_id=workspace.slack_default_channel_id,
        in_group_message=is_group_message(channel_name),
        others_read=others_read,
    )


def _list_behaviours(tag: Tag, message: str) -> tuple[Behaviour, ...]:
    """The likeliest first; what is chosen already is among them."""
    ranked = rank_behaviours(tag.competency, message)
    if tag.behaviour is None or tag.behaviour in ranked:
        return ranked
    return (tag.behaviour, *ranked[:-1])


def _explain(
    context: Context, request: Request, parsed: ParsedKudos, error: UserFacingError
) -> Content:
    read_asker(context, request)
    draft: Draft | None = None
    people: list[tuple[str, str]] = []
    mentioned: list[tuple[str, str]] = []
    if isinstance(error, MENDABLE):
        draft = _keep_draft(context, request)
    if isinstance(error, (NoRecipient, RawName)):
        error, people = _name_colleagues(context, request, error)
    if isinstance(error, UnclearRecipient):
        error, mentioned = _name_mentioned(context, request, error)
    lacks_competency = isinstance(error, NoCompetency)
    framework = context.framework_of(request.workspace)
    return build_problem(
        error,
        typed=request.text,
        suggestions=parsed.suggestions,
        competencies=tuple(framework.competencies()) if lacks_competency else (),
        people=people,
        mentioned=mentioned,
        draft_key=draft.key if draft else None,
    )


def _name_colleagues(
    context: Context, request: Request, error: UserFacingError
) -> tuple[UserFacingError, list[tuple[str, str]]]:
    """What is said of the raw name in the text, and colleagues whom it may mean."""
    framework = context.framework_of(request.workspace)
    if not find_raw_names(request.text, framework):
        return error, []
    with context.sessions.read() as session:
        everybody = list_colleagues(session, workspace_id=request.workspace.workspace_id)
    others = [one for one in everybody if one.slack_user_id != request.slack_user_id]
    raw_name, found = name_colleagues(request.text, framework, others)
    if raw_name is None:
        return error, []
    people = [(one.slack_user_id, one.name) for one in found[:_COLLEAGUES_OFFERED]]
    return RawName(raw_name.typed, has_namesakes=bool(people)), people


def _name_mentioned(
    context: Context, request: Request, error: UnclearRecipient
) -> tuple[UserFacingError, list[tuple[str, str]]]:
    """Whom the text mentions and may thank, by id and name; no apps, nobody who left."""
    mentioned = error.slack_user_ids[:MAX_RECIPIENTS]
    with context.sessions.read() as session:
        known = find_people(
            session,
            workspace_id=request.workspace.workspace_id,
            slack_user_ids=mentioned,
        )
    typed = names_in(request.text)
    people = [
        (who, known[who].name if who in known else typed.get(who) or who)
        for who in mentioned
        if who not in known or known[who].can_be_thanked
    ]
    return (UnclearRecipient([who for who, _ in people]) if people else NoRecipient()), people


def _keep_draft(context: Context, request: Request) -> Draft:
    with context.sessions.begin() as session:
        now = context.clock()
        workspace_id = request.workspace.workspace_id
        if request.draft is not None:
            return update_draft(
                session, workspace_id=workspace_id, draft=request.draft, text=request.text
            )
        giver = find_asker(session, request)
        return record_draft(
            session,
            workspace_id=workspace_id,
            giver=giver,
            text=request.text,
            slack_channel_id=request.slack_channel_id,
            channel_name=request.channel_name,
            now=now,
        )
