"""Drawing the form of kudos: of a new one, or of one that is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import escape
from slackapp.blocks.kudos.form.form import Given, Where, build_change_form, build_give_form
from slackapp.blocks.kudos.form.suggestions import Beneath
from slackapp.blocks.kudos.names import name_thanked
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.base.errors import NotYours
from slackapp.domain.base.slack_text import to_plain
from slackapp.domain.kudos.audience import Visibility
from slackapp.domain.kudos.errors import FormTooOld
from slackapp.domain.kudos.kudos import KudosView
from slackapp.domain.kudos.text import MAX_RECIPIENTS
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.places import is_direct_message, is_group_message
from slackapp.handlers.base.reply import show_view
from slackapp.handlers.base.requests import Click, Command, Request, Shortcut, View
from slackapp.handlers.kudos.form.beneath import write_metadata
from slackapp.handlers.kudos.form.state import Choices
from slackapp.services.base.requests import record_request
from slackapp.services.kudos.drafts import Draft, get_draft
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.plain_words import find_names
from slackapp.services.kudos.thanked.messages import find_of_draft
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools


def open_once(
    tools: Tools,
    asked: Command | Click | Shortcut,
    draw: Callable[[Session], dict[str, Any]],
) -> None:
    """Show a form of which something is kept; nothing for a request that comes a second time."""
    with tools.sessions.begin() as session:
        is_first = record_request(
            session,
            workspace_id=asked.workspace.workspace_id,
            request_key=asked.request_key,
            now=tools.clock(),
        )
        if not is_first:
            return
        view = draw(session)
    show_view(tools, asked, view)


def get_form(tools: Tools, session: Session, request: Request, view: View) -> Draft:
    """The draft of a form that comes back. Raises FormTooOld for another's or an old one."""
    workspace_id = request.workspace.workspace_id
    try:
        draft = get_draft(
            session,
            workspace_id=workspace_id,
            giver=get_actor(session, request),
            key=view.metadata.partition(":")[0],
            now=tools.clock(),
        )
    except NotYours as error:
        raise FormTooOld from error
    message = find_of_draft(session, workspace_id=workspace_id, draft=draft)
    return replace(draft, of_message=message)


def get_own_kudos(session: Session, request: Request, kudos_id: int) -> KudosView:
    """The kudos of that id, which whoever acts gave. Raises NotYours for any other."""
    workspace_id = request.workspace.workspace_id
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    if kudos.giver.slack_user_id != request.slack_user_id:
        raise NotYours
    return kudos


def names_channel(workspace: WorkspaceView, draft: Draft) -> bool:
    """Whether the form was opened in a channel that a kudos may be posted in."""
    name, channel = draft.channel_name, draft.slack_channel_id
    is_private = is_direct_message(name) or is_group_message(name)
    return bool(channel) and not is_private and workspace.takes_kudos(channel)


def describe_where(
    request: Request,
    draft: Draft,
    *,
    asks_channel: bool = False,
    warning: str = "",
    slack_shared_channel_id: str = "",
    is_again: bool = False,
) -> Where:
    """Where the kudos would go, as the form shows it."""
    workspace = request.workspace
    is_here, pilot = names_channel(workspace, draft), workspace.slack_pilot_channel_ids
    return Where(
        channel_name=draft.channel_name,
        asks_channel=asks_channel or not is_here,
        slack_default_channel_id=workspace.slack_default_channel_id or (pilot or (None,))[0],
        # What was opened between few is not made public unasked.
        is_private_first=bool(draft.slack_channel_id) and not is_here and not pilot,
        warning=warning or ("" if is_here or not pilot else words.say_pilot(pilot)),
        slack_shared_channel_id=slack_shared_channel_id,
        is_again=is_again,
    )


def draw_new(
    draft: Draft,
    where: Where,
    choices: Choices | None = None,
    beneath: Beneath | None = None,
    *,
    slack_user_ids: Sequence[str] = (),
) -> dict[str, Any]:
    """The form of a new kudos, with what is asked about the competencies that were chosen."""
    message, beneath = draft.of_message, beneath or Beneath()
    return build_give_form(
        metadata=write_metadata(draft.key, beneath),
        most_people=MAX_RECIPIENTS,
        where=where,
        chosen=tuple(choices.draw(message.text if message else "")) if choices else (),
        slack_user_ids=slack_user_ids,
        about=words.say_thanks_for(escape(message.text)) if message else "",
        beneath=beneath,
    )


def draw_change(
    session: Session, request: Request, draft: Draft, choices: Choices
) -> dict[str, Any]:
    """The form of a kudos that is changed, with what it says now."""
    kudos = get_own_kudos(session, request, draft.kudos_id or 0)
    return build_change_form(
        metadata=draft.key,
        given=Given(
            names=name_thanked(kudos),
            where=_describe_given(kudos),
            message=show_words(session, request, kudos),
        ),
        chosen=tuple(choices.draw()),
    )


def show_words(session: Session, request: Request, kudos: KudosView) -> str:
    """The words of a kudos as they are edited."""
    return to_plain(kudos.message, name_mentioned(session, request, kudos))


def name_mentioned(session: Session, request: Request, kudos: KudosView) -> dict[str, str]:
    """The names of all whom the words mention."""
    workspace_id = request.workspace.workspace_id
    return find_names(session, workspace_id=workspace_id, texts=[kudos.message])


def _describe_given(kudos: KudosView) -> str:
    if kudos.visibility is Visibility.PRIVATE:
        return words.PRIVATE_CHANGE
    return words.say_posted_in(f"<#{kudos.slack_channel_id}>")


def asks_channel(view: View) -> bool:
    """Whether a form that comes back has a field for the channel."""
    return ids.CHANNEL_BLOCK in view.values.held


def describe_as_asked(request: Request, draft: Draft, view: View) -> Where:
    """Where the kudos would go, with all that the form has asked for so far."""
    held = view.values.held
    is_here = names_channel(request.workspace, draft)
    channel = view.values.conversation(ids.CHANNEL_BLOCK) or (
        draft.slack_channel_id if is_here else ""
    )
    warning = ""
    if ids.OTHERS_READ_BLOCK in held:
        warning = words.say_others_read(f"<#{channel}>")
    elif ids.AGAIN_BLOCK in held:
        warning = words.ASK_AGAIN
    elif ids.CHANNEL_BLOCK in held and is_here:
        warning = words.say_not_in(f"<#{channel}>")
    return describe_where(
        request,
        draft,
        asks_channel=asks_channel(view),
        warning=warning,
        slack_shared_channel_id=channel if ids.OTHERS_READ_BLOCK in held else "",
        is_again=ids.AGAIN_BLOCK in held,
    )
