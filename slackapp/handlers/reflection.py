"""A weekly reflection: answering, changing and deleting it, putting it off, skipping it."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.kit import Content
from slackapp.blocks.reflection import build_asked_now
from slackapp.blocks.reflection_form import ONLY_ME, SOMEBODY, build_answer_form
from slackapp.context import Context
from slackapp.errors import CannotShare, UserFacingError
from slackapp.failpoints import failpoint
from slackapp.handlers.form_values import read_input, read_option, read_text
from slackapp.handlers.home import show_home
from slackapp.handlers.reply import answer_click, find_clicker, open_view, read_id
from slackapp.services.people import PersonView, find_people
from slackapp.services.reflection_claim import ask_now
from slackapp.services.reflections import (
    Answer,
    answer_prompt,
    delete_reflection,
    find_open_step,
    get_prompt,
    record_step_result,
    skip_prompt,
    snooze_prompt,
)
from slackapp.services.requests import record_request
from slackapp.services.teams import list_own_leaders
from slackapp.services.workspaces import WorkspaceView


def register(app: App, tools: Context) -> None:
    """Attach the buttons of a prompt and its form."""
    _register_buttons(app, tools)

    @app.action(ids.REFLECTION_ANSWER)
    def handle_answer_button(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]

        def draw(session: Session) -> dict[str, Any]:
            person = find_clicker(session, workspace, body)
            prompt_id = read_id(action.get("value"))
            return _draw_form(session, workspace, person, prompt_id, in_home="view" in body)

        open_view(tools, ack, body, workspace, draw)

    @app.view(ids.REFLECTION_FORM)
    def handle_answer_submission(
        ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]
        try:
            _store_answer(tools, workspace, body, view)
        except UserFacingError as error:
            block = ids.SHARE_BLOCK if isinstance(error, CannotShare) else ids.FREQUENCY_BLOCK
            ack(response_action="errors", errors={block: str(error)})
            return
        failpoint("answer_after_commit")
        tools.wake_delivery()
        if str(view["private_metadata"]).endswith(":home"):
            show_home(tools, workspace, body["user"]["id"])
        ack()


def _register_buttons(app: App, tools: Context) -> None:
    @app.action(ids.REFLECTION_ASK_NOW)
    def handle_ask_now_button(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        workspace: WorkspaceView = context["workspace"]

        def work(session: Session) -> Content | None:
            person = find_clicker(session, workspace, body)
            was_asked = ask_now(session, person_id=person.person_id, now=tools.clock())
            return build_asked_now(was_asked=was_asked)

        answer_click(tools, ack, body, workspace, work)
        if "view" in body:
            show_home(tools, workspace, body["user"]["id"])

    @app.action(ids.REFLECTION_SKIP)
    def handle_skip_button(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]

        def work(session: Session) -> Content | None:
            skip_prompt(
                session,
                workspace_id=workspace.workspace_id,
                person_id=find_clicker(session, workspace, body).person_id,
                prompt_id=read_id(action.get("value")),
                now=tools.clock(),
            )
            return None

        answer_click(tools, ack, body, workspace, work)

    @app.action(ids.REFLECTION_SNOOZE)
    def handle_snooze_choice(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]
        chosen = str((action.get("selected_option") or {}).get("value"))
        prompt_id, _, until = chosen.partition(":")

        def work(session: Session) -> Content | None:
            snooze_prompt(
                session,
                workspace_id=workspace.workspace_id,
                person=find_clicker(session, workspace, body),
                prompt_id=read_id(prompt_id),
                until=until,
                now=tools.clock(),
            )
            return None

        answer_click(tools, ack, body, workspace, work)

    @app.action(ids.REFLECTION_DELETE)
    def handle_delete_button(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]

        def work(session: Session) -> Content | None:
            delete_reflection(
                session,
                person=find_clicker(session, workspace, body),
                reflection_id=read_id(action.get("value")),
                now=tools.clock(),
            )
            return None

        answer_click(tools, ack, body, workspace, work)
        if "view" in body:
            show_home(tools, workspace, body["user"]["id"])


def _draw_form(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    prompt_id: int,
    *,
    in_home: bool,
) -> dict[str, Any]:
    prompt = get_prompt(
        session,
        workspace_id=workspace.workspace_id,
        person_id=person.person_id,
        prompt_id=prompt_id,
    )
    leaders = list_own_leaders(
        session, workspace_id=workspace.workspace_id, slack_user_id=person.slack_user_id
    )
    return build_answer_form(
        metadata=f"{prompt.prompt_id}:{'home' if in_home else 'message'}",
        question=prompt.question,
        because=prompt.because,
        answer=prompt.reflection,
        slack_shared_with=prompt.slack_shared_with,
        leaders=[(one.slack_user_id, one.name) for one in leaders],
        open_step=find_open_step(session, person_id=person.person_id, before=prompt.due_at),
    )


def _store_answer(
    tools: Context, workspace: WorkspaceView, body: dict[str, Any], view: dict[str, Any]
) -> None:
    """Store what a form says, once. Raises a UserFacingError where it cannot be."""
    values = view["state"]["values"]
    with tools.sessions.begin() as session:
        if not record_request(
            session,
            workspace_id=workspace.workspace_id,
            request_key=f"view:{view['id']}:{view.get('hash', '')}",
            now=tools.clock(),
        ):
            return
        person = find_clicker(session, workspace, body)
        answer_prompt(
            session,
            person=person,
            prompt_id=read_id(str(view["private_metadata"]).partition(":")[0]),
            answer=Answer(
                frequency=_read_frequency(values),
                note=read_text(values, ids.NOTE_BLOCK) or None,
                next_step=read_text(values, ids.NEXT_STEP_BLOCK) or None,
                shared_with=_read_reader(session, workspace, values),
            ),
            now=tools.clock(),
        )
        reflection_id, _, result = read_option(values, ids.STEP_RESULT_BLOCK).partition(":")
        if result in ("yes", "partly", "no"):
            record_step_result(
                session,
                person_id=person.person_id,
                reflection_id=read_id(reflection_id),
                result=result,
                now=tools.clock(),
            )
        failpoint("answer_before_commit")


def _read_frequency(values: dict[str, Any]) -> int:
    frequency = read_option(values, ids.FREQUENCY_BLOCK)
    if frequency not in ("1", "2", "3", "4", "5"):
        raise UserFacingError("Choose how often it showed.")
    return int(frequency)


def _read_reader(
    session: Session, workspace: WorkspaceView, values: dict[str, Any]
) -> PersonView | None:
    chosen = read_option(values, ids.SHARE_BLOCK)
    if chosen in ("", ONLY_ME):
        return None
    if chosen == SOMEBODY:
        chosen = str(read_input(values, ids.SHARE_WITH_BLOCK).get("selected_user") or "")
        if not chosen:
            raise CannotShare("Choose below with whom you want to share it, or “Only me”.")
    found = find_people(session, workspace_id=workspace.workspace_id, slack_user_ids=[chosen])
    if chosen not in found:
        raise CannotShare("I do not know this person yet. Try again in a minute.")
    return found[chosen]
