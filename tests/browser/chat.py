"""How a test looks at the sandbox's page, and moves about in it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def composer(page: Page) -> Locator:
    """The field to write in."""
    return page.get_by_role("combobox", name="Message")


def last_message(page: Page) -> Locator:
    """The newest message of the open conversation."""
    return page.locator(".message").last


def go_to(page: Page, name: str) -> None:
    """Open a conversation of the left column; `name` as a screen reader reads it."""
    page.get_by_role("navigation").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=2, name=name).first).to_be_visible()


def become(page: Page, name: str) -> None:
    """Act as the person of this first name from now on, once the page is drawn for them."""
    choose_person(page, name)
    # What is pressed before that is gone with what is redrawn.
    expect(page.locator("#messages[aria-busy]")).to_have_count(0)


def choose_person(page: Page, name: str) -> None:
    """Choose who to be, and do not wait."""
    switcher = page.get_by_label("You are")
    option = switcher.locator("option", has_text=re.compile(f"^{name} "))
    switcher.select_option(option.get_attribute("value"))
