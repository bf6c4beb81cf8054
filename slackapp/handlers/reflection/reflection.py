"""A weekly reflection: answering, changing and deleting it, putting it off, skipping it."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content
from slackapp.blocks.reflection import words
from slackapp.blocks.reflection.form import ONLY_ME, SOMEBODY, build_answer_form
from slackapp.blocks.reflection.reflection import build_asked_now
from slackapp.domain.reflection.errors import CannotShare
from slackapp.errors import UserFacingError
from slackapp.failpoints import failpoint
from slackapp.handlers.base.form_values import Values, WrongField
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_click, on_opening, on_submission, on_tap
from slackapp.handlers.base.reply import answer_click, read_id, show_view
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import refresh_home, show_home
from slackapp.handlers.home.windows import show_answers_anew
from slackapp.services.base.requests import record_request
from slackapp.services.reflection.prompts import find_question
from slackapp.services.reflection.reflections import (
    Answer,
    answer_prompt,
    delete_reflection,
    find_open_step,
    get_prompt,
    record_step_result,
    skip_prompt,
    snooze_prompt,
)
from slackapp.services.reflection.wishes import ask_now
from slackapp.services.team.teams import list_own_leaders
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.works_council import get_works_council
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the buttons of a prompt and its form."""
    on_opening(app, tools, ids.REFLECTION_ANSWER, draw_answer_form)
    on_submission(
        app,
        tools,
        ids.REFLECTION_FORM,
        store_answer,
        first_block_id=ids.FREQUENCY_BLOCK,
        then=_show_stored,
    )
    on_tap(app, tools, ids.REFLECTION_ASK_NOW, handle_ask_now_button)
    on_click(app, tools, ids.REFLECTION_SKIP, handle_skip_button, then=refresh_home)
    on_click(app, tools, ids.REFLECTION_SNOOZE, handle_snooze_choice)
    on_click(app, tools, ids.REFLECTION_DELETE, handle_delete_button, then=show_answers_anew)


def handle_ask_now_button(tools: Tools, click: Click) -> None:
    """Ask this week's question now; on a Home it opens at once, and is there to be answered."""
    if not click.is_home:
        answer_click(tools, click, lambda session: _ask_now(tools, session, click))
        return
    try:
        _open_question(tools, click)
    finally:
        show_home(tools, click)


def _ask_now(tools: Tools, session: Session, click: Click) -> Content:
    person = get_actor(session, click)
    was_asked = ask_now(session, person_id=person.person_id, now=tools.clock())
    return build_asked_now(was_asked=was_asked)


def _open_question(tools: Tools, click: Click) -> None:
    with tools.sessions.begin() as session:
        is_first = record_request(
            session,
            workspace_id=click.workspace.workspace_id,
            request_key=click.request_key,
            now=tools.clock(),
        )
        if not is_first:
            return
        person = get_actor(session, click)
        ask_now(session, person_id=person.person_id, now=tools.clock())
        prompt_id = find_question(session, person_id=person.person_id, now=tools.clock())
        if prompt_id is None:
            return
        view = _draw_form(tools, session, click, prompt_id)
    tools.wake_delivery()
    show_view(tools, click, view)


def handle_skip_button(tools: Tools, session: Session, click: Click) -> None:
    """Leave this week's question out."""
    skip_prompt(
        session,
        workspace_id=click.workspace.workspace_id,
        person_id=get_actor(session, click).person_id,
        prompt_id=read_id(click.value),
        now=tools.clock(),
    )


def handle_snooze_choice(tools: Tools, session: Session, click: Click) -> None:
    """Put the question off until the day that was chosen."""
    prompt_id, _, until = click.value.partition(":")
    snooze_prompt(
        session,
        workspace_id=click.workspace.workspace_id,
        person=get_actor(session, click),
        prompt_id=read_id(prompt_id),
        until=until,
        now=tools.clock(),
    )


def handle_delete_button(tools: Tools, session: Session, click: Click) -> None:
    """Delete an answer."""
    delete_reflection(
        session,
        person=get_actor(session, click),
        reflection_id=read_id(click.value),
        now=tools.clock(),
    )


def draw_answer_form(tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form of an answer, with what it holds already."""
    return _draw_form(tools, session, click, read_id(click.value))


def _draw_form(tools: Tools, session: Session, click: Click, prompt_id: int) -> dict[str, Any]:
    person, workspace_id = get_actor(session, click), click.workspace.workspace_id
    prompt = get_prompt(
        session,
        workspace_id=workspace_id,
        person_id=person.person_id,
        prompt_id=prompt_id,
        now=tools.clock(),
    )
    leaders = list_own_leaders(
        session, workspace_id=workspace_id, slack_user_id=person.slack_user_id
    )
    return build_answer_form(
        metadata=f"{prompt.prompt_id}:{'message' if click.view is None else 'home'}",
        question=prompt.question,
        because=prompt.because,
        answer=prompt.reflection,
        slack_shared_with=prompt.slack_shared_with,
        leaders=[(one.slack_user_id, one.name) for one in leaders],
        open_step=find_open_step(session, person_id=person.person_id, before=prompt.due_at),
        may_share=not get_works_council(session, workspace_id=workspace_id).is_on,
    )


def store_answer(tools: Tools, session: Session, submission: Submission) -> None:
    """Store what the form says. Raises WrongField where it cannot be shared so."""
    values = submission.values
    person = get_actor(session, submission)
    try:
        answer_prompt(
            session,
            person=person,
            prompt_id=read_id(submission.view.metadata.partition(":")[0]),
            answer=Answer(
                frequency=_read_frequency(values),
                note=values.text(ids.NOTE_BLOCK) or None,
                next_step=values.text(ids.NEXT_STEP_BLOCK) or None,
                shared_with=_read_reader(session, submission),
                keeps_sharing=ids.SHARE_BLOCK not in values.held,
            ),
            now=tools.clock(),
        )
    except CannotShare as error:
        raise WrongField(ids.SHARE_BLOCK, str(error)) from None
    reflection_id, _, result = values.option(ids.STEP_RESULT_BLOCK).partition(":")
    if result in ("yes", "partly", "no"):
        record_step_result(
            session,
            person_id=person.person_id,
            reflection_id=read_id(reflection_id),
            result=result,
            now=tools.clock(),
        )
    failpoint("answer_before_commit")


def _show_stored(tools: Tools, submission: Submission) -> None:
    failpoint("answer_after_commit")
    tools.wake_delivery()
    if submission.view.metadata.endswith(":home"):
        show_home(tools, submission)


def _read_frequency(values: Values) -> int:
    frequency = values.option(ids.FREQUENCY_BLOCK)
    if frequency not in ("1", "2", "3", "4", "5"):
        raise UserFacingError(words.CHOOSE_FREQUENCY)
    return int(frequency)


def _read_reader(session: Session, submission: Submission) -> PersonView | None:
    chosen = submission.values.option(ids.SHARE_BLOCK)
    if chosen in ("", ONLY_ME):
        return None
    if chosen == SOMEBODY:
        chosen = submission.values.user(ids.SHARE_WITH_BLOCK)
        if not chosen:
            raise CannotShare(words.CHOOSE_READER)
    workspace_id = submission.workspace.workspace_id
    found = find_people(session, workspace_id=workspace_id, slack_user_ids=[chosen])
    if chosen not in found:
        raise CannotShare(words.READER_NOT_KNOWN)
    return found[chosen]
