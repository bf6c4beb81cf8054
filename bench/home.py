"""How soon a Home is drawn for somebody with 10,000 kudos, and how large it is.

What is measured is our side: everything is read and drawn anew, and Slack is not called. So it is
with the window of own kudos: its first page, and a word that none of them holds. The texts are
encrypted as ever, and nobody has analysed the database. Processor time is that of the app, so that
a busy machine makes nothing slow; elapsed time has the database's in it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from rich.table import Table
from sqlalchemy import Connection, insert, make_url
from sqlalchemy import Table as SqlTable

from bench.report import show
from bench.servers import start_postgresql
from db import (
    Channel,
    Kudos,
    KudosMeToo,
    KudosRecipient,
    KudosTag,
    OutboxLane,
    OutboxMessage,
    Person,
    Reflection,
    ReflectionPolicy,
    ReflectionPrompt,
    ReflectionSchedule,
    SessionFactory,
    Workspace,
    build_engine,
    set_key_ring,
    table_of,
)
from db.migrations import migrate
from slackapp.blocks.home.home import build_home
from slackapp.blocks.home.mine import build_mine
from slackapp.blocks.home.own_kudos import Side, build_own_kudos_window
from slackapp.blocks.home.state import HomeState
from slackapp.frameworks.loader import load_builtin
from slackapp.services.home.mine import read_mine
from slackapp.services.home.own_kudos import read_own_kudos
from slackapp.services.home.views import list_views
from slackapp.services.workspace.people import find_people
from slackapp.services.workspace.workspaces import find_workspace

_NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
_YEAR = timedelta(days=360)
#: Milliseconds that 99 of 100 draws of a Home may take, blocks, and bytes.
_MOST_MS, _MOST_BLOCKS, _MOST_BYTES = 300.0, 100, 250_000
_WORDS = "thank you for staying calm with that caller until the parcel was found"
_ANSWERS = 100
_PAGE = 1_000


def main() -> None:
    """Measure, and print a table; raises RuntimeError where a Home is too slow or too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kudos", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=50_000)
    parser.add_argument("--draws", type=int, default=200)
    options = parser.parse_args()
    set_key_ring([Fernet.generate_key().decode()])
    table = Table("", "p50 ms", "p99 ms", "p50 elapsed", "blocks", "bytes")
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        postgresql = start_postgresql(Path(folder))
        stack.callback(postgresql.cleanup)
        urls = {
            "SQLite": f"sqlite:///{folder}/kudoscope.db",
            "PostgreSQL": make_url(postgresql.get_uri()).render_as_string(hide_password=False),
        }
        for name, url in urls.items():
            sessions = _open(url, kudos=options.kudos, others=options.others)
            for what, draw in _list_draws(sessions).items():
                draw()  # not counted
                took = [_time(draw) for _ in range(options.draws)]
                worked = sorted(one for one, _ in took)
                p50, p99 = (worked[int(len(worked) * share)] for share in (0.5, 0.99))
                elapsed = statistics.median(one for _, one in took)
                view = draw()
                blocks, size = len(view["blocks"]), len(json.dumps(view).encode())
                table.add_row(
                    f"{what}, {name}",
                    f"{p50:.0f}",
                    f"{p99:.0f}",
                    f"{elapsed:.0f}",
                    str(blocks),
                    f"{size:,}",
                )
                slowest = max(slowest, p99)
                if blocks > _MOST_BLOCKS or size > _MOST_BYTES:
                    raise RuntimeError(f"{what} has {blocks} blocks and {size:,} bytes")
            sessions.close()
    show("A Home, and the window of own kudos", table)
    if slowest > _MOST_MS:
        raise RuntimeError(f"p99 is {slowest:.0f} ms, more than {_MOST_MS:.0f}")


def _list_draws(sessions: SessionFactory) -> dict[str, Callable[[], Mapping[str, Any]]]:
    with sessions.read() as session:
        workspace = find_workspace(session, slack_team_id="T1")
        person = find_people(session, workspace_id=1, slack_user_ids=["U1"])["U1"]
    assert workspace is not None

    def draw_home() -> dict[str, Any]:
        with sessions.read() as session:
            views = list_views(session, workspace_id=1, person_id=1)
            state = HomeState()
            page = read_mine(session, workspace=workspace, person=person, now=_NOW, state=state)
        return build_home(state, build_mine(page), views=views)

    def draw_window(words: str) -> dict[str, Any]:
        with sessions.read() as session:
            page = read_own_kudos(
                session,
                workspace_id=1,
                person=person,
                side=Side.ALL,
                words=words,
                before=None,
                now=_NOW,
            )
        return build_own_kudos_window(page)

    return {
        "Home": draw_home,
        "own kudos": lambda: draw_window(""),
        "own kudos, a word that is nowhere": lambda: draw_window("xylophone"),
    }


def _time(draw: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of processor time, and those that went by."""
    began, worked = time.perf_counter(), time.thread_time()
    draw()
    return (time.thread_time() - worked) * 1000, (time.perf_counter() - began) * 1000


def _open(url: str, *, kudos: int, others: int) -> SessionFactory:
    """A database with 500 people, of whom the first gave and received so many kudos in a year."""
    engine = build_engine(url)
    migrate(engine)
    with engine.begin() as connection:
        _fill_workspace(connection)
        _fill_kudos(connection, kudos, others)
        _fill_answers(connection)
    return SessionFactory(engine)


def _fill_workspace(connection: Connection) -> None:
    founded = {"created_at": _NOW - 2 * _YEAR}
    workspace = {
        "id": 1,
        "slack_team_id": "T1",
        "name": "Bench",
        "slack_url": "https://bench.slack.com/",
        "bot_token": "xoxb",
        "slack_bot_user_id": "U0",
        "scopes": "",
        "daily_limit": 0,
        **founded,
    }
    _insert(connection, table_of(Workspace), iter([workspace]))
    _insert(connection, table_of(ReflectionPolicy), iter([{"workspace_id": 1}]))
    flags = ("is_bot", "is_deactivated", "is_stranger", "is_admin")
    people = (
        {
            "id": number,
            "workspace_id": 1,
            "slack_user_id": f"U{number}",
            "name": f"Person {number}",
            "tz": "UTC",
            **dict.fromkeys(flags, False),
            **founded,
        }
        for number in range(1, 501)
    )
    _insert(connection, table_of(Person), people)
    channel = {"workspace_id": 1, "slack_channel_id": "C1", "kind": "public"}
    known = {"app_is_member": True, "checked_at": _NOW}
    _insert(connection, table_of(Channel), iter([channel | known]))
    lane = {"id": 1, "workspace_id": 1, "slack_channel_id": "C1"}
    never = {"next_send_at": _NOW, "leased_until": _NOW}
    _insert(connection, table_of(OutboxLane), iter([lane | never]))


def _fill_kudos(connection: Connection, own: int, others: int) -> None:
    """Half of the person's kudos were given by them; everybody else's stand between them."""
    every, total = max(1, (own + others) // own), own + others
    keys = [(one.key, one.cluster_key) for one in load_builtin().competencies()]
    rows = []
    for number in range(1, total + 1):
        giver, recipient = 2 + number % 499, 2 + (number * 7) % 499
        if number % every == 0:
            giver, recipient = (1, recipient) if number // every % 2 else (giver, 1)
        rows.append((number, giver, recipient, _NOW - _YEAR + number * _YEAR / total))
    whole = {"workspace_id": 1}
    _insert(
        connection,
        table_of(Kudos),
        (
            {
                "id": number,
                **whole,
                "request_key": f"r{number}",
                "giver_id": giver,
                "message": _WORDS,
                "slack_channel_id": "C1",
                "visibility": "public",
                "announcement": "channel",
                "given_at": given_at,
            }
            for number, giver, _, given_at in rows
        ),
    )
    _insert(
        connection,
        table_of(KudosRecipient),
        (
            {"kudos_id": number, "person_id": to, **whole, "position": 0, "announcement": "channel"}
            for number, _, to, _ in rows
        ),
    )
    _insert(
        connection,
        table_of(KudosTag),
        (
            {
                **whole,
                "kudos_id": number,
                "position": 0,
                "framework_key": "ecf",
                "cluster_key": keys[number % len(keys)][1],
                "competency_key": keys[number % len(keys)][0],
                "tier": ("basic", "higher", "leader")[number % 3],
                "tier_source": "entry",
            }
            for number, *_ in rows
        ),
    )
    _insert(
        connection,
        table_of(KudosMeToo),
        (
            {"kudos_id": number, "person_id": 400 + number % 50, **whole, "joined_at": given_at}
            for number, _, _, given_at in rows[::10]
        ),
    )
    _insert(
        connection,
        table_of(OutboxMessage),
        (
            {
                **whole,
                "lane_id": 1,
                "kudos_id": number,
                "kind": "post",
                "dedupe_key": f"kudos:{number}:announcement",
                "payload": "{}",
                "state": "sent",
                "slack_ts": f"{number}.000100",
                "slack_posted_channel_id": "C1",
                "created_at": given_at,
            }
            for number, _, _, given_at in rows
        ),
    )


def _fill_answers(connection: Connection) -> None:
    schedule = {"person_id": 1, "workspace_id": 1, "tz": "UTC", "weekday": 4, "hour": 15}
    due = {"next_due_at": _NOW + timedelta(days=4)}
    _insert(connection, table_of(ReflectionSchedule), iter([schedule | due]))
    keys = [(one.key, one.behaviours[0].key) for one in load_builtin().competencies()]
    whole = {"workspace_id": 1, "person_id": 1, "framework_key": "ecf"}
    asked = [
        (number, *keys[number % len(keys)], _NOW - number * timedelta(weeks=1))
        for number in range(1, _ANSWERS + 1)
    ]
    _insert(
        connection,
        table_of(ReflectionPrompt),
        (
            {
                "id": number,
                **whole,
                "iso_week": 300_000 - number,
                "due_at": at,
                "recorded_at": at,
                "state": "answered",
                "competency_key": key,
                "behaviour_key": behaviour,
            }
            for number, key, behaviour, at in asked
        ),
    )
    _insert(
        connection,
        table_of(Reflection),
        (
            {
                **whole,
                "prompt_id": number,
                "competency_key": key,
                "behaviour_key": behaviour,
                "frequency": 1 + number % 5,
                "answered_at": at,
                "changed_at": at,
            }
            for number, key, behaviour, at in asked
        ),
    )


def _insert(connection: Connection, table: SqlTable, rows: Iterator[dict[str, Any]]) -> None:
    page: list[dict[str, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == _PAGE:
            connection.execute(insert(table), page)
            page = []
    if page:
        connection.execute(insert(table), page)


if __name__ == "__main__":
    main()
