"""What the pictures show, in the order in which it happens: a scene plays, and points at a part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, ViewportSize, expect

from documents.stage import Stage

#: High enough for a whole Home, so that nothing has to be scrolled to.
_TALL: ViewportSize = {"width": 1120, "height": 2600}
_WINDOW: ViewportSize = {"width": 960, "height": 720}
_PAGE: ViewportSize = {"width": 760, "height": 730}
_QUESTION_COMES = datetime(2026, 11, 27, 14, tzinfo=UTC)
_DIGEST = "October 2026: what we thanked each other for"
_MONTH = "The team's month"

#: Which children those are that come from one beginning like this up to another.
_FIND = """(parent, [first, until]) => {
  const words = [...parent.children].map((part) => part.innerText.trim());
  const at = (begin) => words.findIndex((text) => text.startsWith(begin)) + 1;
  return [at(first), until ? at(until) - 1 : words.length];
}"""

#: Waits until nothing on the page has changed for a moment.
_SETTLED = """() => new Promise((resolve) => {
  let timer = setTimeout(resolve, 100);
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(resolve, 100);
  }).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
})"""


def show_kudos(stage: Stage) -> Locator:
    """Ben has thanked Ana: what the channel reads, and what he alone reads."""
    page = _look(stage, "ben", "support", _WINDOW)
    # So that the answer comes first, however fast the machine is.
    stage.sandbox.fault("chat.postMessage", "ratelimited", retry_after=1)
    field = page.get_by_role("combobox", name="Message")
    field.fill("/kudos @ana")
    field.press("Enter")
    field.press("End")
    field.type(" empathy thanks for staying calm with that caller")
    field.press("Enter")
    expect(page.locator(".message.ephemeral").last).to_contain_text("goes to #support")
    expect(page.locator(".message").last).to_contain_text("thanks for staying calm")
    parts = ".sidebar, .conversation-header, #messages > :nth-last-child(-n+2), #composer-form"
    return page.locator(parts)


def show_form(stage: Stage) -> Locator:
    """The form, with what the words sound like."""
    page = _look(stage, "ben", "support")
    field = page.get_by_role("combobox", name="Message")
    field.fill("/kudos ")
    field.press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_label("Who do you want to thank?").select_option(label="Ana")
    words = form.get_by_label("Your words")
    words.press_sequentially("You listened to that angry caller until he was calm")
    expect(form.get_by_role("group", name="Your words sound like")).to_contain_text("Empathy")
    words.blur()
    return form


def show_missing(stage: Stage) -> Locator:
    """Nobody said what it was for, and Kudoscope asks."""
    page = _look(stage, "ben", "support")
    ana = stage.sandbox.user("ana")
    _type(stage, "ben", f"<@{ana}> thanks for listening to me when I was down")
    answer = page.locator(".message.ephemeral").last
    expect(answer).to_contain_text("One tap gives your kudos")
    return answer


def show_digest(stage: Stage) -> Locator:
    """October, as the channel read it: what people said."""
    page = _look(stage, "ana", "support")
    return _part_of_message(page.locator(".message", has_text=_DIGEST).last, until=_MONTH)


def show_month(stage: Stage) -> Locator:
    """The rest of it: the team's month."""
    return _part_of_message(stage.page.locator(".message", has_text=_DIGEST).last, _MONTH)


def show_strengths(stage: Stage) -> Locator:
    """The beginning of Ana's Home."""
    _open_home(stage, "ana")
    return _part_of_home(stage, until="Your weekly question")


def show_mirror(stage: Stage) -> Locator:
    """What she said of herself, beside what others said."""
    return _part_of_home(stage, "The mirror", "Your kudos")


def show_choices(stage: Stage) -> Locator:
    """What she decides about herself."""
    return _part_of_home(stage, "Your settings")


def show_report(stage: Stage) -> Locator:
    """What Grace, who leads the team, reads beside the digest."""
    page = _look(stage, "grace", "kudoscope")
    report = page.locator(".message", has_text="Your team's October 2026").last
    return _part_of_message(report, until="Month by month")


def show_team(stage: Stage) -> Locator:
    """Her team on her Home."""
    home = _open_home(stage, "grace")
    home.get_by_role("button", name="My team").click()
    expect(home.get_by_role("button", name="● My team")).to_be_visible()
    return _part_of_home(stage)


def show_workspace(stage: Stage) -> Locator:
    """What admins decide."""
    home = _home(stage)
    home.get_by_role("button", name="Workspace").click()
    expect(home.get_by_role("button", name="● Workspace")).to_be_visible()
    return _part_of_home(stage)


def show_pilot(stage: Stage) -> Locator:
    """Where kudos are given, and where they go that are given elsewhere."""
    _home(stage).get_by_role("button", name="Change: Channels").click()
    form = stage.page.get_by_role("dialog")
    channels = form.get_by_label("Try kudos out in these channels only")
    channels.select_option(label="#support")
    channels.blur()
    return form


def show_packet(stage: Stage) -> Locator:
    """Ana's packet, as a browser shows it."""
    _type(stage, "ana", "packet")
    page = _look(stage, "ana", "kudoscope")
    link = page.get_by_role("link", name="Review packet").last
    packet = page.request.get(urljoin(stage.sandbox.url, link.get_attribute("href") or ""))
    page.goto("about:blank")
    page.set_viewport_size(_PAGE)
    page.set_content(packet.text())
    return page.locator("html")


def show_question(stage: Stage) -> Locator:
    """Ben's weekly question, on a Friday at three."""
    stage.pass_time_until(_QUESTION_COMES)
    page = _look(stage, "ben", "kudoscope")
    question = page.locator(".message", has=page.get_by_role("button", name="Answer")).last
    expect(question).to_be_visible()
    return question


def show_answer(stage: Stage) -> Locator:
    """The form that he answers in."""
    page = _look(stage, "ben", "kudoscope")
    page.locator(".message").last.get_by_role("button", name="Answer").click()
    form = page.get_by_role("dialog", name="Your reflection")
    form.get_by_label("4 · Often").check()
    form.get_by_label("What happened?").fill("I said that I was tired, and Mei took the next call.")
    form.get_by_label("The smallest next step").fill("Say it before lunch.")
    form.get_by_label("The smallest next step").blur()
    return form


#: The last two come when it is Friday at three, and what was asked before is answered.
_SCENES: tuple[Callable[[Stage], Locator], ...] = (
    show_kudos,
    show_form,
    show_missing,
    show_digest,
    show_month,
    show_strengths,
    show_mirror,
    show_choices,
    show_report,
    show_team,
    show_workspace,
    show_pilot,
    show_packet,
    show_question,
    show_answer,
)
NAMES = tuple(scene.__name__.removeprefix("show_") for scene in _SCENES)


def play(stage: Stage) -> Iterator[tuple[str, Locator]]:
    """Each scene's name, and the part of the page to look at while it stands."""
    for name, scene in zip(NAMES, _SCENES, strict=True):
        shown = scene(stage)
        expect(shown.first).to_be_visible()
        stage.page.evaluate(_SETTLED)
        yield name, shown


def _look(stage: Stage, who: str, where: str, size: ViewportSize = _TALL) -> Page:
    page = stage.page
    page.set_viewport_size(size)
    stage.go_to(who, where)
    expect(page.locator(".message").last).to_be_visible()
    return page


def _home(stage: Stage) -> Locator:
    return stage.page.get_by_role("region", name="Home")


def _open_home(stage: Stage, who: str) -> Locator:
    stage.page.set_viewport_size(_TALL)
    stage.go_to(who, "kudoscope", "home")
    expect(_home(stage).get_by_role("button").first).to_be_visible()
    return _home(stage)


def _part_of_home(stage: Stage, first: str = "", until: str = "") -> Locator:
    return _part(_home(stage).locator(".home"), first, until)


def _part_of_message(message: Locator, first: str = "", until: str = "") -> Locator:
    part = _part(message.locator(".block").first.locator(".."), first, until)
    return part if first else message.locator(".gutter > *, .message-head").or_(part)


def _part(parent: Locator, first: str, until: str) -> Locator:
    begin, end = parent.evaluate(_FIND, [first, until])
    assert 0 < begin <= end, f"nothing begins with '{first}', or with '{until}'"
    return parent.locator(f"> :nth-child(n+{begin}):nth-child(-n+{end})")


def _type(stage: Stage, who: str, words: str) -> None:
    sandbox = stage.sandbox
    answer = sandbox.command(sandbox.user(who), sandbox.channel("support"), words)
    assert answer.ok, answer.error
