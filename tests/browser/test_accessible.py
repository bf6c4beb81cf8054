"""Everybody can read and use their Home, a digest and a report, by light and by dark."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from slackapp.app import Kudoscope
from slackapp.clock import utc_now
from slackapp.domain.files.packet_page import render_packet_page
from slackapp.jobs import monthly_digest
from slackapp.sandbox.server import Sandbox
from tests.browser.axe import find_serious
from tests.browser.chat import become, go_to
from tests.browser.conftest import DESKTOP
from unit.packet_values import make_kudos, make_packet, make_tag

#: Who has given or received nothing yet, a rep, and a leader who is an admin; with their views.
PEOPLE = {"Elif": [], "Ben": [], "Grace": ["My team", "Workspace"]}
#: Slack on a phone.
PHONE: ViewportSize = {"width": 360, "height": 780}


def check_by_light_and_dark(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert find_serious(page) == []


def test_nothing_serious_is_found_on_a_home(
    chat: Page, sandbox: Sandbox, kudoscope: Kudoscope
) -> None:
    support = sandbox.channel("support")
    ana, grace, ben = (sandbox.user(name) for name in ("ana", "grace", "ben"))
    assert sandbox.command(grace, support, f"leaders <@{grace}>").ok
    assert sandbox.command(ana, support, f"<@{ben}> empathy you stayed calm on the phone").ok
    for name, views in PEOPLE.items():
        become(chat, name)
        go_to(chat, "Kudoscope")
        chat.get_by_role("link", name="Home", exact=True).click()
        home = chat.get_by_role("region", name="Home")
        expect(home.get_by_role("button", name="Give kudos")).to_be_visible()
        check_by_light_and_dark(chat)
        for view in views:
            home.get_by_role("button", name=view).click()
            expect(home.get_by_role("button", name=f"● {view}")).to_be_visible()
            check_by_light_and_dark(chat)


def test_nothing_at_all_is_found_on_the_page_of_a_packet(browser: Browser) -> None:
    kudos = [make_kudos(number, giver=who) for number, who in enumerate(("Ana", "Cem", "Eve"), 1)]
    html = render_packet_page(make_packet(*kudos, make_kudos(40, make_tag("influence"))))
    # The page lets nothing run, axe-core neither.
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert asked == []
    context.close()


def test_nothing_serious_is_found_on_a_digest_and_a_report(
    chat: Page, sandbox: Sandbox, kudoscope: Kudoscope
) -> None:
    support = sandbox.channel("support")
    ana, grace, ben = (sandbox.user(name) for name in ("ana", "grace", "ben"))
    month = f"{utc_now():%Y-%m}"
    named = "empathy, leadership, trust, optimism, influence"
    assert sandbox.command(grace, support, f"leaders <@{grace}>").ok
    assert sandbox.command(ana, support, f"<@{ben}> {named}: you stayed calm").ok
    assert sandbox.command(grace, support, f"digest now {month}").ok
    assert sandbox.command(grace, support, f"report {month}").ok
    monthly_digest.run(kudoscope.tools)
    become(chat, "Grace")
    for room, said in (("support", "“you stayed calm” Ana to Ben"), ("Kudoscope", "Your team's")):
        chat.set_viewport_size(DESKTOP)
        go_to(chat, room)
        expect(chat.locator(".message", has_text=said).last).to_be_visible()
        for size in (DESKTOP, PHONE):
            chat.set_viewport_size(size)
            check_by_light_and_dark(chat)
