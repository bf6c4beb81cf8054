"""What every part of the sandbox's server shares: the store and the ways to make it misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slackapp.sandbox.executions import Executions
from slackapp.sandbox.faults import Fault, Faults
from slackapp.sandbox.installed import InstalledApp
from slackapp.sandbox.offers import Offers
from slackapp.sandbox.rate_limits import RateLimits
from slackapp.sandbox.state import Channel, Store
from slackapp.sandbox.tour import Tour
from slackapp.sandbox.traffic import Traffic
from slackapp.sandbox.trouble import Trouble
from slackapp.sandbox.user_groups import UserGroups
from slackapp.sandbox.views import Views


@dataclass(frozen=True)
class RecordedCall:
    """One Web API call; `status` is 0 where the caller got no answer."""

    method: str
    args: dict[str, Any]
    time: float
    response: dict[str, Any]
    status: int


def _tell_nobody(event: dict[str, Any], channel: Channel | None) -> None:
    """Before anything is wired."""


@dataclass
class World:
    """One sandbox: its workspace, limits, faults, switches and records."""

    store: Store
    rate_limits: RateLimits
    faults: Faults
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    #: What the app's manifest says; another one may be installed at any time.
    app: InstalledApp
    offers: Offers = field(default_factory=Offers)
    groups: UserGroups = field(default_factory=UserGroups)
    executions: Executions = field(default_factory=Executions)
    #: What it and the app say to each other, for the inspector.
    traffic: Traffic = field(default_factory=Traffic)
    #: What goes wrong until it is switched off.
    trouble: Trouble = field(default_factory=Trouble)
    #: What a visitor is shown, where there is somebody to show it to.
    tour: Tour = field(default_factory=Tour)
    #: Sends the app an event, of a channel or of none.
    tell_app: Callable[[dict[str, Any], Channel | None], str | None] = _tell_nobody
    #: The teams that a token is good in, by id and name.
    list_teams: Callable[[str], list[tuple[str, str]]] = lambda _token: []
    views: Views = field(init=False)
    #: Off: the workspace answers invalid_blocks to blocks that Slack added lately.
    newer_blocks: bool = True
    #: Lets everybody live until that moment; None where the clock is nobody's to move.
    let_time_pass: Callable[[datetime], None] | None = None
    #: How many messages wait in the app; None where nobody can tell.
    count_waiting: Callable[[], int] | None = None
    #: What whoever runs the app does once it is installed anew, after its token was revoked.
    start_anew: Callable[[], None] | None = None
    #: `http://127.0.0.1:PORT`, known once the server has its socket; for further workspaces what
    #: is theirs alone lies in a folder of it.
    url: str = ""
    _calls: list[RecordedCall] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.views = Views(self.store.new_id)

    @property
    def granted_scopes(self) -> frozenset[str]:
        """What the app's bot token may do."""
        token = self.store.find_token(self.bot_token)
        return token.scopes if token else frozenset()

    @property
    def is_let_in(self) -> bool:
        """Whether the app is here, where an organisation decides for each workspace of it."""
        token = self.store.find_token(self.bot_token)
        return token is None or token.error != "team_access_not_granted"

    def take_fault(self, method: str, channel: str | None) -> Fault | None:
        """What a call meets: a fault that waits for it, or else the trouble that is on."""
        return self.faults.take(method, channel) or self.trouble.find_fault(method, channel)

    def record(self, call: RecordedCall, seconds: float | None = None) -> None:
        """Keep a call for the tests to read, and for the inspector to show."""
        with self._lock:
            self._calls.append(call)
        refusal = None if call.response.get("ok", True) else str(call.response.get("error"))
        self.traffic.note(
            "to_slack",
            "file" if call.method.endswith("_bytes") else "method",
            call.method,
            call.args,
            at=call.time,
            answer=call.response,
            status=call.status,
            error=refusal,
            seconds=seconds,
        )

    def calls(self, method: str | None = None) -> list[RecordedCall]:
        """The calls so far, of one method or of all."""
        with self._lock:
            return [call for call in self._calls if method in (None, call.method)]
