"""Forms on the page: external selects, and views that change while somebody fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from slackapp.sandbox.payloads import new_trigger_id
from slackapp.sandbox.server import Sandbox
from tests.browser.chat import last_message
from tests.unit.sandbox.noting_app import MANIFEST, Json, NotingApp, over_socket

ANA = "U00000ANA"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox whose app has all that a manifest may declare."""
    with Sandbox.start(manifest=MANIFEST) as sandbox:
        yield sandbox


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[NotingApp]:
    with over_socket(sandbox) as app:
        yield app


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": words(text), "value": text.lower()}


GROUPS = {
    "option_groups": [
        {"label": words("Social awareness"), "options": [option("Empathy"), option("Service")]},
        {"label": words("Working together"), "options": [option("Teamwork")]},
    ]
}


def select(kind: str = "external_select", **fields: Any) -> Json:
    return {
        "type": kind,
        "action_id": "competency",
        "min_query_length": 2,
        "placeholder": words("Find a strength"),
    } | fields


def field(block_id: str, label: str, element: Json, **fields: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": words(label), "element": element} | (
        fields
    )


def modal(*blocks: Json) -> Json:
    return {
        "type": "modal",
        "title": words("Give kudos"),
        "submit": words("Give"),
        "blocks": list(blocks),
    }


TEXT: Json = {"type": "plain_text_input", "action_id": "text", "multiline": True}


def open_form(app: NotingApp, view: Json) -> None:
    app.client.views_open(trigger_id=new_trigger_id(app.sandbox.world, ANA), view=view)


def actions(app: NotingApp) -> list[Json]:
    """What people did with single elements so far."""
    return [body["actions"][0] for body in app.sent("block_actions")]


def test_external_select_is_used_with_the_keyboard(app: NotingApp, chat: Page) -> None:
    app.answer = GROUPS
    open_form(app, modal(field("what", "What", select())))
    box = chat.get_by_role("combobox", name="What")
    expect(box).to_be_focused()
    box.press_sequentially("e")
    status = chat.get_by_role("dialog").get_by_role("status")
    expect(status).to_have_text("Type 1 more letter.")
    box.press_sequentially("m")
    expect(status).to_have_text("3 found. Arrows move, Enter chooses.")
    expect(box).to_have_attribute("aria-expanded", "true")
    group = chat.get_by_role("group", name="Social awareness")
    expect(group.get_by_role("option")).to_have_text(["Empathy", "Service"])
    box.press("ArrowDown")
    chosen = chat.get_by_role("option", name="Service")
    expect(chosen).to_have_attribute("aria-selected", "true")
    name = chosen.get_attribute("id")
    assert name is not None
    expect(box).to_have_attribute("aria-activedescendant", name)
    box.press("Escape")
    expect(chat.get_by_role("listbox", name="Find a strength")).to_be_hidden()
    expect(chat.get_by_role("dialog")).to_be_visible()
    box.press_sequentially("p")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Enter")
    expect(box).to_have_value("Empathy")
    app.answer = None
    chat.get_by_role("button", name="Give", exact=True).click()
    [body] = app.sandbox.wait_for(lambda: app.sent("view_submission"))
    held = body["view"]["state"]["values"]["what"]["competency"]
    assert held["selected_option"] == option("Empathy")


def test_what_is_said_behind_a_form_is_heard_when_it_closes(app: NotingApp, chat: Page) -> None:
    open_form(app, modal(field("why", "Why", TEXT)))
    expect(chat.get_by_role("textbox", name="Why")).to_be_focused()
    general = app.sandbox.channel("general")
    for text in ("The kettle is on", "And there is cake"):
        app.sandbox.say(app.sandbox.user("ben"), general, text)
        expect(last_message(chat)).to_contain_text(text)
    announcer = chat.locator("#announcer")
    expect(announcer).to_be_empty()
    chat.get_by_role("button", name="Cancel").click()
    expect(announcer.locator("p")).to_have_text(["Ben: The kettle is on", "Ben: And there is cake"])


def test_a_form_that_changes_leaves_the_keyboard_to_whoever_looks_behind_the_scenes(
    app: NotingApp, chat: Page
) -> None:
    chat.get_by_role("button", name="Behind the scenes", exact=True).click()
    why = field("why", "Why", TEXT)
    opened = app.client.views_open(
        trigger_id=new_trigger_id(app.sandbox.world, ANA), view=modal(why)
    )
    expect(chat.get_by_role("textbox", name="Why")).to_be_focused()
    panel = chat.get_by_role("complementary", name="Behind the scenes")
    kinds = panel.get_by_label("What", exact=True)
    kinds.focus()
    app.client.views_update(
        view_id=opened["view"]["id"], view=modal(why, field("who", "Who", TEXT))
    )
    expect(chat.get_by_role("textbox", name="Who")).to_be_visible()
    expect(kinds).to_be_focused()


def test_words_that_were_not_chosen_are_not_sent(app: NotingApp, chat: Page) -> None:
    app.answer = {"options": []}
    open_form(app, modal(field("what", "What", select(), optional=True)))
    box = chat.get_by_role("combobox", name="What")
    box.press_sequentially("nothing like it")
    expect(chat.get_by_role("dialog").get_by_role("status")).to_have_text("Nothing found.")
    chat.get_by_role("button", name="Give", exact=True).click()
    assert box.evaluate("field => field.validationMessage") == "Choose one of the list."
    assert not app.sent("view_submission")


def test_a_list_that_closes_under_a_press_does_not_swallow_the_click(
    app: NotingApp, chat: Page
) -> None:
    app.answer = GROUPS
    open_form(app, modal(field("what", "What", select(min_query_length=0))))
    # A form opens without a list over its other fields; a click shows it.
    expect(chat.get_by_role("combobox", name="What")).to_be_focused()
    assert not app.sent("block_suggestion")
    chat.get_by_role("combobox", name="What").click()
    expect(chat.get_by_role("option", name="Service")).to_be_visible()
    chat.get_by_role("button", name="Cancel").click()
    expect(chat.get_by_role("dialog")).to_be_hidden()


def test_several_are_chosen_and_one_taken_away(app: NotingApp, chat: Page) -> None:
    app.answer = GROUPS
    many = select("multi_external_select", max_selected_items=2)
    open_form(app, modal(field("what", "What", many)))
    box = chat.get_by_role("combobox", name="What")
    chips = chat.get_by_role("list", name="Chosen").get_by_role("listitem")
    for number in (1, 2):
        box.press_sequentially("em")
        expect(box).to_have_attribute("aria-expanded", "true")
        box.press("Enter")
        expect(chips).to_have_count(number)
    box.press_sequentially("em")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Enter")
    expect(chat.get_by_role("dialog").get_by_role("status")).to_have_text("At most 2.")
    chat.get_by_role("button", name="Take Empathy away").click()
    expect(chips).to_have_count(1)
    app.answer = None
    box.fill("")
    chat.get_by_role("button", name="Give", exact=True).click()
    [body] = app.sandbox.wait_for(lambda: app.sent("view_submission"))
    held = body["view"]["state"]["values"]["what"]["competency"]
    assert held["selected_options"] == [option("Service")]


def test_view_that_changes_keeps_what_was_typed_and_the_keyboard(
    app: NotingApp, chat: Page
) -> None:
    app.answer = GROUPS
    what = field("what", "What", select(), dispatch_action=True)
    why = field("why", "Why", TEXT)
    open_form(app, modal(what, why))
    chat.get_by_label("Why").fill("for the call")
    box = chat.get_by_role("combobox", name="What")
    box.press_sequentially("em")
    expect(box).to_have_attribute("aria-expanded", "true")
    app.answer = None
    box.press("Enter")
    [body] = app.sandbox.wait_for(lambda: app.sent("block_actions"))
    assert body["view"]["state"]["values"]["why"]["text"]["value"] == "for the call"
    tiers = {"type": "static_select", "action_id": "menu", "options": [option("Listens")]}
    how = field("how", "How", tiers, optional=True)
    chat.get_by_label("Why").press_sequentially(" today")
    app.client.views_update(
        view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal(what, how, why)
    )
    chat.get_by_label("How").select_option("Listens")
    expect(chat.get_by_label("Why")).to_have_value("for the call today")
    expect(chat.get_by_role("combobox", name="What")).to_have_value("Empathy")
    chat.get_by_role("button", name="Give", exact=True).click()
    [body] = app.sandbox.wait_for(lambda: app.sent("view_submission"))
    values = body["view"]["state"]["values"]
    assert values["why"]["text"]["value"] == "for the call today"
    assert values["what"]["competency"]["selected_option"] == option("Empathy")
    assert values["how"]["menu"]["selected_option"] == option("Listens")


def test_typing_is_told_at_each_pause_or_with_enter(app: NotingApp, chat: Page) -> None:
    at_once = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    line = {"type": "plain_text_input", "action_id": "text"}
    open_form(
        app,
        modal(
            field("soon", "Soon", line | at_once, dispatch_action=True),
            field("later", "Later", line, dispatch_action=True),
        ),
    )
    chat.get_by_label("Soon").press_sequentially("calm")
    app.sandbox.wait_for(lambda: "calm" in [one["value"] for one in actions(app)])
    assert {one["block_id"] for one in actions(app)} == {"soon"}
    assert len(actions(app)) <= 2  # at a pause, and not for each letter
    app.bodies.clear()
    chat.get_by_label("Later").fill("clear")
    chat.get_by_label("Later").press("Enter")
    [action] = app.sandbox.wait_for(lambda: actions(app))
    assert (action["block_id"], action["value"]) == ("later", "clear")
    assert not app.sent("view_submission")


def test_whoever_types_on_while_the_form_changes_loses_nothing_and_is_heard(
    app: NotingApp, chat: Page
) -> None:
    at_once = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    line = {"type": "plain_text_input", "action_id": "text", "multiline": True} | at_once
    why = field("why", "Why", line, dispatch_action=True)
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": [option("Empathy")]}
    open_form(app, modal(why))
    box = chat.get_by_label("Why")
    box.press_sequentially("calm")
    [body] = app.sandbox.wait_for(lambda: app.sent("block_actions"))
    box.press_sequentially(" and")
    new = modal(why, field("like", "Sounds like", boxes, optional=True, dispatch_action=True))
    app.client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=new)
    empathy = chat.get_by_role("group", name="Sounds like").get_by_label("Empathy")
    expect(empathy).to_be_visible()
    # What was typed before the change is told after it.
    app.sandbox.wait_for(lambda: "calm and" in [one["value"] for one in actions(app)])
    box.press_sequentially(" clear")
    expect(box).to_have_value("calm and clear")
    empathy.check()
    [action] = app.sandbox.wait_for(
        lambda: [one for one in actions(app) if one["block_id"] == "like"]
    )
    assert [one["value"] for one in action["selected_options"]] == ["empathy"]


def test_conversation_is_chosen_where_one_is(app: NotingApp, chat: Page) -> None:
    chat.get_by_role("button", name="Shortcuts", exact=True).click()
    chat.get_by_role("menuitem", name="Give kudos").first.click()
    [body] = app.sandbox.wait_for(lambda: app.sent("shortcut"))
    where = {
        "type": "conversations_select",
        "action_id": "where",
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"]},
    }
    app.client.views_open(trigger_id=body["trigger_id"], view=modal(field("in", "Where", where)))
    box = chat.get_by_label("Where", exact=True)
    expect(box).to_have_value(app.sandbox.channel("general"))
    expect(box.get_by_role("option")).to_have_text(["Choose …", "#general", "#support", "#wins"])


def test_rare_choices_of_a_message_are_behind_three_dots(app: NotingApp, chat: Page) -> None:
    rare = {"type": "overflow", "action_id": "rare", "options": [option("Undo"), option("Edit")]}
    block = {"type": "section", "text": words("Given"), "accessory": rare}
    channel = app.sandbox.channel("general")
    app.client.chat_postMessage(channel=channel, text="Given", blocks=[block])
    last_message(chat).get_by_role("button", name="More choices").press("Enter")
    chat.keyboard.press("ArrowDown")
    chat.keyboard.press("Enter")
    [body] = app.sandbox.wait_for(lambda: app.sent("block_actions"))
    assert body["actions"][0]["selected_option"] == option("Edit")


def test_external_select_of_a_message_acts_at_once(app: NotingApp, chat: Page) -> None:
    app.answer = GROUPS
    actions = {"type": "actions", "block_id": "row", "elements": [select()]}
    channel = app.sandbox.channel("general")
    app.client.chat_postMessage(channel=channel, text="Which?", blocks=[actions])
    box = last_message(chat).get_by_role("combobox", name="Find a strength")
    box.press_sequentially("te")
    last_message(chat).get_by_role("option", name="Teamwork").click()
    [body] = app.sandbox.wait_for(lambda: app.sent("block_actions"))
    assert body["actions"][0]["selected_option"] == option("Teamwork")


def test_what_goes_wrong_with_a_form_is_told_in_it(app: NotingApp, chat: Page) -> None:
    app.answer = {"response_action": "errors", "errors": {"nothing": "No such field"}}
    open_form(app, modal(field("why", "Why", TEXT)))
    chat.get_by_label("Why").fill("for the call")
    chat.get_by_role("button", name="Give", exact=True).click()
    problem = chat.get_by_role("dialog").get_by_role("alert")
    expect(problem.last).to_have_text("Kudoscope answered something that Slack does not take.")
    expect(chat.get_by_label("Why")).to_have_value("for the call")


def test_app_that_does_not_answer_is_told_at_the_field(chat: Page, sandbox: Sandbox) -> None:
    actions = {"type": "actions", "block_id": "row", "elements": [select()]}
    sandbox.world.store.post(
        sandbox.channel("general"), sandbox.bot_user_id, "Which?", blocks=[actions]
    )
    last_message(chat).get_by_role("combobox").press_sequentially("te")
    status = last_message(chat).get_by_role("status")
    expect(status).to_have_text("Kudoscope is not connected to the sandbox.")
