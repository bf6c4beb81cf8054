"""The sandbox's clock on the page: what it shows, and letting time pass."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from slackapp.clock import MovingClock
from slackapp.sandbox.server import Sandbox
from tests.browser.chat import become

WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> MovingClock:
    """A Wednesday noon, wherever the browser's own clock stands."""
    return MovingClock(WEDNESDAY)


@pytest.fixture
def sandbox(clock: MovingClock) -> Iterator[Sandbox]:
    """A sandbox at that time, in which time may pass."""
    with Sandbox.start(clock=clock.timestamp) as sandbox:
        sandbox.world.let_time_pass = clock.move_to
        yield sandbox


def find_clock(chat: Page) -> Locator:
    return chat.get_by_role("navigation", name="Conversations").get_by_role("group")


def summary(chat: Page) -> Locator:
    return chat.locator("#clock summary")


def shows(weekday: str, day: str, hour: str, rest: str) -> re.Pattern[str]:
    """What the clock says; browsers differ in their commas."""
    return re.compile(f"^{weekday}.* {day}.* {hour} · {rest}$")


def test_a_sandbox_whose_time_is_the_worlds_shows_no_clock(sandbox: Sandbox, chat: Page) -> None:
    expect(find_clock(chat)).to_be_visible()
    sandbox.world.let_time_pass = None
    chat.reload()
    expect(chat.locator(".message").last).to_be_visible()
    expect(find_clock(chat)).to_be_hidden()


def test_the_clock_is_that_of_the_acting_person(chat: Page) -> None:
    expect(summary(chat)).to_have_text(shows("Wed", "25 Nov", "12:00", "let time pass"))
    become(chat, "Ravi")
    expect(summary(chat)).to_have_text(shows("Wed", "25 Nov", "17:30", "let time pass"))


def test_time_passes_at_the_press_of_a_button_and_is_told(
    sandbox: Sandbox, clock: MovingClock, chat: Page
) -> None:
    may_go_on = threading.Event()

    def let_time_pass(until: datetime) -> None:
        may_go_on.wait(10)
        clock.move_to(until)

    sandbox.world.let_time_pass = let_time_pass
    expect(chat.locator(".day").last).to_have_text("Today")
    expect(chat.get_by_role("button", name="Friday, 15:00")).to_be_hidden()
    summary(chat).focus()
    chat.keyboard.press("Enter")
    chat.get_by_role("button", name="Friday, 15:00").press("Enter")

    expect(summary(chat)).to_have_text(shows("Wed", "25 Nov", "12:00", "time passes …"))
    expect(find_clock(chat)).to_have_attribute("aria-busy", "true")
    expect(chat.locator("#announcer")).to_have_text("Time passes until then: Friday, 15:00.")
    may_go_on.set()
    expect(summary(chat)).to_have_text(shows("Fri", "27 Nov", "15:00", "let time pass"))
    expect(find_clock(chat)).to_have_attribute("aria-busy", "false")
    expect(chat.locator("#announcer")).to_have_text(re.compile(r"It is Fri.* 27 Nov.* 15:00\.$"))
    expect(chat.get_by_role("button", name="Friday, 15:00")).to_be_focused()

    # What was written earlier is of another day now.
    expect(chat.locator(".day").last).to_have_text(re.compile("25 November 2026"))
    sandbox.say(sandbox.user("ben"), sandbox.channel("general"), "Friday at last")
    expect(chat.locator(".day").last).to_have_text("Today")


def test_a_jump_that_is_refused_says_so(chat: Page) -> None:
    refusal = {"ok": False, "error": "time_cannot_be_moved_now"}
    chat.route("**/sandbox/api/clock", lambda route: route.fulfill(json=refusal))
    summary(chat).click()
    chat.get_by_role("button", name="Monday, 09:00").click()
    expect(chat.get_by_role("alert").last).to_contain_text("time_cannot_be_moved_now")
    expect(summary(chat)).to_have_text(shows("Wed", "25 Nov", "12:00", "let time pass"))


def test_a_home_is_looked_at_anew_when_time_has_passed(sandbox: Sandbox, chat: Page) -> None:
    home = sandbox.im(sandbox.user("ana"))
    with chat.expect_request("**/sandbox/api/views/home"):
        chat.goto(f"{sandbox.url}/#as={sandbox.user('ana')}&in={home}&tab=home")
    summary(chat).click()
    with chat.expect_request("**/sandbox/api/views/home"):
        chat.get_by_role("button", name="Next morning, 09:00").click()
    expect(summary(chat)).to_have_text(shows("Thu", "26 Nov", "09:00", "let time pass"))
