"""What people press on their own view of the Home: how it is shown, and their settings."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.home.own_settings import IN
from slackapp.blocks.home.state import HomeState, read_months, read_state
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_click, on_tap
from slackapp.handlers.base.requests import Click
from slackapp.handlers.home.home import refresh_home, show_home
from slackapp.services.kudos.consent import choose_announcements
from slackapp.services.kudos.me_too_notes import set_wants_notes
from slackapp.services.workspace.people import set_in_digests
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the menus and buttons of the view."""

    on_tap(app, tools, ids.HOME_PERIOD, handle_period_choice)
    on_tap(app, tools, ids.HOME_LENS, handle_lens_choice)
    on_click(app, tools, ids.HOME_ANNOUNCE, handle_announce_choice, then=refresh_home)
    on_click(app, tools, ids.HOME_DIGESTS, handle_digests_button, then=refresh_home)
    on_click(app, tools, ids.HOME_NOTES, handle_notes_button, then=refresh_home)


def handle_period_choice(tools: Tools, click: Click) -> None:
    """Show the mirror of another period, and the strengths as before."""
    # An older Home has more behind the months.
    months = read_months(click.value.partition(":")[0])
    show_home(tools, click, state=replace(_read_state(click), months=months))


def handle_lens_choice(tools: Tools, click: Click) -> None:
    """Show strengths through another vocabulary, and the mirror as before."""
    lens_key = click.value.partition(":")[0]
    show_home(tools, click, state=replace(_read_state(click), lens_key=lens_key))


def _read_state(click: Click) -> HomeState:
    return read_state(click.view.metadata) if click.view is not None else HomeState()


def handle_announce_choice(tools: Tools, session: Session, click: Click) -> None:
    """Choose who hears of kudos to oneself."""
    if click.value not in set(AnnounceChoice):
        return
    choose_announcements(
        session,
        workspace_id=click.workspace.workspace_id,
        person=get_actor(session, click),
        choice=AnnounceChoice(click.value),
        request_key=click.request_key,
        now=tools.clock(),
    )


def handle_digests_button(_tools: Tools, session: Session, click: Click) -> None:
    """Leave digests, or let them tell of oneself again."""
    person = get_actor(session, click)
    set_in_digests(session, person_id=person.person_id, is_in=click.value == IN)


def handle_notes_button(_tools: Tools, session: Session, click: Click) -> None:
    """Hear who joins in on kudos to oneself, or hear of it no longer."""
    person = get_actor(session, click)
    set_wants_notes(session, person_id=person.person_id, wants=click.value == IN)
