"""The windows that a Home opens: all names of the mirror, one's answers, one's kudos."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.home.answers import Entry, build_answers
from slackapp.blocks.home.mirror import build_names
from slackapp.blocks.home.own_kudos import MAX_WORDS, Side, build_own_kudos_window
from slackapp.blocks.home.state import read_months
from slackapp.domain.base.due_times import say_day
from slackapp.domain.base.outside import read_moment
from slackapp.handlers.base.form_values import Values
from slackapp.handlers.base.forms import FormAnswer
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_form, on_opening, on_tap
from slackapp.handlers.base.reply import update_view
from slackapp.handlers.base.requests import Click, Request, Submission
from slackapp.handlers.home.home import show_home
from slackapp.services.home.mine import read_names
from slackapp.services.home.own_kudos import Place, read_own_kudos, read_place
from slackapp.services.reflection.reflections import list_reflections
from slackapp.tools import Tools

#: Answers of a page, each of which may take seven of a window's hundred blocks.
_ANSWERS = 10


def register(app: App, tools: Tools) -> None:
    """Attach what opens the windows, and what is pressed in them."""
    on_opening(app, tools, ids.HOME_NAMES, draw_names)
    on_opening(app, tools, ids.HOME_ANSWERS, draw_answers)
    on_tap(app, tools, ids.HOME_OLDER, handle_answers_page)
    on_tap(app, tools, ids.HOME_NEWEST, handle_answers_page)
    on_opening(app, tools, ids.HOME_KUDOS, draw_kudos)
    on_tap(app, tools, ids.OWN_KUDOS_OLDER, handle_kudos_page)
    on_tap(app, tools, ids.OWN_KUDOS_NEWEST, handle_kudos_page)
    on_form(app, tools, ids.OWN_KUDOS_FORM, handle_kudos_search, first_block_id=ids.OWN_WORDS_BLOCK)


def draw_names(tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The mirror with all its names."""
    months = read_months(click.value)
    mirror = read_names(
        session,
        workspace_id=click.workspace.workspace_id,
        person_id=get_actor(session, click).person_id,
        months=months,
        now=tools.clock(),
    )
    return build_names(mirror, months)


def draw_answers(tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The person's answers, the latest first."""
    return _draw_answers(session, click, None)


def handle_answers_page(tools: Tools, click: Click) -> None:
    """Show other answers."""
    before = read_moment(click.value)
    with tools.sessions.read() as session:
        view = _draw_answers(session, click, before)
    update_view(tools, click, view)


def _draw_answers(session: Session, click: Click, before: datetime | None) -> dict[str, Any]:
    person = get_actor(session, click)
    found = list_reflections(session, person_id=person.person_id, limit=_ANSWERS + 1, before=before)
    shown = found[:_ANSWERS]
    return build_answers(
        [Entry(say_day(moment, person.tz), card) for moment, card in shown],
        older_than=shown[-1][0].isoformat() if len(found) > _ANSWERS else None,
        is_older=before is not None,
    )


def draw_kudos(tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The person's kudos, the latest first."""
    return _draw_kudos(tools, session, click, None, None)


def handle_kudos_page(tools: Tools, click: Click) -> None:
    """Show other kudos of those that are looked for."""
    if click.view is None:
        return
    with tools.sessions.read() as session:
        view = _draw_kudos(tools, session, click, click.view.values, read_place(click.value))
    update_view(tools, click, view)


def handle_kudos_search(tools: Tools, submission: Submission) -> FormAnswer:
    """Look for what was typed."""
    with tools.sessions.read() as session:
        view = _draw_kudos(tools, session, submission, submission.values, None)
    return FormAnswer("update", view)


def _draw_kudos(
    tools: Tools, session: Session, request: Request, values: Values | None, before: Place | None
) -> dict[str, Any]:
    side = values.option(ids.OWN_SIDE_BLOCK) if values else ""
    page = read_own_kudos(
        session,
        workspace_id=request.workspace.workspace_id,
        person=get_actor(session, request),
        side=Side(side) if side in set(Side) else Side.ALL,
        words=values.text(ids.OWN_WORDS_BLOCK)[:MAX_WORDS] if values else "",
        before=before,
        now=tools.clock(),
    )
    return build_own_kudos_window(page)


def show_kudos_anew(tools: Tools, click: Click) -> None:
    """Show the window anew in which a kudos was changed, and the Home behind it."""
    if click.view is not None and not click.is_home:
        handle_kudos_page(tools, click)
        show_home(tools, click)


def show_answers_anew(tools: Tools, click: Click) -> None:
    """Show the window anew in which an answer was deleted, and the Home behind it."""
    if click.view is not None and not click.is_home:
        handle_answers_page(tools, click)
        show_home(tools, click)
