"""A person's Home: the buttons of its views, and the view that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import ActionsBlock, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, compose_home, section
from slackapp.blocks.home.state import HomeState, HomeView
from slackapp.blocks.home.words import views as words

_IDS = {
    HomeView.MINE: ids.HOME_MINE,
    HomeView.TEAM: ids.HOME_TEAM,
    HomeView.WORKSPACE: ids.HOME_WORKSPACE,
}


def build_home(
    state: HomeState, blocks: Sequence[AnyBlock], *, views: Sequence[HomeView], notice: str = ""
) -> dict[str, Any]:
    """The Home as Slack takes it: the view of that state, beneath the buttons of all `views`.

    A `notice` says below it what has just been done, where what does it stands last.
    """
    tabs: list[AnyBlock] = [_tabs(views, state.view)] if len(views) > 1 else []
    done = [section(words.say_done(notice))] if notice else []
    return {**compose_home([*tabs, *blocks, *done]), "private_metadata": state.as_metadata()}


def build_refused_home(reason: str) -> dict[str, Any]:
    """The Home of somebody who may do nothing here: why, and nothing else."""
    return compose_home([section(reason)])


def _tabs(views: Sequence[HomeView], shown: HomeView) -> ActionsBlock:
    buttons: list[Element] = [
        Button(
            words.mark_shown(words.NAMES[view]) if view is shown else words.NAMES[view],
            action_id=_IDS[view],
            value=view,
        )
        for view in views
    ]
    return ActionsBlock(buttons, block_id=NUMBERED)
