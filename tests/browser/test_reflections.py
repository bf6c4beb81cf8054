"""A weekly reflection in the browser: the question, the form, the Home with its mirror."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from db import Person, ReflectionSchedule
from slackapp.app import Kudoscope
from slackapp.jobs import reflection_prompts
from slackapp.sandbox.server import Sandbox
from tests.browser.chat import become, go_to, last_message


def ask(kudoscope: Kudoscope, sandbox: Sandbox, name: str) -> None:
    """Let somebody be due now, in a zone where it is noon, and have the question delivered."""
    tools = kudoscope.tools
    now = tools.clock()
    hours = 12 - now.hour
    zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
    slack_user_id = sandbox.user(name)

    def is_known() -> bool:
        with tools.sessions.begin() as session:
            person_id = session.scalar(
                select(Person.id).where(Person.slack_user_id == slack_user_id)
            )
            if person_id is None:
                return False
            session.execute(update(Person).where(Person.id == person_id).values(tz=zone))
            session.execute(
                update(ReflectionSchedule)
                .where(ReflectionSchedule.person_id == person_id)
                .values(tz=zone, next_due_at=now - timedelta(seconds=1))
            )
        return True

    sandbox.wait_for(is_known, message="people were not read")
    reflection_prompts.run(tools, lambda _outcome, _count: None)


def open_app(page: Page) -> None:
    become(page, "Ben")
    go_to(page, "Kudoscope")


def form(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Your reflection")


def test_a_question_is_answered_with_the_keyboard_and_found_again_in_the_home(
    chat: Page, sandbox: Sandbox, kudoscope: Kudoscope
) -> None:
    ask(kudoscope, sandbox, "ben")
    open_app(chat)
    question = last_message(chat)
    expect(question).to_contain_text("Your reflection: Emotional Awareness")
    question.get_by_role("button", name="Answer").press("Enter")
    expect(form(chat)).to_be_visible()
    # The keyboard is in the form, and Save says what is missing.
    expect(form(chat).get_by_label("1 · Never")).to_be_focused()
    form(chat).get_by_label("4 · Often").check()
    form(chat).get_by_label("What happened?").fill("A hard call went better than I feared.")
    form(chat).get_by_label("The smallest next step").fill("Take a breath first.")
    form(chat).get_by_label("Somebody else, chosen below").check()
    form(chat).get_by_role("button", name="Save").click()
    expect(form(chat).get_by_role("alert").filter(has_text="Choose below")).to_be_visible()
    expect(form(chat).get_by_label("What happened?")).to_have_value(
        "A hard call went better than I feared."
    )
    form(chat).get_by_label("Only me").check()
    form(chat).get_by_role("button", name="Save").click()
    expect(form(chat)).to_be_hidden()
    expect(last_message(chat)).to_contain_text("You said: Often (4 of 5).")

    chat.get_by_role("link", name="Home", exact=True).click()
    home = chat.get_by_role("region", name="Home")
    home.get_by_role("button", name="Show all names").click()
    names = chat.get_by_role("dialog", name="The mirror")
    expect(names).to_contain_text("Too little said yet (1) Emotional Awareness")
    names.get_by_role("button", name="Close").first.click()
    home.get_by_role("button", name="My answers").click()
    answers = chat.get_by_role("dialog", name="My answers")
    expect(answers).to_contain_text("A hard call went better than I feared.")
    chat.once("dialog", lambda dialog: dialog.accept())
    answers.get_by_role("button", name="Delete").click()
    expect(answers).to_contain_text("Nothing here yet.")


def test_escape_closes_the_form_and_nothing_is_stored(
    chat: Page, sandbox: Sandbox, kudoscope: Kudoscope
) -> None:
    ask(kudoscope, sandbox, "ben")
    open_app(chat)
    last_message(chat).get_by_role("button", name="Answer").click()
    expect(form(chat)).to_be_visible()
    chat.keyboard.press("Escape")
    expect(form(chat)).to_be_hidden()
    expect(last_message(chat).get_by_role("button", name="Answer")).to_be_visible()


def test_settings_are_changed_in_the_home(
    chat: Page, sandbox: Sandbox, kudoscope: Kudoscope
) -> None:
    ask(kudoscope, sandbox, "ben")
    open_app(chat)
    chat.get_by_role("link", name="Home", exact=True).click()
    home = chat.get_by_role("region", name="Home")
    home.get_by_role("button", name="Change or pause").click()
    settings = chat.get_by_role("dialog", name="Your settings")
    settings.get_by_label("At a time of my own").check()
    settings.get_by_label("Day", exact=True).select_option("Tuesday")
    settings.get_by_label("Hour", exact=True).select_option("9:00")
    settings.get_by_role("button", name="Save").click()
    expect(home).to_contain_text("Tuesdays at 9:00, with one reminder.")
