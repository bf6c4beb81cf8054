"""What the app posts, as the sandbox's page draws it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from slackapp.sandbox.server import Sandbox
from tests.browser.chat import become, last_message

PICTURE = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><circle r='20' fill='teal'/>"
    b"</svg>"
)


def test_ephemeral_message_is_marked_and_seen_by_one_person(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    slack.chat_postEphemeral(
        channel=sandbox.channel("general"), user=sandbox.user("ana"), text="Just between us"
    )
    message = chat.locator(".message.ephemeral")
    expect(message).to_contain_text("Only visible to you")
    expect(message).to_contain_text("Just between us")
    become(chat, "Ben")
    expect(chat.get_by_text("Just between us")).to_have_count(0)


def test_changed_message_changes_in_place(sandbox: Sandbox, slack: WebClient, chat: Page) -> None:
    channel = sandbox.channel("general")
    posted = slack.chat_postMessage(channel=channel, text="Frist")
    expect(last_message(chat)).to_contain_text("Frist")
    count = chat.locator(".message").count()
    slack.chat_update(channel=channel, ts=posted["ts"], text="First")
    expect(last_message(chat)).to_contain_text("First")
    expect(last_message(chat)).to_contain_text("(edited)")
    expect(chat.locator(".message")).to_have_count(count)


def test_a_link_to_a_message_leads_to_it_in_the_page(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    there, here = sandbox.channel("support"), sandbox.channel("general")
    posted = slack.chat_postMessage(channel=there, text="The one that is meant")
    link = slack.chat_getPermalink(channel=there, message_ts=posted["ts"])["permalink"]
    slack.chat_postMessage(channel=here, text=f"See <{link}|Zoë to Ana>")
    last_message(chat).get_by_role("link", name="Zoë to Ana").click()
    expect(chat.locator(".message:focus")).to_contain_text("The one that is meant")
    expect(chat.get_by_role("heading", level=2, name="support").first).to_be_visible()


def post_blocks(sandbox: Sandbox, slack: WebClient, *blocks: dict[str, Any]) -> None:
    slack.chat_postMessage(channel=sandbox.channel("general"), text="In words", blocks=blocks)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def test_slacks_markup_is_drawn(sandbox: Sandbox, slack: WebClient, chat: Page) -> None:
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    text = (
        f"*bold* _slanted_ ~gone~ `code*not bold*` snake_case_name 2*3*4 :tada: :no_such_name:\n"
        f"<@{ana}> and <@{ben}|ben> in <#{sandbox.channel('support')}> <!here>\n"
        "> a *quote*\nafter <https://example.com/a?b=1&amp;c=2|a link> "
        "<javascript:alert(1)|no link> &lt;b&gt;\n```\nkept  *as* it is\n```"
    )
    post_blocks(sandbox, slack, {"type": "section", "text": mrkdwn(text)})
    prose = last_message(chat).locator(".prose")
    expect(prose.locator("strong")).to_have_text(["bold", "quote"])
    expect(prose.locator("em")).to_have_text("slanted")
    expect(prose.locator("s")).to_have_text("gone")
    expect(prose.locator("code").first).to_have_text("code*not bold*")
    expect(prose).to_contain_text("snake_case_name 2*3*4 🎉 :no_such_name:")
    expect(prose.locator(".chip")).to_have_text(["@Ana", "@Ben", "#support", "@here"])
    expect(prose.locator(".chip.mine")).to_have_text(["@Ana", "@here"])
    expect(prose.locator("blockquote")).to_have_text("a quote")
    expect(prose.get_by_role("link", name="a link")).to_have_attribute(
        "href", "https://example.com/a?b=1&c=2"
    )
    expect(prose.get_by_role("link", name="no link")).to_have_count(0)
    expect(prose).to_contain_text("<b>")
    expect(prose.locator("pre")).to_have_text("kept  *as* it is")


def test_sections_headers_contexts_and_dividers_are_drawn(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    post_blocks(
        sandbox,
        slack,
        {"type": "header", "text": plain("Week 47 :star:")},
        {"type": "section", "text": plain("Plain *stars* stay"), "accessory": button("More", "m")},
        {"type": "section", "fields": [mrkdwn("*Left*"), plain("Right")]},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn(":seedling: small"), plain("print")]},
    )
    message = last_message(chat)
    expect(message.get_by_role("heading", name="Week 47 ⭐")).to_be_visible()
    expect(message.get_by_text("Plain *stars* stay")).to_be_visible()
    expect(message.get_by_role("button", name="More", exact=True)).to_be_visible()
    expect(message.locator(".fields .prose")).to_have_text(["Left", "Right"])
    expect(message.get_by_role("separator")).to_have_count(1)
    expect(message.locator(".context")).to_contain_text("🌱 small")


def test_rich_text_markdown_and_tables_are_drawn(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    def words(*elements: dict[str, Any]) -> dict[str, Any]:
        return {"type": "rich_text_section", "elements": list(elements)}

    def leaf(text: str, **style: bool) -> dict[str, Any]:
        return {"type": "text", "text": text, **({"style": style} if style else {})}

    rich_text = [
        words(
            leaf("raw <i>&amp;</i> "),
            leaf("heavy", bold=True, italic=True),
            {"type": "user", "user_id": sandbox.user("ben")},
            {"type": "emoji", "name": "wave"},
            {"type": "link", "url": "https://example.com/", "text": "there"},
        ),
        {"type": "rich_text_list", "style": "ordered", "elements": [words(leaf("first"))]},
        {"type": "rich_text_quote", "elements": [leaf("said")]},
        {"type": "rich_text_preformatted", "elements": [leaf("as  is")]},
    ]
    rows = [
        [{"type": "raw_text", "text": t} for t in row] for row in (("Who", "Kudos"), ("Ana", "3"))
    ]
    post_blocks(
        sandbox,
        slack,
        {"type": "rich_text", "elements": rich_text},
        {"type": "markdown", "text": "## Title\n\n**strong** [x](https://example.com/x)\n\n- item"},
        {"type": "table", "rows": rows},
    )
    blocks = last_message(chat).locator(".block")
    expect(blocks).to_have_count(3)
    rich, marked, table = blocks.all()
    expect(rich).to_contain_text("raw <i>&amp;</i> heavy")
    expect(rich.locator("em strong")).to_have_text("heavy")
    expect(rich.locator(".chip")).to_have_text("@Ben")
    expect(rich).to_contain_text("👋")
    expect(rich.get_by_role("link", name="there")).to_have_attribute("target", "_blank")
    expect(rich.locator("ol li")).to_have_text("first")
    expect(rich.locator("blockquote")).to_have_text("said")
    expect(rich.locator("pre")).to_have_text("as  is")
    expect(marked.get_by_role("heading", name="Title")).to_be_visible()
    expect(marked.locator("strong")).to_have_text("strong")
    expect(marked.locator("li")).to_have_text("item")
    expect(table.get_by_role("columnheader")).to_have_text(["Who", "Kudos"])
    expect(table.get_by_role("cell")).to_have_text(["Ana", "3"])


def test_pictures_have_their_words(sandbox: Sandbox, slack: WebClient, chat: Page) -> None:
    address = f"{sandbox.url}/picture.svg"
    chat.route(address, lambda r: r.fulfill(body=PICTURE, content_type="image/svg+xml"))
    image = {"type": "image", "image_url": address, "alt_text": "A teal circle"}
    post_blocks(sandbox, slack, {**image, "title": plain("Shape")})
    expect(last_message(chat).get_by_role("img", name="A teal circle")).to_be_visible()
    expect(last_message(chat).get_by_text("Shape")).to_be_visible()


def test_buttons_and_lists_have_names_and_say_what_went_wrong(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    options = [{"text": plain("Empathy"), "value": "empathy"}]
    elements = [
        button("Listened", "one", style="primary", value="1"),
        button("Undo", "two", style="danger"),
        {
            "type": "static_select",
            "action_id": "three",
            "placeholder": plain("Other"),
            "options": options,
        },
        {"type": "users_select", "action_id": "four", "placeholder": plain("Somebody else")},
    ]
    post_blocks(sandbox, slack, {"type": "actions", "elements": elements})
    message = last_message(chat)
    expect(message.get_by_role("button", name="Undo")).to_be_visible()
    message.get_by_role("combobox", name="Other").select_option("Empathy")
    expect(chat.get_by_role("alert")).to_contain_text("Kudoscope is not connected to the sandbox")
    people = message.get_by_role("combobox", name="Somebody else").locator("option")
    expect(people.filter(has_text="Ben")).to_have_count(1)
    expect(people.filter(has_text="Omar")).to_have_count(0)
    listened = message.get_by_role("button", name="Listened")
    listened.click()
    expect(listened).not_to_have_attribute("aria-busy", "true")
    expect(listened).to_be_focused()


def test_file_is_named_and_can_be_had(sandbox: Sandbox, slack: WebClient, chat: Page) -> None:
    slack.files_upload_v2(
        channel=sandbox.channel("general"),
        content="kudos,given_at\n" * 100,
        filename="kudos.csv",
        title="All kudos",
        initial_comment="Here they *are*",
    )
    expect(last_message(chat)).to_contain_text("Here they are")
    file = last_message(chat).get_by_role("list", name="Files").get_by_role("listitem")
    expect(file).to_contain_text("kudos.csv · 1.5 kB")
    with chat.expect_download() as download:
        file.get_by_role("link", name="All kudos").click()
    assert download.value.suggested_filename == "kudos.csv"
    assert download.value.path().read_text().startswith("kudos,given_at\n")


def chart(title: str, **content: Any) -> dict[str, Any]:
    return {"type": "data_visualization", "title": title, "chart": content}


def series(name: str, **values: float) -> dict[str, Any]:
    data = [{"label": label, "value": value} for label, value in values.items()]
    return {"name": name, "data": data}


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_chart_is_drawn_with_its_series_and_figures(
    sandbox: Sandbox, slack: WebClient, chat: Page, kind: str
) -> None:
    content = {
        "type": kind,
        "series": [
            series("everyday service", May=3, June=0, July=-1.5),
            series("leading service", May=1, June=2, July=1200),
        ],
        "axis_config": {"categories": ["May", "June", "July"], "y_label": "Times recognised"},
    }
    post_blocks(sandbox, slack, chart("The team's summer", **content))
    figure = last_message(chat).get_by_role("figure")
    picture = figure.get_by_role("img", name="The team's summer")
    expect(picture).to_be_visible()
    expect(picture).to_contain_text("Times recognised")
    expect(figure.locator(".legend li")).to_have_text(["everyday service", "leading service"])
    # Not by colour alone: a hatch over the one, or marks of another form.
    if kind != "line":
        assert picture.locator("pattern .hatch").count() == 1
    if kind != "bar":
        marks = picture.locator("g path:last-of-type").all()
        assert len({mark.get_attribute("d") for mark in marks}) == 2
    rows = figure.get_by_role("row").all_inner_texts()
    assert [row.split() for row in rows] == [
        ["May", "June", "July"],
        ["everyday", "service", "3", "0", "-1.5"],
        ["leading", "service", "1", "2", "1,200"],
    ]


def test_pie_is_drawn_with_its_shares(sandbox: Sandbox, slack: WebClient, chat: Page) -> None:
    segments = [{"label": "Empathy", "value": 3}, {"label": "Trust", "value": 1}]
    post_blocks(sandbox, slack, chart("Shares", type="pie", segments=segments))
    figure = last_message(chat).get_by_role("figure")
    expect(figure.locator(".legend li")).to_have_text(["Empathy: 3 (75 %)", "Trust: 1 (25 %)"])
    expect(figure.locator(".segment")).to_have_count(2)


def test_chart_of_nothing_but_zeros_is_drawn(
    sandbox: Sandbox, slack: WebClient, chat: Page
) -> None:
    axis = {"categories": ["Nobody at all"]}
    zeros = [{"name": "none", "data": [{"label": "Nobody at all", "value": 0}]}]
    post_blocks(sandbox, slack, chart("Zeros", type="bar", series=zeros, axis_config=axis))
    picture = last_message(chat).get_by_role("img", name="Zeros")
    expect(picture).to_contain_text("Nobody at all")
    assert "NaN" not in picture.inner_html()
