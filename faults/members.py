"""Members as no one should be told of, and one that the database refuses, among a thousand."""

from __future__ import annotations

import random
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from db import Person, Workspace
from faults.processes import AppProcess
from faults.site import Result, Site, open_site

_PEOPLE = 1_000
#: Of so many members one is odd.
_EVERY = 7
_BACKENDS = ("sqlite", "postgresql")

_NAMES: tuple[Any, ...] = (
    *("An\x00a", "An\ud800a", "\udfff", "\x00", " \t", "\u200b\u3000", "\x1b[2JAna", "A" * 9_000),
    *(7, True, None, [], ["Ana"], {"name": "Ana"}, "\u202eanA", "Ana\r\nLima", ""),
)
_FIELDS: tuple[dict[str, Any], ...] = (
    *({}, {"tz": None}, {"tz": "Europe"}, {"tz": "../../etc/passwd"}, {"tz": "\x00"}, {"tz": 5}),
    *({"tz": "x" * 5_000}, {"tz_offset": "soon"}, {"tz": None, "tz_offset": 10**12}),
    *({"updated": 2**60}, {"updated": "now"}, {"updated": -1}, {"team_id": ""}, {"profile": None}),
    *({"enterprise_user": {"enterprise_id": ""}}, {"enterprise_user": "E1"}, {"deleted": None}),
)
_IDS: tuple[Any, ...] = (None, 5, "", ["U1"], "U1\x00", "U\ud800", {"id": "U1"}, "U" * 999)

#: The database itself refuses one person, as if there were a gap in the cleaning.
_REFUSE = {
    "sqlite": (
        "CREATE TRIGGER refuse BEFORE INSERT ON person WHEN NEW.slack_user_id = '{who}' "
        "BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'not this one'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON person FOR EACH ROW "
        "WHEN (NEW.slack_user_id = '{who}') EXECUTE FUNCTION refuse()",
    ),
}


@dataclass(frozen=True)
class _Members:
    """Who is told of: those who must be known afterwards, and the one who cannot be."""

    known: set[str]
    refused: str


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """Have such a workspace read from its first moment on, and its members change."""
    for backend in _BACKENDS:
        chance = random.Random(seed)
        with open_site(folder, backend, seed=seed) as site:
            yield _live_with_them(site, backend, chance)


def _live_with_them(site: Site, backend: str, chance: random.Random) -> Result:
    sandbox = site.sandbox
    members = _arrange(site, chance)
    with site.sessions.begin() as session:
        for statement in _REFUSE[backend]:
            session.execute(text(statement.format(who=members.refused)))
    with site.app() as process:
        sandbox.wait_for(lambda: _is_read(site), timeout=120, message="people were not read")
        faults = _look(site, members)
        if (told := _ask_readiness(process)) != "ready":
            faults.append(f"/readyz says {told}")
        for who in chance.sample(sorted(members.known), 40):
            sandbox.change_person(who, oddities=_odd(chance) | {"real_name": f"Changed {who}"})
        with site.load:
            site.wait_until_acked(20)
        site.wait_until_sent()
        faults += [] if process.is_alive else ["the process died"]
    faults += _look(site, members)
    log = (site.folder / "app.log").read_text()
    if f"slack_user_id={members.refused}" not in log:
        faults.append("the log does not say who could not be stored")
    faults += [f"the log has {word}" for word in ("tick_failed", "Traceback") if word in log]
    end = site.check(is_settled=True, may_double=False)
    detail = f"{len(members.known)} known of {_PEOPLE}, {len(site.load.acked)} acked"
    return Result(f"members, {backend}", detail, (*faults, *end.faults))


def _arrange(site: Site, chance: random.Random) -> _Members:
    known, refused = set(), ""
    for number in range(_PEOPLE):
        if number % _EVERY:
            who = site.sandbox.add_person(f"p{number}")
        else:
            who = site.sandbox.add_person(f"p{number}", oddities=_odd(chance))
        known.add(who)
        if number == _PEOPLE // 2:
            refused = who
        if number % 50 == 0:
            site.sandbox.add_person(f"q{number}", oddities={"id": chance.choice(_IDS)})
    return _Members(known - {refused}, refused)


def _odd(chance: random.Random) -> dict[str, Any]:
    profile = {
        "display_name": chance.choice(_NAMES),
        "real_name": chance.choice(_NAMES),
    }
    named = {"profile": profile, "real_name": chance.choice(_NAMES), "name": chance.choice(_NAMES)}
    return named | chance.choice(_FIELDS)


def _is_read(site: Site) -> bool:
    with site.sessions.read() as session:
        return session.scalar(select(Workspace.people_synced_at)) is not None


def _look(site: Site, members: _Members) -> list[str]:
    """Who is missing, and whose name is none."""
    with site.sessions.read() as session:
        rows = session.execute(select(Person.slack_user_id, Person.name)).all()
    names = {row.slack_user_id: row.name for row in rows}
    faults = [f"{who} is not known" for who in sorted(members.known - names.keys())]
    faults += [f"{who} is called {name!r}" for who, name in names.items() if not _is_name(name)]
    return faults + ([f"{members.refused} is known"] if members.refused in names else [])


def _is_name(name: str) -> bool:
    is_odd = any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name)
    return bool(name.strip()) and len(name) <= 80 and not is_odd


def _ask_readiness(process: AppProcess) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{process.port}/readyz") as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()
