"""The demo's team on a certain Friday, the app at work, and a browser in front of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.fernet import Fernet
from playwright.sync_api import Page, Playwright, ViewportSize, expect
from pydantic import SecretStr

from db import build_engine
from db.migrations import migrate
from slackapp.app import Kudoscope, build_app
from slackapp.cli.demo_history import let_time_pass, live_through
from slackapp.cli.manifest import build_manifest
from slackapp.cli.serve import DEMO_LEASE
from slackapp.clock import MovingClock
from slackapp.config import Settings
from slackapp.sandbox.seed import find_working_morning
from slackapp.sandbox.server import Sandbox

#: Where pictures, and what each shows in words, are kept.
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
#: The morning of a Friday, as a visit begins; Ben gets his weekly question in the afternoon.
NOW = find_working_morning(datetime(2026, 11, 27, tzinfo=UTC))
_WINDOW: ViewportSize = {"width": 1120, "height": 700}
#: Pixels for each of the page's, so that words are sharp where the picture is shown smaller.
_SHARPNESS = 2
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
#: Milliseconds that something may take to appear, on a machine that has much else to do.
_PATIENCE = 30_000


class StageClock(MovingClock):
    """A clock on which no minute ends by itself, so that a slow machine shows the same times."""

    def move_to(self, moment: datetime) -> None:
        """Let it be that time now."""
        self._moment, self._moved = moment, time.monotonic()

    def __call__(self) -> datetime:
        """The app's time."""
        passed = time.monotonic() - self._moved
        return self._moment + timedelta(seconds=60 * passed / (60 + passed))

    def advance(self, **by: float) -> None:
        """Let time pass, as much as a timedelta of these fields."""
        self.move_to(self() + timedelta(**by))


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scene plays in."""

    sandbox: Sandbox
    app: Kudoscope
    clock: StageClock
    page: Page

    def pass_time_until(self, moment: datetime) -> None:
        """Let the app live through all that comes until then."""
        let_time_pass(self.app, self.sandbox, self.clock, moment)

    def go_to(self, name: str, conversation: str, tab: str = "") -> None:
        """Be the person of this name, and look at a conversation, or the app's Home."""
        user = self.sandbox.user(name)
        while form := self.sandbox.modal(user):
            self.sandbox.close_view(user, form)
        app = conversation == "kudoscope"
        place = self.sandbox.im(user) if app else self.sandbox.channel(conversation)
        # Another page before, as a change of what follows "#" loads nothing anew.
        self.page.goto("about:blank")
        self.page.goto(f"{self.sandbox.url}/#as={user}&in={place}{tab and f'&tab={tab}'}")


@contextmanager
def opened(playwright: Playwright, chromium: str, database: bytes = b"") -> Iterator[Stage]:
    """The stage, with three months behind it; `database` is an empty one that is migrated."""
    browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
    clock = StageClock(NOW)
    with (
        TemporaryDirectory(prefix="kudoscope-") as folder,
        Sandbox.start(
            port=0, clock=clock.timestamp, has_begun=False, manifest=build_manifest(http_url=None)
        ) as sandbox,
    ):
        path = Path(folder) / "pictures.db"
        path.write_bytes(database)
        app = _build(sandbox, clock, path)
        live_through(app, sandbox, clock, until=NOW)
        sandbox.world.let_time_pass = partial(let_time_pass, app, sandbox, clock)
        app.start()
        context = browser.new_context(
            viewport=_WINDOW,
            device_scale_factor=_SHARPNESS,
            locale="en-GB",
            timezone_id="UTC",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)
        try:
            sandbox.wait_for(lambda: sandbox.socket_count, message="the app did not connect")
            yield Stage(sandbox, app, clock, context.new_page())
        finally:
            browser.close()
            app.stop()


def _build(sandbox: Sandbox, clock: StageClock, path: Path) -> Kudoscope:
    settings = Settings.model_construct(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_api_url=sandbox.api_url,
        database_url=f"sqlite:///{path}",
        kudoscope_encryption_keys=SecretStr(Fernet.generate_key().decode()),
        kudoscope_port=0,
        kudoscope_default_channel=sandbox.channel("general"),
    )
    engine = build_engine(settings.database_url)
    migrate(engine)
    engine.dispose()
    return build_app(settings, clock=clock, lease=DEMO_LEASE)
