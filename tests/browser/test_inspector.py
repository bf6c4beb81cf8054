"""Behind the scenes: what Slack and the app say to each other, and trouble that loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect
from slack_sdk import WebClient

from slackapp.app import Kudoscope
from slackapp.cli.demo_trouble import prepare_for_trouble
from slackapp.cli.manifest import build_manifest
from slackapp.sandbox.server import Sandbox
from tests.browser.axe import find_serious
from tests.browser.chat import composer, go_to
from tests.browser.conftest import DESKTOP

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox whose app is as its manifest says."""
    with Sandbox.start(manifest=build_manifest(http_url=None)) as sandbox:
        yield sandbox


def thank(page: Page, words: str) -> None:
    """Have Ana thank Ben, by the field."""
    composer(page).fill("/kudos @Ben")
    composer(page).press("Enter")
    composer(page).press_sequentially(f"empathy {words}")
    composer(page).press("Enter")
    expect(page.get_by_text("is on its way")).to_have_count(0)


def count(sandbox: Sandbox, words: str) -> int:
    """How often that stands in the channel, for all to read."""
    posts = sandbox.messages(sandbox.channel("general"))
    return sum(words in one.text and one.ephemeral_to is None for one in posts)


def check(page: Page) -> None:
    """Nothing serious is found, by light and by dark, at a desk and on a phone."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert find_serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESKTOP)


def row(panel: Locator, words: str) -> Locator:
    return panel.get_by_role("listitem").filter(has_text=words)


def test_a_visitor_sees_what_is_said_and_that_trouble_loses_nothing(
    context: BrowserContext, chat: Page, sandbox: Sandbox, slack: WebClient, kudoscope: Kudoscope
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    prepare_for_trouble(kudoscope, sandbox)
    opener = chat.get_by_role("button", name="Behind the scenes", exact=True)
    opener.press("Enter")
    panel = chat.get_by_role("complementary", name="Behind the scenes")
    expect(panel.get_by_role("heading", name="Behind the scenes")).to_be_focused()

    # What is said is listed as it is said, newest first.
    thank(chat, "you stayed calm")
    posted = row(panel, "Kudoscope posts in #general: “Ana thanked @Ben")
    expect(posted).to_contain_text("done")
    typed = row(panel, "Ana types “/kudos @Ben empathy you stayed calm” in #general")
    expect(typed).to_contain_text(re.compile(r"answers in words · \d+ ms"))
    panel.get_by_label("From", exact=True).select_option("Slack to Kudoscope")
    expect(posted).to_have_count(0)
    panel.get_by_label("What", exact=True).select_option("/kudos")
    expect(panel.get_by_role("listitem").filter(has=chat.locator("time"))).to_have_count(1)
    typed.locator("summary").press("Enter")
    expect(typed.get_by_role("region", name="The request")).to_contain_text('"token": "•••"')
    typed.get_by_role("button", name="Copy as a test").click()
    expect(panel.locator(".traffic [role=status]")).to_have_text("The test is copied.")
    copied = chat.evaluate("navigator.clipboard.readText()")
    assert 'office.kudos(ana, general, f"<@{ben}|ben> empathy you stayed calm")' in copied
    check(chat)
    panel.get_by_label("From", exact=True).select_option("both")
    panel.get_by_label("What", exact=True).select_option("everything")

    # Messages wait while Slack is in trouble, and then come once.
    panel.get_by_role("switch", name="Slack says: too fast").check()
    strip = chat.locator(".trouble-strip")
    thank(chat, "you listened")
    expect(strip).to_contain_text("Slack says: too fast. 1 message waits in Kudoscope.")
    panel.get_by_label("only what went wrong").check()
    expect(row(panel, "too fast, to be tried later").first).to_be_visible()
    check(chat)
    assert count(sandbox, "you listened") == 0
    strip.get_by_role("button", name="Switch it off").click()
    said = panel.get_by_role("status").filter(has_text="All is well again")
    expect(said).to_have_text("All is well again, and nothing waits any more.")
    assert count(sandbox, "you listened") == 1
    expect(strip).to_be_hidden()

    # What cannot be sent for want of a token waits for the next one.
    revoked = panel.get_by_role("switch", name="The token is revoked")
    revoked.check()
    thank(chat, "you went on")
    expect(strip).to_contain_text("1 message waits")
    revoked.uncheck()
    expect(said).to_be_visible()
    assert count(sandbox, "you went on") == 1

    chat.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()

    # The app's own conversation takes no words, and no answers in threads.
    slack.chat_postMessage(channel=sandbox.user("ana"), text="For you alone")
    go_to(chat, "Kudoscope")
    expect(chat.get_by_text("Sending messages to this app has been turned off.")).to_be_visible()
    expect(composer(chat)).to_be_hidden()
    chat.get_by_role("button", name="More actions").last.press("Enter")
    expect(chat.get_by_role("menuitem", name="Thank for this message")).to_be_visible()
    expect(chat.get_by_role("menuitem", name="Reply in thread")).to_have_count(0)


#: Answers about trouble that come late: each is read at once, and the first told at a word.
HOLD_TROUBLE = """
  const real = window.fetch, held = [];
  window.isHeld = () => held.length > 0;
  window.letGo = async () => { held.shift()(); await real("/sandbox/api/trouble"); };
  window.fetch = async (path, options) => {
    const answer = await real(path, options);
    if (options || !String(path).endsWith("/trouble")) return answer;
    const body = await answer.json();
    await new Promise((go) => held.push(go));
    return { ok: true, json: async () => body };
  };
"""


def test_a_switch_is_not_put_back_by_what_was_asked_before_its_press(chat: Page) -> None:
    chat.get_by_role("button", name="Behind the scenes", exact=True).press("Enter")
    switch = chat.get_by_role("switch", name="Slack is out of order")
    switch.check()
    strip = chat.locator(".trouble-strip")
    expect(strip).to_be_visible()
    chat.evaluate(f"() => {{{HOLD_TROUBLE}}}")
    chat.wait_for_function("isHeld()")
    switch.uncheck()
    expect(strip).to_be_hidden()
    chat.evaluate("letGo()")
    assert not switch.is_checked()
    expect(strip).to_be_hidden()


def test_what_is_said_can_be_read_while_a_form_is_open(
    chat: Page, sandbox: Sandbox, kudoscope: Kudoscope
) -> None:
    chat.get_by_role("button", name="Behind the scenes", exact=True).press("Enter")
    panel = chat.get_by_role("complementary", name="Behind the scenes")
    composer(chat).fill("/kudos ")
    composer(chat).press("Enter")
    form = chat.get_by_role("dialog", name="Give kudos")
    expect(form).to_be_visible()
    asked = row(panel, "Kudoscope opens the form “Give kudos”")
    asked.locator("summary").click()
    expect(asked.get_by_role("region", name="The request")).to_be_visible()
    button = form.get_by_role("button", name="Cancel")
    expect(button).to_be_in_viewport()
    check(chat)

    # Escape closes the panel alone.
    summary = asked.locator("summary")
    summary.focus()
    chat.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(form).to_be_visible()
    assert form.evaluate("form => form.contains(document.activeElement)")
    button.click()
    expect(form).to_be_hidden()
    chat.get_by_role("button", name="Behind the scenes", exact=True).click()
    expect(panel).to_be_visible()
