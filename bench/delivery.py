"""Posts a second over 20 workspaces with 10 channels each, against what Slack's limits allow.

A backlog of kudos is stored before the app starts; what counts is what the sandboxes took in the
time from the first post on. All the while, the reference says how fast the machine is.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta

from rich.table import Table
from sqlalchemy.orm import Session

from bench.installed import install, name_place
from bench.load import run_load
from bench.processes import cpu_seconds
from bench.report import show, tell_goal
from bench.servers import (
    Slack,
    encryption_key,
    kudoscope_server,
    reference_server,
    sandbox_slack,
)
from bench.slack import Workspace
from db import SessionFactory, build_engine, set_key_ring
from db.migrations import migrate
from slackapp.delivery.rate_limits import PACES, POST_INTERVAL, find_slot
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.services.kudos.kudos import give_kudos
from slackapp.services.workspace.workspaces import WorkspaceView

_WORKSPACES = 20
_CHANNELS = 10
_BATCH = 100
_LEAST = 0.95


def main() -> None:
    """Store the backlog, let the app deliver it, and print what it came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    seconds = parser.parse_args().seconds
    allowed = count_allowed(timedelta(seconds=seconds), channels=_CHANNELS)
    size = {"workspaces": _WORKSPACES, "channels": _CHANNELS, "people": 10}
    with tempfile.TemporaryDirectory() as folder, sandbox_slack(**size) as slack:
        url = f"sqlite:///{folder}/kudoscope.db"
        _store_backlog(slack, url, each=allowed + _CHANNELS)
        team = slack.workspaces[0].team
        with reference_server(team.signing_secret) as reference:
            speed = run_load(reference.port, team, clients=16, seconds=4).per_second
        with kudoscope_server(slack, url) as serving:
            cpu = cpu_seconds(serving.pid)
            time.sleep(seconds)
            cpu = cpu_seconds(serving.pid) - cpu
        report = slack.report(seconds=seconds)
    _print(report, allowed * _WORKSPACES, seconds=seconds, cpu=cpu, speed=speed)
    if report["too_many"] or report["violations"]:
        raise RuntimeError("Slack had to say that we were too fast")


def count_allowed(window: timedelta, *, channels: int) -> int:
    """Posts that the limits let one workspace make in so long a time, with so many channels."""
    began = now = datetime(2025, 1, 1, tzinfo=UTC)
    next_at, by_method = began, 0
    while True:
        slot = find_slot(PACES["chat.postMessage"], next_at=next_at, now=now)
        if slot.start_at >= began + window:
            break
        now, next_at, by_method = slot.start_at, slot.next_at, by_method + 1
    return min(by_method, channels * -(-window // POST_INTERVAL))


def _store_backlog(slack: Slack, url: str, *, each: int) -> None:
    set_key_ring([encryption_key()])
    engine = build_engine(url)
    migrate(engine)
    sessions = SessionFactory(engine)
    for workspace in slack.workspaces:
        installed = install(sessions, workspace)
        for start in range(0, each, _BATCH):
            with sessions.begin() as session:
                for number in range(start, min(start + _BATCH, each)):
                    _give(session, installed, workspace, number)
    sessions.close()


def _give(session: Session, installed: WorkspaceView, workspace: Workspace, number: int) -> None:
    team = workspace.team
    people, channel = team.people, team.channels[number % len(team.channels)]
    give_kudos(
        session,
        workspace=installed,
        slack_giver_id=people[number % len(people)],
        slack_user_ids=(people[(number + 1) % len(people)],),
        named=(Counted(ECF_KEY, next(iter(load_builtin().competencies()))),),
        message=f"thanks for your patience with ticket {number}",
        place=name_place(channel),
        request_key=f"bench.{number}",
        now=datetime.now(UTC),
    )


def _print(
    report: dict[str, float], allowed: int, *, seconds: float, cpu: float, speed: float
) -> None:
    posts = report["posts"]
    table = Table("", "Figure")
    table.add_row("posts a second", f"{posts / seconds:.1f}")
    table.add_row("allowed a second", f"{allowed / seconds:.1f}")
    table.add_row("share of what is allowed", f"{posts / allowed:.1%}")
    table.add_row("answers 429", f"{report['too_many']:.0f}")
    table.add_row("calls while told to wait", f"{report['violations']:.0f}")
    table.add_row("CPU ms a post", f"{cpu * 1000 / max(posts, 1):.2f}")
    table.add_row("reference, acks a second", f"{speed:.0f}")
    table.add_row("posts to acks of the reference", f"{posts / seconds / speed:.3f} x")
    show(f"Posts over {_WORKSPACES} workspaces in {seconds:.0f} s", table)
    refused = report["too_many"] + report["violations"]
    tell_goal(
        "delivery to what Slack allows, over 20 workspaces, without a 429",
        measured=f"{posts / allowed:.3f}, and {refused:.0f} refused",
        wanted=f"at least {_LEAST}, and none",
        is_met=posts / allowed >= _LEAST and not refused,
    )


if __name__ == "__main__":
    main()
