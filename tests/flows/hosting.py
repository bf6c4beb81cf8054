"""An app that people install themselves, and a browser to do that with."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy import select

from db import Workspace
from slackapp.cli.manifest import build_manifest
from slackapp.clock import MovingClock
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.workspace import SandboxWorkspace
from tests.flows.office import Office, running

#: Seconds for which Slack waits for an answer here: how fast the machine is decides nothing.
PATIENCE = 20.0
MONDAY = datetime(2026, 3, 16, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """What a browser got."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def cookie(self) -> str:
        """The cookie that the browser sends from now on."""
        return self.headers.get("set-cookie", "").partition(";")[0]


def browse(office: Office, path: str, *, cookie: str = "", method: str = "GET") -> Answer:
    """Ask the app's own HTTP server for a page."""
    connection = http.client.HTTPConnection(urlsplit(office.address).netloc, timeout=30)
    try:
        connection.request(method, path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read().decode())
    finally:
        connection.close()


def follow(office: Office, address: str, *, cookie: str) -> Answer:
    """Let the browser follow Slack back to the app."""
    parts = urlsplit(address)
    return browse(office, f"{parts.path}?{parts.query}", cookie=cookie)


def install(office: Office, workspace: SandboxWorkspace) -> Answer:
    """Go all the way as an admin of that workspace."""
    begun = browse(office, "/slack/install")
    back = workspace.allow(begun.headers["location"])
    page = follow(office, back, cookie=begun.cookie)
    office.sandbox.wait_for(lambda: has_read_people(office, workspace), message="nobody is known")
    return page


def has_read_people(office: Office, workspace: SandboxWorkspace) -> bool:
    """Whether the app knows who is there."""
    wanted = select(Workspace.people_synced_at).filter_by(slack_team_id=workspace.team_id)
    with office.sessions.read() as session:
        return session.scalar(wanted) is not None


@contextmanager
def hosting(database_url: str, *, rotates: bool = False, **fields: object) -> Iterator[Office]:
    """An app that people install themselves, with no token in its settings."""
    clock = MovingClock(MONDAY)
    manifest = build_manifest(http_url="http://localhost:3000")
    manifest["settings"]["token_rotation_enabled"] = rotates
    with Sandbox.start(
        port=0, clock=clock.timestamp, ack_timeout=PATIENCE, manifest=manifest
    ) as sandbox:
        settings = {
            "slack_client_id": sandbox.client_id,
            "slack_client_secret": SecretStr(sandbox.client_secret),
            "slack_bot_token": SecretStr(""),
        } | fields
        with running(sandbox, database_url, clock=clock, transport="http", **settings) as office:
            yield office


def tokens(office: Office) -> dict[str, str | None]:
    """The stored tokens by Slack's ids of the workspaces."""
    with office.sessions.read() as session:
        rows = session.execute(select(Workspace.slack_team_id, Workspace.bot_token))
        return {team: token for team, token in rows}


def thank(workspace: SandboxWorkspace, words: str = "for staying calm") -> str:
    """Have Ana thank Ben there; what she reads, or Slack's word for why she reads nothing."""
    ana, ben, support = workspace.user("ana"), workspace.user("ben"), workspace.channel("support")
    answer = workspace.command(ana, support, f"<@{ben}> empathy {words}")
    return answer.error or answer.text
