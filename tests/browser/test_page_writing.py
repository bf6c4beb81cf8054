"""Writing on the sandbox's page: what is typed, what is offered, and what is sent."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from slackapp.sandbox.server import Sandbox
from tests.browser.chat import composer, go_to, last_message


def texts_in(sandbox: Sandbox, channel: str) -> list[str]:
    return [message.text for message in sandbox.messages(sandbox.channel(channel))]


def test_markup_that_people_type_shows_as_text(sandbox: Sandbox, chat: Page) -> None:
    attack = '<img src=x onerror="document.title = 1"> & <b>bold</b> &amp;'
    composer(chat).fill(attack)
    composer(chat).press("Enter")
    expect(last_message(chat).locator(".prose")).to_have_text(attack)
    expect(chat.locator(".messages img, .messages b")).to_have_count(0)
    escaped = (
        '&lt;img src=x onerror="document.title = 1"&gt; &amp; &lt;b&gt;bold&lt;/b&gt; &amp;amp;'
    )
    assert texts_in(sandbox, "general")[-1] == escaped


def test_mention_chosen_by_keyboard_is_sent_in_slacks_form(sandbox: Sandbox, chat: Page) -> None:
    field = composer(chat)
    field.press_sequentially("Thanks @b")
    options = chat.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text("Ben")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    field.press("Enter")
    expect(field).to_have_value("Thanks @Ben ")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("<3 #supp")
    field.press("Tab")
    field.press("Enter")
    expect(last_message(chat).locator(".chip")).to_have_text(["@Ben", "#support"])
    assert texts_in(sandbox, "general")[-1] == (
        f"Thanks <@{sandbox.user('ben')}|ben> &lt;3 <#{sandbox.channel('support')}|support>"
    )


def test_arrows_move_through_the_suggestions_and_escape_closes_them(chat: Page) -> None:
    field = composer(chat)
    field.press_sequentially("@")
    options = chat.get_by_role("listbox").get_by_role("option")
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(chat.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("@")


def test_a_name_typed_by_hand_is_not_made_a_mention(sandbox: Sandbox, chat: Page) -> None:
    composer(chat).fill("hello @Ben")
    composer(chat).press("Escape")
    composer(chat).press("Enter")
    expect(last_message(chat)).to_contain_text("hello @Ben")
    assert texts_in(sandbox, "general")[-1] == "hello @Ben"


def test_shift_and_enter_break_the_line(sandbox: Sandbox, chat: Page) -> None:
    field = composer(chat)
    field.press_sequentially("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    field.press("Enter")
    expect(field).to_have_value("")
    assert texts_in(sandbox, "general")[-1] == "one\ntwo"


def test_slash_offers_the_commands_with_their_usage(chat: Page) -> None:
    composer(chat).press_sequentially("/")
    option = chat.get_by_role("listbox").get_by_role("option")
    expect(option).to_contain_text("/kudos")
    expect(option).to_contain_text("@name empathy what they did")
    option.click()
    expect(composer(chat)).to_have_value("/kudos ")
    expect(composer(chat)).to_be_focused()


def test_a_command_that_fails_is_told_plainly_and_keeps_its_words(chat: Page) -> None:
    composer(chat).fill("/kudos help")
    composer(chat).press("Enter")
    expect(chat.get_by_role("alert")).to_contain_text("Kudoscope is not connected to the sandbox")
    expect(last_message(chat)).to_contain_text("/kudos failed with the error")
    expect(composer(chat)).to_have_value("/kudos help")


def test_first_steps_fill_the_composer_until_they_are_dismissed(chat: Page) -> None:
    steps = chat.get_by_role("region", name="First steps")
    steps.get_by_role("button", name="/kudos @Ben empathy").click()
    expect(composer(chat)).to_have_value("/kudos @Ben empathy")
    expect(composer(chat)).to_be_focused()
    steps.get_by_role("button", name="Dismiss first steps").click()
    expect(steps).to_have_count(0)
    chat.reload()
    expect(last_message(chat)).to_be_visible()
    expect(steps).to_have_count(0)


def test_a_draft_waits_where_it_was_begun(chat: Page) -> None:
    composer(chat).fill("half a thought")
    go_to(chat, "wins")
    expect(composer(chat)).to_have_value("")
    go_to(chat, "general")
    expect(composer(chat)).to_have_value("half a thought")
