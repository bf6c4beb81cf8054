"""A company's year in a database, as its own work would leave it: without anybody's ANALYZE."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, text
from sqlalchemy.engine import Engine

from db.base import EncryptedText, UtcDateTime

#: People of the first team, and of each other one, by default.
TEAM = 50
_KEYS = ("empathy", "trustworthiness", "initiative", "communication", "optimism")
_CASES = " ".join(f"WHEN {number} THEN '{key}'" for number, key in enumerate(_KEYS))

_FILL = (
    "INSERT INTO workspace (id, slack_team_id, name, bot_token, slack_bot_user_id, scopes,"
    " daily_limit, created_at) VALUES (1, 'T1', 'Bench', :words, 'U0', '', 0, :founded)",
    "INSERT INTO reflection_policy (workspace_id) VALUES (1)",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)"
    " INSERT INTO person (id, workspace_id, slack_user_id, name, tz, is_bot, is_deactivated,"
    " is_stranger, is_admin, created_at)"
    " SELECT i, 1, 'U' || i, 'Person ' || i, 'UTC', false, false, false, i = 1, :founded FROM n",
    "INSERT INTO channel_member (workspace_id, slack_channel_id, slack_user_id)"
    " SELECT 1, 'C' || (1 + (id - 1) / :team), slack_user_id FROM person",
    "INSERT INTO channel (workspace_id, slack_channel_id, kind, app_is_member, checked_at)"
    " SELECT DISTINCT 1, slack_channel_id, 'public', true, :founded FROM channel_member",
    # One after the other through the year, as real ones come, each for somebody else's team.
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :kudos)"
    " INSERT INTO kudos (id, workspace_id, request_key, giver_id, message, slack_channel_id,"
    " visibility, announcement, given_at)"
    " SELECT i, 1, 'r' || i, 1 + (i * 7) % :people, :words, 'C' || (1 + (i * 7) % :people / :team),"
    " 'public', 'channel',"
    " {given_at} FROM n",
    "INSERT INTO kudos_recipient (kudos_id, person_id, workspace_id, position, announcement)"
    " SELECT id, 1 + (id * 13) % :people, 1, 0, 'channel' FROM kudos",
    "INSERT INTO kudos_tag (workspace_id, kudos_id, position, framework_key, cluster_key,"
    " competency_key, tier, tier_source) SELECT 1, id, 0, 'ecf', 'social_awareness',"
    f" CASE id % 5 {_CASES} END, 'basic', 'entry' FROM kudos",
)

#: When a kudos was given, from its number on.
_GIVEN_AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', :begin,"
    " (:days * 1440.0 * i / :kudos) || ' minutes')",
    "postgresql": ":begin + :days * interval '1 day' * i / :kudos",
}


def fill_company(
    engine: Engine,
    *,
    people: int,
    kudos: int,
    team: int = TEAM,
    begin: str = "2025-04-01",
    days: int = 364,
) -> None:
    """So many people in teams `C1`, `C2` …, and their kudos from `begin` on.

    U1 is an admin.
    """
    words = EncryptedText().process_bind_param("thanks for the calm answer", engine.dialect)
    values = {
        "people": people,
        "kudos": kudos,
        "team": team,
        "begin": datetime.fromisoformat(begin).replace(tzinfo=UTC),
        "days": days,
        "words": words,
        "founded": datetime(2025, 1, 1, tzinfo=UTC),
    }
    with engine.begin() as connection:
        for statement in _FILL:
            filled = text(statement.replace("{given_at}", _GIVEN_AT[engine.dialect.name]))
            moments = [
                bindparam(name, type_=UtcDateTime())
                for name in ("begin", "founded")
                if f":{name}" in filled.text
            ]
            connection.execute(filled.bindparams(*moments), values)
