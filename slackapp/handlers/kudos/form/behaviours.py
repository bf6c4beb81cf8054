"""What somebody did: a form with every behaviour of a competency that a kudos names."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.kudos.form.behaviours import build_behaviours_form
from slackapp.blocks.kudos.form.buttons import OF_LIST
from slackapp.blocks.kudos.names import name_thanked
from slackapp.domain.base.errors import NotYours
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_submission, on_tap
from slackapp.handlers.base.reply import read_id
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.kudos.form.answering import promise_form_answer
from slackapp.handlers.kudos.form.drawing import get_form, get_own_kudos, open_once
from slackapp.handlers.kudos.form.state import list_behaviours
from slackapp.handlers.kudos.gifts import answer_giver_again
from slackapp.handlers.kudos.own_kudos import show_own_kudos
from slackapp.services.kudos.decisions import choose_behaviour
from slackapp.services.kudos.drafts import record_draft
from slackapp.services.kudos.history import find_kudos_of_tag
from slackapp.tools import Tools

#: A number follows where several stand beneath one kudos.
_BUTTON = re.compile(rf"^{ids.CHOOSE_BEHAVIOURS}(?::\d+)?$")


def register(app: App, tools: Tools) -> None:
    """Attach the button and its form."""
    on_tap(app, tools, _BUTTON, handle_behaviours_button)
    on_submission(
        app,
        tools,
        ids.BEHAVIOURS_FORM,
        store_behaviour,
        first_block_id=ids.BEHAVIOUR_BLOCK,
        then=_wake,
    )


def handle_behaviours_button(tools: Tools, click: Click) -> None:
    """Show all that there is to choose from, to the giver of the kudos."""
    tag_text, _, mark = click.value.partition(":")
    tag_id, workspace_id = read_id(tag_text), click.workspace.workspace_id

    def draw(session: Session) -> dict[str, Any]:
        kudos_id = find_kudos_of_tag(session, workspace_id=workspace_id, tag_id=tag_id)
        kudos = get_own_kudos(session, click, kudos_id)
        tag = next(one for one in kudos.tags if one.tag_id == tag_id)
        behaviours = list_behaviours(tag.competency, kudos.message)
        if not behaviours:
            raise NotYours
        draft = record_draft(
            session,
            workspace_id=workspace_id,
            giver=get_actor(session, click),
            text=OF_LIST if mark == OF_LIST else "",
            slack_channel_id=click.slack_channel_id,
            channel_name=click.channel_name,
            response_url=click.response_url,
            kudos_id=kudos.kudos_id,
            now=tools.clock(),
        )
        names = name_thanked(kudos)
        metadata = f"{draft.key}:{tag_id}"
        return build_behaviours_form(tag, metadata=metadata, names=names, behaviours=behaviours)

    open_once(tools, click, draw)


def store_behaviour(tools: Tools, session: Session, submission: Submission) -> None:
    """Store which it was, and answer where the form was opened."""
    workspace, now = submission.workspace, tools.clock()
    draft = get_form(tools, session, submission, submission.view)
    giver = get_actor(session, submission)
    kudos = choose_behaviour(
        session,
        workspace_id=workspace.workspace_id,
        giver=giver,
        tag_id=read_id(submission.view.metadata.partition(":")[2]),
        behaviour_key=submission.values.option(ids.BEHAVIOUR_BLOCK),
        request_key=draft.request_key,
        now=now,
    )
    content = (
        show_own_kudos(session, workspace, giver, now=now)
        if draft.text == OF_LIST
        else answer_giver_again(session, kudos, workspace, channel_name=draft.channel_name)
    )
    promise_form_answer(session, submission, draft, content, replace=True, now=now)


def _wake(tools: Tools, _submission: Submission) -> None:
    tools.wake_delivery()
