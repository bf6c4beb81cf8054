"""A company's own values in the browser: the file is picked, looked at, and taken."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from slackapp.app import Kudoscope
from slackapp.sandbox.server import Sandbox
from tests.browser.chat import become, go_to, last_message

TEMPLATE = Path(__file__).resolve().parents[2] / "docs" / "values-template.toml"


def test_an_admin_uploads_values_reads_what_is_wrong_and_then_takes_them(
    chat: Page, sandbox: Sandbox, kudoscope: Kudoscope
) -> None:
    become(chat, "Grace")
    go_to(chat, "Kudoscope")
    chat.get_by_role("link", name="Home").click()
    chat.get_by_role("button", name="Workspace", exact=True).click()
    chat.get_by_role("button", name="Change: What people are thanked for").click()
    form = chat.get_by_role("dialog", name="Framework")
    text = TEMPLATE.read_text(encoding="utf-8")
    wrong = text.replace('"empathy"', '"sympathy"').encode()
    field = form.get_by_label("Or your own values, from a file")

    field.set_input_files({"name": "values.toml", "mimeType": "text/plain", "buffer": wrong})
    form.get_by_role("button", name="See what moves").click()
    expect(form.get_by_role("alert")).to_contain_text('"crosswalk" holds "sympathy"')

    field.set_input_files(TEMPLATE)
    form.get_by_role("button", name="See what moves").click()
    step = chat.get_by_role("dialog", name="What moves")
    expect(step).to_contain_text("Our values, version 1 will be used from now on.")
    step.get_by_role("button", name="Use it").click()
    expect(chat.get_by_role("dialog")).to_have_count(0)
    chat.get_by_role("link", name="Messages").click()
    expect(last_message(chat)).to_contain_text("is what people are thanked for from now on")
