"""The newcomer's two minutes: a kudos given in the browser, with the whole app behind the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from slackapp.app import Kudoscope
from slackapp.cli.manifest import build_manifest
from slackapp.jobs import me_too_notes
from slackapp.sandbox.server import Sandbox
from tests.browser.chat import become, composer, go_to, last_message


@pytest.fixture(autouse=True)
def _kudoscope(kudoscope: Kudoscope) -> None:
    """Every test here has the whole app behind its page."""


def give(page: Page, who: str, words: str) -> None:
    """Type `/kudos @who words` as a person does, with the list that opens at "@"."""
    field = composer(page)
    field.fill(f"/kudos @{who}")
    field.press("Enter")
    field.press("End")
    field.type(f" {words}")
    field.press("Enter")


def test_a_kudos_is_given_announced_and_made_more_exact(chat: Page) -> None:
    go_to(chat, "support")
    give(chat, "ben", "empaty you heard that caller out")

    announcement = last_message(chat)
    expect(announcement).to_contain_text("Ana thanked @Ben")
    expect(announcement).to_contain_text("you heard that caller out")
    expect(announcement).to_contain_text("Empathy · Social Awareness")
    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("“empaty” understood as Empathy.")

    answer.get_by_role("button", name="What did they do?").click()
    form = chat.get_by_role("dialog")
    form.get_by_text("Notices how someone feels").first.click()
    form.get_by_role("button", name="Save").click()

    expect(answer).to_contain_text("Empathy: “Notices how someone feels")
    expect(answer).to_contain_text("is posted in #support")
    expect(announcement).to_contain_text("Notices how someone feels")
    expect(announcement).to_contain_text("everyday service")


def test_on_a_phone_the_answer_fits_the_screen_for_three_competencies(chat: Page) -> None:
    go_to(chat, "support")
    chat.set_viewport_size({"width": 360, "height": 740})
    give(chat, "ben", "teamwork, initiative, empathy what a night")

    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("goes to #support, for everyone there to read.")
    expect(answer.get_by_role("button")).to_have_count(5)
    expect(answer.get_by_role("button", name="Take it back")).to_be_in_viewport()
    box = answer.bounding_box()
    assert box is not None
    assert box["height"] < 400
    assert chat.evaluate("document.documentElement.scrollWidth") <= 360


def test_others_see_the_announcement_and_not_the_answer(chat: Page) -> None:
    go_to(chat, "support")
    give(chat, "ben", "teamwork the night shift ran well")
    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")

    become(chat, "Mei")

    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")
    expect(chat.locator(".message.ephemeral")).to_have_count(0)


def test_a_forgotten_competency_is_one_tap_away(chat: Page) -> None:
    go_to(chat, "support")
    give(chat, "ben", "you were so empathic with that caller")
    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("What was it for?")

    expect(answer).to_contain_text("Empathy: “")

    answer.get_by_role("button", name="Empathy").click()

    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")
    expect(last_message(chat)).to_contain_text("you were so empathic with that caller")
    expect(chat.locator(".message.ephemeral")).to_contain_text("goes to")


def test_where_the_app_is_not_the_giver_decides(chat: Page) -> None:
    go_to(chat, "wins")
    give(chat, "ben", "initiative you called the carrier yourself")
    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("nobody has seen it yet")

    answer.get_by_role("button", name="Post in the default channel").click()

    expect(answer).to_contain_text("goes to")
    go_to(chat, "general")
    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")


def test_a_colleague_joins_in_and_whoever_was_thanked_hears_of_it(
    chat: Page, kudoscope: Kudoscope
) -> None:
    go_to(chat, "support")
    give(chat, "ben", "empathy you heard that caller out")
    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")

    become(chat, "Mei")
    announcement = chat.locator(".message:not(.ephemeral)").last
    announcement.get_by_role("button", name="Add yours").click()

    expect(announcement).to_contain_text("Mei says thank you, too")
    answer = chat.locator(".message.ephemeral").last
    expect(answer).to_contain_text("You joined in. Press again to take it back.")

    me_too_notes.run(kudoscope.tools)
    become(chat, "Ben")
    go_to(chat, "Kudoscope")
    note = last_message(chat)
    expect(note).to_contain_text("Mei joined in on Ana's thanks to you for Empathy in #support.")
    note.get_by_role("button", name="Mute these notes").click()
    expect(last_message(chat)).to_contain_text("Muted:")


def test_a_user_group_is_thanked_once_its_number_was_seen(chat: Page) -> None:
    go_to(chat, "support")
    give(chat, "support", "teamwork the night shift ran well")
    asked = chat.locator(".message.ephemeral").last
    expect(asked).to_contain_text("Thank all 3 people of @support?")

    asked.get_by_role("button", name="Post it").click()

    announcement = last_message(chat)
    expect(announcement).to_contain_text("Ana thanked @support (3 people)")
    become(chat, "Ben")
    go_to(chat, "Kudoscope")
    expect(last_message(chat)).to_contain_text("Ana thanked you and everybody in @support")


def test_a_workflow_gives_kudos_in_the_name_of_whoever_starts_it(
    chat: Page, sandbox: Sandbox
) -> None:
    sandbox.install(build_manifest(http_url=None))
    chat.reload()
    chat.get_by_role("button", name="Shortcuts", exact=True).click()
    chat.get_by_role("menuitem", name="Thanks people for a strength").click()
    form = chat.get_by_role("dialog", name="Give kudos")
    expect(form.get_by_label("Giver")).to_have_count(0)
    form.get_by_label("Who is thanked").select_option(["Ben", "Mei"])
    form.get_by_label("What for").fill("empathy")
    form.get_by_label("Message").fill("you heard every caller out")
    form.get_by_label("Channel").select_option("#support")

    form.get_by_role("button", name="Start workflow").click()

    expect(form.get_by_role("status")).to_have_text("Done. competency: Empathy")
    form.get_by_role("button", name="Close", exact=True).last.click()
    go_to(chat, "support")
    expect(chat.locator("#messages")).to_contain_text("Ana thanked @Ben and @Mei")


def test_a_reaction_is_switched_on_added_and_made_a_kudos_with_one_tap(chat: Page) -> None:
    become(chat, "Grace")
    go_to(chat, "Kudoscope")
    chat.get_by_role("link", name="Home").click()
    chat.get_by_role("button", name="Workspace", exact=True).click()
    chat.get_by_role("button", name="Change: Thanking with a reaction").click()
    form = chat.get_by_role("dialog", name="Giving kudos")
    form.get_by_label("A reaction to a message can thank whoever wrote it").check()
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    become(chat, "Ben")
    go_to(chat, "support")
    composer(chat).fill("I stayed on the line until it worked")
    composer(chat).press("Enter")
    expect(last_message(chat)).to_contain_text("until it worked")

    become(chat, "Ana")
    last_message(chat).get_by_role("button", name="More actions").press("Enter")
    chat.get_by_role("menuitem", name="React with kudos").click()
    go_to(chat, "Kudoscope")
    expect(last_message(chat)).to_contain_text("to a message by @Ben in #support.")
    last_message(chat).get_by_role("button", name="Empathy").click()
    expect(last_message(chat)).to_contain_text("Your kudos to @Ben for Empathy")

    go_to(chat, "support")
    expect(last_message(chat)).to_contain_text("Ana thanked @Ben")


def test_somebody_is_thanked_for_a_message_and_it_is_quoted(sandbox: Sandbox, chat: Page) -> None:
    sandbox.install(build_manifest(http_url=None))
    chat.reload()
    go_to(chat, "support")
    said = chat.locator("#messages .message", has_text="I had been dreading that call")
    said.get_by_role("button", name="More actions").press("Enter")
    chat.get_by_role("menuitem", name="Thank for this message").click()
    form = chat.get_by_role("dialog", name="Give kudos")
    expect(form).to_contain_text(
        "For this message: “Thank you Diego, I had been dreading that call.”"
    )
    expect(form).to_contain_text("Ben")

    what = form.get_by_role("combobox", name="What for?")
    what.press_sequentially("empathy")
    expect(what).to_have_attribute("aria-expanded", "true")
    what.press("Enter")
    form.get_by_label("Your words").fill("you said it aloud")
    form.get_by_role("button", name="Give kudos").click()

    announcement = last_message(chat)
    expect(announcement).to_contain_text("Ana thanked @Ben")
    expect(announcement).to_contain_text("For this message: “Thank you Diego")
    expect(announcement.get_by_role("link", name="this message")).to_be_visible()


def test_whoever_has_read_further_up_is_shown_the_answer_to_a_command(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    slack.chat_postMessage(channel=sandbox.channel("general"), text="News\n" * 40)
    expect(last_message(chat)).to_contain_text("News")
    chat.locator("#messages").evaluate("list => list.scrollTo(0, 0)")
    composer(chat).fill("/kudos help ")
    composer(chat).press("Enter")
    expect(chat.locator(".message.ephemeral").last).to_be_in_viewport()
