"""What people press on their own view of the Home."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from slack_bolt import App

from slackapp.blocks import ids
from slackapp.blocks.home.state import HomeState, read_months, read_state
from slackapp.handlers.base.registration import on_tap
from slackapp.handlers.base.requests import Click
from slackapp.handlers.home.home import show_home
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the menus and buttons of the view."""

    on_tap(app, tools, ids.HOME_PERIOD, handle_period_choice)
    on_tap(app, tools, ids.HOME_LENS, handle_lens_choice)
    on_tap(app, tools, ids.HOME_OLDER, handle_older_button)
    on_tap(app, tools, ids.HOME_NEWEST, show_home)


def handle_period_choice(tools: Tools, click: Click) -> None:
    """Show the mirror of another period, and the strengths as before."""
    # An older Home has more behind the months.
    months = read_months(click.value.partition(":")[0])
    show_home(tools, click, state=replace(_read_state(click), months=months))


def handle_lens_choice(tools: Tools, click: Click) -> None:
    """Show strengths through another vocabulary, and the mirror as before."""
    lens_key = click.value.partition(":")[0]
    show_home(tools, click, state=replace(_read_state(click), lens_key=lens_key))


def handle_older_button(tools: Tools, click: Click) -> None:
    """Show the answers that came before those shown."""
    show_home(tools, click, before=_read_time(click.value))


def _read_state(click: Click) -> HomeState:
    return read_state(click.view.metadata) if click.view is not None else HomeState()


def _read_time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
