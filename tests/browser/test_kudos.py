"""The newcomer's two minutes: a kudos given in the browser, with the whole app behind the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from db import build_engine
from db.migrations import migrate
from slackapp.app import build_app
from slackapp.config import Settings
from slackapp.sandbox.server import Sandbox
from tests.browser.chat import become, composer, go_to, last_message


@pytest.fixture(autouse=True)
def _kudoscope(sandbox: Sandbox, tmp_path: Path) -> Iterator[None]:
    """The app, connected over Socket Mode as in the demo."""
    settings = Settings(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_api_url=sandbox.api_url,
        database_url=f"sqlite:///{tmp_path / 'kudoscope.db'}",
        kudoscope_encryption_keys=SecretStr(Fernet.generate_key().decode()),
        kudoscope_port=0,
        kudoscope_default_channel=sandbox.channel("general"),
    )
    engine = build_engine(settings.database_url)
    migrate(engine)
    engine.dispose()
    app = build_app(settings)
    app.start()
    try:
        sandbox.wait_for(lambda: sandbox.socket_count, message="the app did not connect")
        yield
    finally:
        app.stop()


def give(page: Page, who: str, words: str) -> None:
    """Type `/kudos @who words` as a person does, with the list that opens at "@"."""
    field = composer(page)
    field.fill(f"/kudos @{who}")
    field.press("Enter")
    field.press("End")
    field.type(f" {words}")
    field.press("Enter")


def test_a_kudos_is_given_announced_and_made_more_exact(chat: Page) -> None:
    go_to(chat, "support")
    give(chat, "ben", "empaty you heard that caller out")

    announcement = last_message(chat)
    expect(announcement).to_contain_text("Ana thanked @Ben")
    expect(announcement).to_contain_text("you heard that caller out")
    expect(announcement).to_contain_text("everyday service (entry tier)")
    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("“empaty” understood as Empathy.")

    answer.get_by_role("button", name="Choose: Notices how someone feels").click()

    expect(answer.get_by_role("button", name="Chosen: Notices how someone feels")).to_be_visible()
    expect(announcement).to_contain_text("Notices how someone feels")
    expect(announcement).not_to_contain_text("entry tier")


def test_others_see_the_announcement_and_not_the_answer(chat: Page) -> None:
    go_to(chat, "support")
    give(chat, "ben", "teamwork the night shift ran well")
    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")

    become(chat, "Mei")

    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")
    expect(chat.locator(".message.ephemeral")).to_have_count(0)


def test_a_forgotten_competency_is_one_tap_away(chat: Page) -> None:
    go_to(chat, "support")
    give(chat, "ben", "you were so empathic with that caller")
    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("What was it for?")

    answer.get_by_role("button", name="Empathy").click()

    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")
    expect(last_message(chat)).to_contain_text("you were so empathic with that caller")
    expect(chat.locator(".message.ephemeral")).to_contain_text("is on its way")


def test_where_the_app_is_not_the_giver_decides(chat: Page) -> None:
    go_to(chat, "wins")
    give(chat, "ben", "initiative you called the carrier yourself")
    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("nobody has seen it yet")

    answer.get_by_role("button", name="Post in the default channel").click()

    expect(answer).to_contain_text("is on its way")
    go_to(chat, "general")
    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")
