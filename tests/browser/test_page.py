"""The sandbox's page in a real browser: who one is, what one sees, and that everybody can."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect
from slack_sdk import WebClient

from slackapp.sandbox.server import Sandbox
from tests.browser.chat import become, choose_person, composer, go_to, last_message

PHONE: ViewportSize = {"width": 390, "height": 844}


# Who one is, and what one sees


def test_newcomer_lands_in_a_channel_with_people_in_it(chat: Page) -> None:
    expect(chat).to_have_title("general · Kudoscope sandbox")
    expect(chat.get_by_role("heading", level=1)).to_have_text("Harbour Support")
    expect(chat.get_by_label("You are").locator("option")).to_have_count(9)
    expect(chat.get_by_text("Kudoscope is here")).to_be_visible()
    # The seeded messages are some hours old, so after midnight they are of yesterday.
    expect(chat.locator(".day").first).to_have_text(re.compile("Today|Yesterday"))


def test_private_channels_show_for_their_members_alone(chat: Page) -> None:
    channels = chat.get_by_role("list", name="Channels")
    expect(channels.get_by_role("link", name="general")).to_be_visible()
    expect(channels.get_by_role("link", name="private leads")).to_have_count(0)
    become(chat, "Grace")
    expect(channels.get_by_role("link", name="private leads")).to_be_visible()


def test_switching_person_away_from_a_private_channel_leads_somewhere_readable(
    chat: Page,
) -> None:
    become(chat, "Grace")
    go_to(chat, "private leads")
    become(chat, "Ana")
    expect(chat.get_by_role("heading", level=2, name="# general")).to_be_visible()


def test_reload_stays_with_person_and_conversation(chat: Page) -> None:
    become(chat, "Mei")
    go_to(chat, "# support")
    chat.reload()
    expect(chat.get_by_role("heading", level=2, name="# support")).to_be_visible()
    expect(chat.get_by_label("You are").locator("option:checked")).to_have_text(re.compile("^Mei "))


def test_channels_of_others_can_be_read_and_not_written_in(sandbox: Sandbox, chat: Page) -> None:
    channel = sandbox.add_channel("lunch", members=["ben", "mei"])
    sandbox.say(sandbox.user("ben"), channel, "Soup or salad?")
    chat.reload()
    expect(chat.get_by_role("link", name="lunch (you are not a member)")).to_be_visible()
    go_to(chat, "lunch")
    expect(last_message(chat)).to_contain_text("Soup or salad?")
    expect(composer(chat)).to_be_hidden()
    expect(chat.get_by_text("Only members write in #lunch.")).to_be_visible()


def test_times_are_read_in_the_zone_of_the_acting_person(chat: Page) -> None:
    times = chat.locator(".message time").all_inner_texts()
    become(chat, "Ravi")
    expect(chat.locator(".message time").first).not_to_have_text(times[0])


def test_a_press_that_a_new_message_falls_into_still_opens_the_conversation(
    sandbox: Sandbox, chat: Page
) -> None:
    support = chat.get_by_role("navigation").get_by_role("link", name="support")
    support.hover()
    chat.mouse.down()
    sandbox.say(sandbox.user("ben"), sandbox.channel("support"), "Just now")
    expect(support).to_have_attribute("data-unread", "4")
    chat.mouse.up()
    expect(chat.get_by_role("heading", level=2, name="support").first).to_be_visible()


def test_a_press_on_a_tab_that_a_new_message_falls_into_still_opens_it(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    slack.chat_postMessage(channel=sandbox.user("ana"), text="Hello")
    go_to(chat, "Kudoscope")
    chat.get_by_role("link", name="Home", exact=True).hover()
    chat.mouse.down()
    sandbox.say(sandbox.user("ben"), sandbox.channel("support"), "Just now")
    support = chat.get_by_role("navigation").get_by_role("link", name="support")
    expect(support).to_have_attribute("data-unread", "4")
    chat.mouse.up()
    expect(chat.get_by_role("region", name="Home")).to_be_visible()


def find_app_greeting_ana_and_ben(sandbox: Sandbox, slack: WebClient, page: Page) -> Locator:
    """The link to the app's conversation, in which each of the two finds words of their own."""
    for name in ("ana", "ben"):
        slack.chat_postMessage(channel=sandbox.user(name), text=f"Hello {name}")
    return page.get_by_role("navigation").get_by_role("link", name="Kudoscope")


def test_a_press_that_meets_the_last_persons_list_opens_the_same_conversation_of_the_next(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    app = find_app_greeting_ana_and_ben(sandbox, slack, chat)
    expect(app).to_contain_text("1 unread")
    waiting: list[Route] = []
    pressed = False

    def hold(route: Route) -> None:
        if pressed:
            route.continue_()
        else:
            waiting.append(route)

    chat.route(re.compile("/conversations[?]as="), hold)
    choose_person(chat, "Ben")
    app.click()
    pressed = True
    for route in waiting:
        route.continue_()
    expect(last_message(chat)).to_contain_text("Hello ben")
    assert waiting


def test_a_press_that_a_change_of_person_falls_into_still_opens_the_conversation(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    app = find_app_greeting_ana_and_ben(sandbox, slack, chat)
    app.hover()
    chat.mouse.down()
    choose_person(chat, "Ben")
    expect(app).to_have_attribute("href", re.compile(f"as={sandbox.user('ben')}"))
    chat.mouse.up()
    expect(last_message(chat)).to_contain_text("Hello ben")


# Holds each list of conversations until `letGo` is called; what is let go is read at once, as it is
# when an answer comes between a press and the browser's word of the new address.
HOLD_CONVERSATIONS = """
  const real = window.fetch, held = [];
  window.isHeld = () => held.length > 0;
  window.letGo = () => { window.fetch = real; for (const go of held) go(); };
  window.fetch = async (path, options) => {
    const answer = await real(path, options);
    if (!String(path).includes("/conversations?as=")) return answer;
    const body = await answer.json();
    await new Promise((go) => held.push(go));
    return { ok: true, json: async () => body };
  };
"""


def test_a_press_is_not_undone_by_what_was_asked_before_it(sandbox: Sandbox, chat: Page) -> None:
    support = chat.get_by_role("navigation").get_by_role("link", name="support")
    chat.evaluate(f"() => {{{HOLD_CONVERSATIONS}}}")
    sandbox.say(sandbox.user("ben"), sandbox.channel("wins"), "Just now")
    chat.wait_for_function("isHeld()")
    support.evaluate("(link) => { link.click(); letGo(); }")
    expect(chat.get_by_role("heading", level=2, name="support").first).to_be_visible()


def test_a_link_stays_in_its_place_when_what_only_the_last_person_saw_goes(
    sandbox: Sandbox, chat: Page
) -> None:
    sandbox.add_channel("hiring", members=["grace"], kind="private")
    sandbox.add_channel("lunch", members=["ana", "grace"])
    become(chat, "Grace")
    channels = chat.get_by_role("list", name="Channels")
    hiring = channels.get_by_role("link", name="private hiring")
    expect(hiring).to_be_visible()
    channels.get_by_role("link", name="lunch").evaluate(
        "(link) => new MutationObserver((all) => {"
        " window.moved = all.some((one) => [...one.addedNodes].some((n) => n.contains(link))); })"
        ".observe(link.closest('ul'), { childList: true })"
    )
    become(chat, "Ana")
    expect(hiring).to_have_count(0)
    assert chat.evaluate("window.moved") is False


def test_what_is_new_is_bold_and_what_calls_for_one_is_counted_until_it_is_read(
    sandbox: Sandbox, chat: Page
) -> None:
    wins = chat.get_by_role("list", name="Channels").get_by_role("link", name="wins")
    label = wins.locator(".label")
    expect(wins).to_have_accessible_name("# wins unread")
    expect(label).to_have_css("font-weight", "700")
    ana = sandbox.user("ana")
    sandbox.say(sandbox.user("ben"), sandbox.channel("wins"), f"<@{ana}> another one!")
    expect(wins).to_have_accessible_name("# wins 1 mention")
    wins.click()
    expect(last_message(chat)).to_contain_text("another one!")
    expect(wins).to_have_accessible_name("# wins")
    expect(label).to_have_css("font-weight", "400")


def test_new_message_is_announced_politely_to_screen_readers(sandbox: Sandbox, chat: Page) -> None:
    sandbox.say(sandbox.user("ben"), sandbox.channel("general"), "The kettle is *on*")
    announcer = chat.locator("#announcer")
    expect(announcer).to_have_text("Ben: The kettle is on")


def test_app_is_added_by_a_button_where_it_is_not(sandbox: Sandbox, chat: Page) -> None:
    go_to(chat, "wins")
    chat.get_by_role("button", name="Add Kudoscope").click()
    expect(chat.get_by_text("Kudoscope is here")).to_be_visible()
    expect(chat.get_by_role("button", name="Add Kudoscope")).to_have_count(0)


def test_a_direct_conversation_opens_with_whoever_is_clicked(chat: Page) -> None:
    directs = chat.get_by_role("list", name="Direct messages")
    expect(directs.locator("li").first).to_contain_text("Kudoscope")
    directs.get_by_role("button", name="Zoë").click()
    expect(chat.get_by_role("heading", level=2, name="Zoë")).to_be_visible()
    expect(chat.get_by_text("Nothing said yet between you and Zoë")).to_be_visible()


# For everybody, everywhere


def test_every_control_has_a_name(sandbox: Sandbox, slack: WebClient, chat: Page) -> None:
    go_to(chat, "wins")
    controls = chat.locator("button:visible, a:visible, select:visible, textarea:visible")
    for control in controls.all():
        if not control.count():  # the page has been drawn anew since, with fewer of them
            continue
        assert re.search(r"\w", control.aria_snapshot()), control.evaluate("e => e.outerHTML")


def test_the_page_is_made_of_landmarks(chat: Page) -> None:
    for role in ("navigation", "main", "complementary"):
        expect(chat.get_by_role(role)).to_have_count(1)
    chat.keyboard.press("Tab")
    expect(chat.get_by_text("Skip to writing a message")).to_be_focused()
    chat.keyboard.press("Enter")
    expect(composer(chat)).to_be_focused()


def test_keyboard_goes_along_when_the_right_column_opens_and_closes(chat: Page) -> None:
    members = chat.get_by_role("button", name="9 members: who is here")
    chat.get_by_role("button", name="Close").press("Escape")
    expect(chat.get_by_role("complementary")).to_be_hidden()
    expect(members).to_be_focused()
    expect(members).to_have_attribute("aria-expanded", "false")
    members.press("Enter")
    expect(chat.get_by_role("button", name="Close")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(chat: Page, scheme: Any) -> None:
    chat.emulate_media(color_scheme=scheme)
    faint = chat.evaluate(FAINT_WORDS)
    assert faint == []


# Every visible element with words of its own, whose contrast is below WCAG's AA of 4.5.
FAINT_WORDS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const ownWords = (node) => [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  return [...document.querySelectorAll("body *")]
    .filter((node) => ownWords(node) && node.checkVisibility() && !node.matches("option, .mirror"))
    .map((node) => {
      const [a, b] = [light(rgba(getComputedStyle(node).color)), light(behind(node))];
      return [node.textContent, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
    })
    .filter(([, contrast]) => contrast < 4.5);
}"""


def test_a_phone_shows_one_column_without_scrolling_sideways(sandbox: Sandbox, chat: Page) -> None:
    chat.set_viewport_size(PHONE)
    word = "Donau" + "dampfschiff" * 20
    sandbox.say(sandbox.user("ben"), sandbox.channel("general"), f"{word} `{word}`")
    expect(last_message(chat)).to_contain_text(word)
    columns = "[document.documentElement, document.querySelector('.messages')]"
    fits = f"{columns}.every((node) => node.scrollWidth <= {PHONE['width']})"
    assert chat.evaluate(fits)
    expect(chat.get_by_role("navigation")).to_be_hidden()
    chat.get_by_role("button", name="All conversations").click()
    expect(composer(chat)).to_be_hidden()
    assert chat.evaluate(fits)
    go_to(chat, "wins")
    expect(composer(chat)).to_be_visible()
