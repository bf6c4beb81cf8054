"""The guided first visit, followed by keyboard as somebody would who comes for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from slackapp.cli.demo_history import let_time_pass
from slackapp.cli.demo_tour import begin_tour
from tests.browser.axe import find_serious
from tests.browser.chat import composer, last_message
from tests.browser.conftest import DESKTOP
from tests.demo import Demo, open_demo

#: A Wednesday morning: on Friday there is a question, and on the Thursday after that a digest.
BEGUN = datetime(2026, 9, 23, 9, 20, tzinfo=UTC)
PHONE: ViewportSize = {"width": 360, "height": 780}
#: At each step the page is looked at in both widths, and in the next step the other way round.
LOOKS = cycle([(DESKTOP, "light"), (PHONE, "dark"), (PHONE, "light"), (DESKTOP, "dark")])
#: Keeps what the page says to whoever listens, for it does not stay.
LISTEN = """
window.heard = [];
const hear = (line) => window.heard.push(line.textContent);
new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach(hear))).observe(
  document.getElementById("announcer"), { childList: true }
);
"""
#: What makes the page wider than its window.
WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((node) => node.getBoundingClientRect().right > innerWidth && node.checkVisibility())
    .map((node) => node.outerHTML.slice(0, 200));
}"""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The demo, as its command shows it to a visitor."""
    with open_demo(tmp_path, until=BEGUN) as demo:
        begin_tour(demo.sandbox)
        demo.sandbox.world.let_time_pass = partial(
            let_time_pass, demo.app, demo.sandbox, demo.clock
        )
        yield demo


def check_looks(page: Page, *, looks: int = 2) -> None:
    """Everybody can read it and find their way, wide and narrow, by light and by dark."""
    for size, scheme in islice(LOOKS, looks):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert find_serious(page) == []
        assert page.evaluate(WIDE) == []
        # Behind an open form there is neither for anybody.
        if not page.locator("dialog[open]").count():
            expect(page.get_by_role("main")).to_have_count(1)
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.set_viewport_size(DESKTOP)


def hears(page: Page, *words: str) -> None:
    """Somebody who listens hears all of this."""
    page.wait_for_function(
        "(words) => words.every((one) => window.heard.join(' ').includes(one))", arg=words
    )


def test_a_visitor_is_led_through_six_steps_and_told_what_came_of_each(
    demo: Demo, page: Page
) -> None:
    page.goto(demo.sandbox.url)
    page.evaluate(LISTEN)
    tour = page.get_by_role("region", name="Guided visit")

    def stands_at(title: str) -> None:
        expect(tour.get_by_role("heading")).to_have_text(title)
        check_looks(page)

    def press(name: str) -> Locator:
        tour.get_by_role("button", name=name).press("Enter")
        return page.locator(":focus")

    # Who one is, where, and that it is morning.
    expect(page.get_by_label("You are").locator("option:checked")).to_contain_text("Ben")
    expect(page.get_by_role("heading", level=2, name="# support")).to_be_visible()
    expect(page.locator("#clock summary")).to_contain_text("10:2")
    expect(tour).to_contain_text("You are Ben, who answers customers in #support")
    stands_at("Thank a colleague")

    press("Write /kudos for me")
    expect(composer(page)).to_be_focused()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    expect(form.get_by_label("Who do you want to thank?")).to_be_focused()
    page.keyboard.type("Ravi")
    form.get_by_role("combobox", name="What for?").press_sequentially("initi")
    expect(form.get_by_role("option", name="Initiative")).to_be_visible()
    page.keyboard.press("Enter")
    expect(form.locator(".announcer")).to_contain_text("Initiative chosen.")
    form.get_by_label("Your words").fill("you would not let that bug go")
    check_looks(page, looks=1)
    form.get_by_role("button", name="Give kudos").press("Enter")
    hears(page, "Only visible to you. Kudoscope: Your kudos to @Ravi", "Done. You have given a")
    stands_at("Take it back")

    expect(press("Show me the button")).to_have_text("Take it back")
    page.keyboard.press("Enter")
    # The private answer has changed in its place.
    hears(page, "Kudoscope: Taken back", "Done. It is gone", "Next: Add yours to somebody's.")
    stands_at("Add yours to somebody's")

    expect(press("Show me the button")).to_have_text("Add yours")
    page.keyboard.press("Enter")
    hears(page, "You joined in.", "Next: Answer a weekly question.")
    stands_at("Answer a weekly question")

    # On a phone the card is folded, and the list with the clock is all that there is.
    page.set_viewport_size(PHONE)
    expect(press("Show me the clock")).to_have_text("Friday, 15:00")
    expect(tour.get_by_role("button", name="Unfold the guided visit")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("let time pass")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Support")
    assert find_serious(page) == []
    page.keyboard.press("Enter")
    hears(page, "Time passes until then: Friday, 15:00.", "It is Friday, and Kudoscope has asked")
    expect(press("Show me the question")).to_have_text("Answer")
    page.keyboard.press("Enter")
    expect(form.get_by_label("1 · Never")).to_be_focused()
    check_looks(page, looks=1)
    form.get_by_label("4 · Often").check()
    form.get_by_role("button", name="Save").press("Enter")
    hears(page, "You said: Often (4 of 5).", "Done. Your answer is yours")
    stands_at("Read the team's digest")

    # A reload is no new visit, and a visit may be left for a while.
    page.reload()
    expect(tour.get_by_role("heading")).to_have_text("Read the team's digest")
    press("Leave the guided visit")
    expect(page.get_by_role("button", name="Guided visit · 4 of 6")).to_be_focused()
    expect(tour).to_be_hidden()
    page.keyboard.press("Enter")
    expect(press("Show me the clock")).to_have_text("First working day of a month, 09:00")
    page.keyboard.press("Enter")
    expect(tour).to_contain_text("The digest is there.")
    digest = press("Go to #support")
    expect(digest).to_contain_text("September 2026: what we thanked each other for")
    stands_at("Look as the leader")

    press("Be Grace")
    expect(page.get_by_label("You are").locator("option:checked")).to_contain_text("Grace")
    expect(last_message(page)).to_contain_text("Your team's September 2026")
    stands_at("Where to go next")
    press("Thank Ana in one line")
    expect(composer(page)).to_have_value("/kudos @Ana empathy ")
    expect(composer(page)).to_be_focused()
