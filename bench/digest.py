"""One month's digest of a large workspace, beside the bare aggregate and beside ORM objects.

Nobody analyses the databases: they are as a new app's, whose plans must be right without
statistics.

The reference is the one SQL statement that gives a digest its rows by person and tag, run by the
driver alone in the same run. How many kudos and givers there were, and the objects, come on top.
The report is that of a team of 50 among 2,000 people, beside the same statement run for each of its
six months. The ORM figure loads recipients, tags and people as objects and counts them in Python,
for a tenth of the kudos.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet
from rich.table import Table
from sqlalchemy import select, text
from sqlalchemy.engine import Engine

from bench.company import fill_company
from bench.report import show
from db import (
    ChannelMember,
    Kudos,
    KudosRecipient,
    KudosTag,
    Person,
    SessionFactory,
    build_engine,
    set_key_ring,
)
from db.migrations import migrate
from slackapp.domain.base.digest_times import Month
from slackapp.frameworks.loader import load_builtin
from slackapp.services.team.figures import Figures, read_figures
from slackapp.services.team.report import list_months
from slackapp.services.team.report_page import draw_report

_MONTH = Month(2026, 3)
#: Since when Slack has said that the channels are public.
_PROVEN = datetime(2025, 1, 1, tzinfo=UTC)
_COMPANY_PEOPLE, _COMPANY_KUDOS = 2_000, 100_000
_KEYS = ("empathy", "trustworthiness", "initiative", "communication", "optimism")

_BARE = """
SELECT p.id, p.slack_user_id, p.name, t.framework_key, t.cluster_key, t.competency_key, t.tier,
       count(*), count(*) FILTER (WHERE t.tier_source = 'entry')
FROM kudos k JOIN kudos_recipient r ON r.kudos_id = k.id JOIN person p ON p.id = r.person_id
JOIN channel_member m ON m.workspace_id = p.workspace_id AND m.slack_user_id = p.slack_user_id
JOIN kudos_tag t ON t.kudos_id = k.id
WHERE k.workspace_id = 1 AND k.given_at >= ? AND k.given_at < ? AND k.announcement <> 'held'
  AND (k.visibility = 'public' OR (k.visibility = 'channel' AND k.slack_channel_id = 'C1'))
  AND r.announcement IN ('channel', 'agreed') AND NOT r.is_hidden AND m.slack_channel_id = 'C1'
  AND p.in_digests AND NOT p.is_bot AND NOT p.is_deactivated AND NOT p.is_stranger
GROUP BY p.id, t.framework_key, t.cluster_key, t.competency_key, t.tier
"""


def main() -> None:
    """Fill two databases, one ten times as large as the other, and measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kudos", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=100_000)
    options = parser.parse_args()
    set_key_ring([Fernet.generate_key().decode()])
    with tempfile.TemporaryDirectory() as folder:
        small = _open(Path(folder) / "small.db", options.kudos // 10, options.people // 10)
        large = _open(Path(folder) / "large.db", options.kudos, options.people)
        sessions = SessionFactory(large)
        bare = min(_time(lambda: _run_bare(large)) for _ in range(3))
        before = _peak_mb()
        ours = min(_time(lambda: _read(sessions)) for _ in range(3))
        grown = _peak_mb() - before
        smaller = SessionFactory(small)
        ours_small = min(_time(lambda: _read(smaller)) for _ in range(3))
        orm_small = _time(lambda: _count_objects(smaller))
        _check(_read(sessions), options.kudos)
        bare_months, report = _measure_report(Path(folder) / "company.db")
    table = Table("", "Kudos", "Seconds", "")
    table.add_row("bare aggregate", f"{options.kudos:,}", f"{bare:.2f}", "1.0 x")
    table.add_row("digest", f"{options.kudos:,}", f"{ours:.2f}", f"{ours / bare:.2f} x of it")
    tenth = f"{options.kudos // 10:,}"
    table.add_row("digest", tenth, f"{ours_small:.2f}", f"{ours / ours_small:.1f} x for ten times")
    times = f"{orm_small / ours_small:.1f} x the digest's"
    table.add_row("ORM objects", tenth, f"{orm_small:.2f}", times)
    table.add_row("its six months, bare", f"{_COMPANY_KUDOS:,}", f"{bare_months:.3f}", "1.0 x")
    times = f"{report / bare_months:.1f} x of it"
    table.add_row("report of a team", f"{_COMPANY_KUDOS:,}", f"{report:.3f}", times)
    show("Digest and report", table)
    print(f"memory grew by {grown:.0f} MB while {options.people:,} people's rows were read")


def _measure_report(path: Path) -> tuple[float, float]:
    """Seconds for the bare statement of a report's months, and for the report."""
    engine = build_engine(f"sqlite:///{path}")
    migrate(engine)
    fill_company(engine, people=_COMPANY_PEOPLE, kudos=_COMPANY_KUDOS)
    sessions = SessionFactory(engine)

    def run_bare_months() -> None:
        for month in list_months(_MONTH):
            _run_bare(engine, month)

    def draw() -> None:
        with sessions.read() as session:
            draw_report(
                session,
                workspace_id=1,
                slack_channel_id="C1",
                tz="UTC",
                month=_MONTH,
                proven_since=_PROVEN,
            )

    bare = min(_time(run_bare_months) for _ in range(3))
    return bare, min(_time(draw) for _ in range(3))


def _open(path: Path, kudos: int, people: int) -> Engine:
    engine = build_engine(f"sqlite:///{path}")
    migrate(engine)
    now = "2026-03-10 12:00:00.000000"
    fill = [
        "INSERT INTO workspace (id, slack_team_id, name, bot_token, slack_bot_user_id, scopes,"
        " daily_limit, created_at) VALUES (1, 'T1', 'Bench', 'x', 'U0', '', 0, :now)",
        "INSERT INTO channel (workspace_id, slack_channel_id, kind, app_is_member, checked_at)"
        " VALUES (1, 'C1', 'public', 1, :now)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)"
        " INSERT INTO person (id, workspace_id, slack_user_id, name, tz, is_bot, is_deactivated,"
        " is_stranger, is_admin, created_at)"
        " SELECT i, 1, 'U' || i, 'Person ' || i, 'UTC', 0, 0, 0, 0, :now FROM n",
        "INSERT INTO channel_member (workspace_id, slack_channel_id, slack_user_id)"
        " SELECT 1, 'C1', slack_user_id FROM person",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :kudos)"
        " INSERT INTO kudos (id, workspace_id, request_key, giver_id, message, slack_channel_id,"
        " visibility, announcement, given_at)"
        " SELECT i, 1, 'r' || i, 1 + (i * 7) % :people, 'x', 'C1', 'public', 'channel', :now"
        " FROM n",
        "INSERT INTO kudos_recipient (kudos_id, person_id, workspace_id, position, announcement)"
        " SELECT id, 1 + (id * 13) % :people, 1, 0, 'channel' FROM kudos",
        "INSERT INTO kudos_tag (workspace_id, kudos_id, position, framework_key, cluster_key,"
        " competency_key, tier, tier_source) SELECT 1, id, 0, 'ecf',"
        f" CASE id % 5 {_choose([_cluster_of(key) for key in _KEYS])} END,"
        f" CASE id % 5 {_choose(_KEYS)} END,"
        " 'basic', 'entry' FROM kudos",
    ]
    with engine.begin() as connection:
        for statement in fill:
            connection.execute(text(statement), {"now": now, "people": people, "kudos": kudos})
    return engine


def _choose(words: Sequence[str]) -> str:
    return " ".join(f"WHEN {number} THEN {word!r}" for number, word in enumerate(words))


def _cluster_of(key: str) -> str:
    competency = load_builtin().find_competency(key)
    assert competency is not None, key
    return competency.cluster_key


def _read(sessions: SessionFactory) -> Figures:
    with sessions.read() as session:
        return read_figures(
            session,
            workspace_id=1,
            slack_channel_id="C1",
            window=_MONTH.window("UTC"),
            proven_since=_PROVEN,
        )


def _run_bare(engine: Engine, month: Month = _MONTH) -> None:
    window = tuple(f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in month.window("UTC"))
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(_BARE, window).fetchall()
    finally:
        connection.close()


def _count_objects(sessions: SessionFactory) -> None:
    first, end = _MONTH.window("UTC")
    counts: Counter[tuple[int, str, str | None]] = Counter()
    with sessions.read() as session:
        rows = session.execute(
            select(Kudos.id, KudosRecipient, KudosTag, Person)
            .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
            .join(KudosTag, KudosTag.kudos_id == Kudos.id)
            .join(Person, Person.id == KudosRecipient.person_id)
            .join(ChannelMember, ChannelMember.slack_user_id == Person.slack_user_id)
            .where(Kudos.given_at >= first, Kudos.given_at < end)
            .execution_options(yield_per=1_000)
        )
        for _, recipient, tag, _ in rows:
            counts[recipient.person_id, tag.competency_key, tag.tier] += 1


def _check(figures: Figures, kudos: int) -> None:
    if figures.kudos != kudos or sum(row.tag_count for row in figures.rows) != kudos:
        raise RuntimeError(f"the digest counts {figures.kudos} kudos instead of {kudos}")


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
