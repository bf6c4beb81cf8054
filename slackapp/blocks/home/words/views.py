"""What the views of a Home are called."""

from __future__ import annotations

from slackapp.blocks.home.state import HomeView

NAMES = {
    HomeView.MINE: "Mine",
    HomeView.TEAM: "My team",
    HomeView.WORKSPACE: "Workspace",
}


def say_done(notice: str) -> str:
    """What has just been done, where it shows nowhere else."""
    return f"✓ {notice}"


def mark_shown(name: str) -> str:
    """The name of the view that is shown, with a mark that needs no colour."""
    return f"● {name}"
