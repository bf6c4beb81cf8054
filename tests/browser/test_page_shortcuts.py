"""What people reach without a command on the page: shortcuts, reactions, threads, steps, scopes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect
from slack_sdk import WebClient

from slackapp.sandbox.server import Sandbox
from tests.browser.chat import composer, go_to, last_message
from tests.unit.sandbox.noting_app import MANIFEST, NotingApp, over_socket

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox whose app has all that a manifest may declare."""
    with Sandbox.start(manifest=MANIFEST) as sandbox:
        yield sandbox


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[NotingApp]:
    with over_socket(sandbox) as app:
        yield app


def message(page: Page, words: str) -> Locator:
    """The message of the conversation that says this."""
    return page.locator("#messages .message", has_text=words)


def more_actions(at: Locator) -> Locator:
    """The button that opens a message's menu."""
    return at.get_by_role("button", name="More actions")


def test_global_shortcut_is_chosen_with_the_keyboard(app: NotingApp, chat: Page) -> None:
    button = chat.get_by_role("button", name="Shortcuts", exact=True)
    button.press("Enter")
    menu = chat.get_by_role("menu", name="Shortcuts")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    chat.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.press("Enter")
    chat.keyboard.press("ArrowDown")
    chat.keyboard.press("ArrowUp")
    chat.keyboard.press("Enter")
    [body] = app.sandbox.wait_for(lambda: app.sent("shortcut"))
    assert body["callback_id"] == "give"


def test_message_shortcut_stands_under_more_actions_in_threads_too(
    app: NotingApp, chat: Page
) -> None:
    sandbox = app.sandbox
    said = sandbox.say(sandbox.user("ben"), sandbox.channel("general"), "Who has a minute?")
    reply = sandbox.say(sandbox.user("mei"), said.channel, "I have two", thread_ts=said.ts)
    more_actions(message(chat, "Who has a minute?")).press("Enter")
    chat.get_by_role("menuitem", name="Thank for this message").click()
    sandbox.wait_for(lambda: app.sent("message_action"))
    message(chat, "Who has a minute?").get_by_role("button", name="1 reply").click()
    answer = chat.locator("#thread .message", has_text="I have two")
    more_actions(answer).press("Enter")
    chat.get_by_role("menuitem", name="Thank for this message").click()
    sandbox.wait_for(lambda: len(app.sent("message_action")) == 2)
    assert [body["message_ts"] for body in app.sent("message_action")] == [said.ts, reply.ts]


def test_an_app_without_shortcuts_offers_none(sandbox: Sandbox, chat: Page) -> None:
    sandbox.install({})
    chat.reload()
    expect(last_message(chat)).to_be_visible()
    expect(chat.get_by_role("button", name="Shortcuts", exact=True)).to_have_count(0)


def test_reaction_is_added_and_taken_back(sandbox: Sandbox, chat: Page) -> None:
    more_actions(last_message(chat)).press("Enter")
    chat.get_by_role("menuitem", name="React with tada").click()
    reaction = last_message(chat).get_by_role("button", name="tada, 1: you")
    expect(reaction).to_have_attribute("aria-pressed", "true")
    general = sandbox.channel("general")
    ts = sandbox.messages(general)[-1].ts
    sandbox.react(sandbox.user("ben"), general, ts, "tada")
    expect(last_message(chat).get_by_role("button", name="tada, 2: you, Ben")).to_be_visible()
    last_message(chat).get_by_role("button", name="tada").click()
    expect(last_message(chat).get_by_role("button", name="tada, 1: Ben")).to_have_attribute(
        "aria-pressed", "false"
    )


def test_thread_is_opened_answered_and_closed_on_a_phone(sandbox: Sandbox, chat: Page) -> None:
    chat.set_viewport_size(PHONE)
    words = last_message(chat).locator(".prose").inner_text()
    more_actions(last_message(chat)).click()
    chat.get_by_role("menuitem", name="Reply in thread").click()
    field = chat.get_by_role("combobox", name="Reply in this thread")
    expect(field).to_be_focused()
    field.fill("On it")
    field.press("Enter")
    thread = chat.locator("#thread")
    expect(thread.locator(".message").last).to_contain_text("On it")
    assert chat.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    field.fill("/kudos help")
    field.press("Enter")
    expect(thread.get_by_role("alert")).to_contain_text("no command works in a thread")
    expect(thread.locator(".message").last).to_contain_text(
        "/kudos is not supported in threads. Sorry!"
    )
    expect(field).to_have_value("/kudos help")
    thread.get_by_role("button", name="Close the thread").click()
    expect(thread).to_be_hidden()
    expect(message(chat, words).get_by_role("button", name="1 reply")).to_be_visible()
    assert sandbox.messages(sandbox.channel("general"))[-2].thread_ts


def test_mention_in_a_thread_reaches_the_app(app: NotingApp, chat: Page) -> None:
    more_actions(last_message(chat)).press("Enter")
    chat.get_by_role("menuitem", name="Reply in thread").click()
    field = chat.get_by_role("combobox", name="Reply in this thread")
    field.press_sequentially("@kudosc")
    field.press("Enter")
    field.press_sequentially("hello")
    field.press("Enter")
    event = app.wait_for_event("app_mention")
    assert event["text"] == "<@U0KUDOSCOPE|kudoscope> hello"
    assert event["thread_ts"]


def test_deleted_messages_are_gone_but_where_others_answered(sandbox: Sandbox, chat: Page) -> None:
    composer(chat).fill("Oops")
    composer(chat).press("Enter")
    more_actions(message(chat, "Oops")).press("Enter")
    chat.get_by_role("menuitem", name="Delete message").click()
    expect(message(chat, "Oops")).to_have_count(0)
    general, ben = sandbox.channel("general"), sandbox.user("ben")
    said = sandbox.say(ben, general, "Answer me")
    sandbox.say(sandbox.user("mei"), general, "Yes?", thread_ts=said.ts)
    sandbox.delete(ben, general, said.ts)
    expect(last_message(chat)).to_contain_text("This message was deleted.")
    # As in Slack, nobody is named there.
    expect(last_message(chat).locator(".author")).to_have_count(0)
    expect(last_message(chat).get_by_role("button", name="1 reply")).to_be_visible()


def test_user_group_is_mentioned_in_slacks_form(sandbox: Sandbox, chat: Page) -> None:
    composer(chat).press_sequentially("Thanks @supp")
    option = chat.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(option.first).to_contain_text("@support")
    expect(option.first).to_contain_text("4 people")
    composer(chat).press("Enter")
    composer(chat).press("Enter")
    expect(last_message(chat).locator(".chip.mine")).to_have_text("@support")
    said = sandbox.messages(sandbox.channel("general"))[-1]
    assert said.text == "Thanks <!subteam^S0SUPPORT|@support>"


def test_workflow_runs_with_what_its_form_holds(app: NotingApp, chat: Page) -> None:
    chat.get_by_role("button", name="Shortcuts", exact=True).click()
    chat.get_by_role("menuitem", name="Thank a colleague in a channel").click()
    form = chat.get_by_role("dialog", name="Give kudos")
    form.get_by_label("Whom").select_option("Ben")
    form.get_by_role("button", name="Start workflow").click()
    event = app.wait_for_event("function_executed")
    assert event["inputs"]["person"] == app.sandbox.user("ben")
    expect(form.get_by_role("status")).to_have_text("Still running …")
    client = WebClient(event["bot_access_token"], base_url=app.sandbox.api_url)
    client.functions_completeError(
        function_execution_id=event["function_execution_id"], error="Ben is away"
    )
    expect(form.get_by_role("status")).to_have_text("It stopped: Ben is away")


def test_scope_is_withheld_on_the_page(sandbox: Sandbox, chat: Page) -> None:
    chat.get_by_text("App permissions").click()
    switch = chat.get_by_role("checkbox", name="See reactions to messages where it is")
    expect(switch).to_be_checked()
    switch.uncheck()
    sandbox.wait_for(lambda: "reactions:read" not in sandbox.world.granted_scopes)
    go_to(chat, "support")
    expect(switch).not_to_be_checked()
    switch.check()
    sandbox.wait_for(lambda: "reactions:read" in sandbox.world.granted_scopes)
