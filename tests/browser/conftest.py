"""A real Chromium, and a page in it that may neither complain nor leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from pydantic import SecretStr
from slack_sdk import WebClient

from databases import sqlite_template
from slackapp.app import Kudoscope, build_app
from slackapp.config import Settings
from slackapp.sandbox.server import Sandbox
from tests.browser.chromium import find_chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


# Per module, not per session: while Playwright's sync API is open its event loop counts as
# running, and no other test of the same process could start one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = find_chromium()
    assert path is not None, "No Chromium is there: run `python -m tests.browser.chromium` first."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who comes for the first time, at a desk."""
    context = browser.new_context(
        viewport=DESKTOP, locale="en-GB", timezone_id="UTC", reduced_motion="reduce"
    )
    # How fast the machine is decides nothing.
    context.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; the test fails when it complains in the console or asks another machine."""
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str | None] = set()

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    yield page
    page.close()
    assert complaints == []
    assert hosts <= {"127.0.0.1", None}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox with no app connected."""
    with Sandbox.start(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def slack(sandbox: Sandbox) -> WebClient:
    """The app's client, for what only the app can post."""
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


@pytest.fixture
def chat(sandbox: Sandbox, page: Page) -> Page:
    """The page as it opens: one is Ana, in #general."""
    page.goto(sandbox.url)
    expect(page.locator(".message").last).to_be_visible()
    return page


@pytest.fixture
def kudoscope(sandbox: Sandbox, tmp_path: Path) -> Iterator[Kudoscope]:
    """The app, connected over Socket Mode as in the demo."""
    (tmp_path / "kudoscope.db").write_bytes(sqlite_template())
    settings = Settings(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_api_url=sandbox.api_url,
        database_url=f"sqlite:///{tmp_path / 'kudoscope.db'}",
        kudoscope_encryption_keys=SecretStr(Fernet.generate_key().decode()),
        kudoscope_port=0,
        kudoscope_default_channel=sandbox.channel("general"),
    )
    app = build_app(settings)
    app.start()
    try:
        sandbox.wait_for(lambda: sandbox.socket_count, message="the app did not connect")
        yield app
    finally:
        app.stop()
