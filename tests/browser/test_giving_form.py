"""The form of kudos in the browser: opened, filled in, sent, and opened again to change it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from slackapp.app import Kudoscope
from tests.browser.chat import composer, go_to, last_message


@pytest.fixture(autouse=True)
def _kudoscope(kudoscope: Kudoscope) -> None:
    """Every test here has the whole app behind its page."""


def open_form(page: Page) -> Locator:
    """Type `/kudos` alone."""
    field = composer(page)
    field.fill("/kudos ")
    field.press("Enter")
    form = page.get_by_role("dialog")
    expect(form.get_by_role("heading", name="Give kudos")).to_be_visible()
    return form


def pick(form: Locator, typed: str, name: str) -> None:
    """Look a competency up and choose it."""
    form.get_by_role("combobox", name="What for?").press_sequentially(typed)
    form.get_by_role("option", name=name).click()
    expect(form.get_by_label("Chosen")).to_contain_text(name)


def test_a_kudos_is_given_in_the_form_and_changed_in_it(chat: Page) -> None:
    go_to(chat, "support")
    form = open_form(chat)
    form.get_by_label("Your words").fill("you heard that caller out")
    form.get_by_label("Who do you want to thank?").select_option(label="Ben")

    pick(form, "empahty", "Empathy")

    # The question that came keeps what was typed before.
    deed = form.get_by_label("Empathy: what did they do?")
    deed.select_option(value="hears_feelings")
    expect(form.get_by_label("Your words")).to_have_value("you heard that caller out")
    form.get_by_role("button", name="Give kudos").click()

    announcement = last_message(chat)
    expect(announcement).to_contain_text("Ana thanked @Ben")
    expect(announcement).to_contain_text("Notices how someone feels")
    answer = chat.locator(".message.ephemeral").last
    answer.get_by_role("button", name="Change it").click()

    form = chat.get_by_role("dialog")
    expect(form.get_by_label("Your words")).to_have_value("you heard that caller out")
    form.get_by_label("Your words").fill("you really heard that caller out")
    form.get_by_role("button", name="Save").click()

    expect(announcement).to_contain_text("you really heard that caller out")
    expect(announcement).to_contain_text("Notices how someone feels")


def test_the_form_offers_what_the_words_sound_like_as_they_are_typed(chat: Page) -> None:
    go_to(chat, "support")
    form = open_form(chat)
    form.get_by_label("Who do you want to thank?").select_option(label="Ben")
    words = form.get_by_label("Your words")
    words.press_sequentially("great job! ")
    pick(form, "initi", "Initiative")
    expect(form).to_contain_text("One sentence more makes it worth keeping")

    words.press("End")
    words.press_sequentially("You listened to that angry caller")

    offers = form.get_by_role("group", name="Your words sound like")
    expect(offers).to_contain_text("“Notices how someone feels and listens before answering”")
    # This comes with the last word alone; a slow machine sends what was typed in several parts.
    expect(offers).to_contain_text("“Sees when a mood makes the job go better or worse for them”")
    expect(form).not_to_contain_text("One sentence more makes it worth keeping")
    expect(words).to_be_focused()
    expect(words).to_have_value("great job! You listened to that angry caller")
    chat.set_viewport_size({"width": 360, "height": 740})
    assert chat.evaluate("document.documentElement.scrollWidth") <= 360
    empathy = offers.get_by_label("Empathy")
    empathy.scroll_into_view_if_needed()
    before = empathy.bounding_box()
    empathy.check()
    expect(form.get_by_label("Empathy: what did they do?")).to_be_attached()
    expect(empathy).to_be_checked()
    assert empathy.bounding_box() == before
    form.get_by_role("button", name="Give kudos").click()

    expect(last_message(chat)).to_contain_text("You listened to that angry caller")
    expect(chat.locator(".message.ephemeral").last).to_contain_text("Initiative and Empathy")


def test_what_is_for_them_alone_is_posted_nowhere_also_on_a_phone(chat: Page) -> None:
    chat.set_viewport_size({"width": 360, "height": 740})
    form = open_form(chat)
    before = chat.locator(".message").count()
    form.get_by_label("Who do you want to thank?").select_option(label="Ben")
    pick(form, "calm", "Self-Control")
    form.get_by_label("Only them").check()
    assert chat.evaluate("document.documentElement.scrollWidth") <= 360
    form.get_by_role("button", name="Give kudos").click()

    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("You and @Ben can read it.")
    expect(chat.locator(".message")).to_have_count(before + 1)
