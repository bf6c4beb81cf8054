"""What a person sees of their own kudos, and how kudos to them are announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slackblocks import ActionsBlock, Block, Button, Element, SectionBlock, Text

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    NUMBERED,
    Content,
    begin,
    build_plain,
    compose,
    context,
    echo,
    escape,
    section,
    show_name,
    split_mrkdwn,
)
from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.answers import build_undo_button
from slackapp.blocks.kudos.form.buttons import (
    OF_HOME,
    OF_LIST,
    build_behaviour_buttons,
    build_change_button,
)
from slackapp.blocks.kudos.me_too import describe_notes
from slackapp.blocks.kudos.names import name_thanked
from slackapp.blocks.kudos.words import own_kudos as words
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.domain.kudos.audience import AnnounceChoice, Announcement, Visibility
from slackapp.domain.kudos.kudos import KudosView, Tag, list_apart

#: So much of a message is shown.
_WORDS = 150


def build_own_kudos(
    kudos_list: Sequence[KudosView],
    slack_user_id: str,
    *,
    lens: tuple[str, str] | None = None,
    undo_since: datetime | None = None,
    finish_since: datetime | None = None,
) -> Content:
    """The person's own kudos, the newest first.

    `lens` is the key and the name of what they are read through, where they are. What they gave
    after `undo_since` they may change and take back; of what they gave after `finish_since` they
    may still say what somebody did.
    """
    if not kudos_list:
        return build_plain(words.NONE_YET)
    title = words.TITLE
    lens_key, lens_name = lens or ("", "")
    if lens:
        title += f"\n{say_lens(lens_name, list_apart(kudos_list))}"
    blocks: list[Block] = [section(piece) for piece in split_mrkdwn(title)]
    lines = [title]
    for kudos in kudos_list:
        line = _describe_own(kudos, slack_user_id)
        message = begin(kudos.message.replace("\n", " "), _WORDS)
        lines.append(f"{line}: {message}" if message else line)
        text = f"{line}\n> {message}" if message else line
        blocks.append(_own_line(text, kudos, slack_user_id, lens_key))
        if kudos.giver.slack_user_id == slack_user_id:
            buttons = _list_buttons(kudos, undo_since, finish_since)
            blocks += [ActionsBlock(buttons, block_id=NUMBERED)] if buttons else []
    only_you = words.ONLY_YOU
    return compose("\n".join([*lines, only_you]), [*blocks, context(only_you)])


def build_own_lines(
    kudos: KudosView, slack_user_id: str, *, undo_since: datetime, behind: str = ""
) -> list[Block]:
    """One of them as the Home's list shows it, with what may be done with it, `behind` at its end.

    What is opened from there leads back to the Home.
    """
    message = begin(kudos.message.replace("\n", " "), _WORDS)
    text = " · ".join(filter(None, [_describe_own(kudos, slack_user_id), behind]))
    line = _own_line(f"{text}\n> {message}" if message else text, kudos, slack_user_id, "")
    is_own = kudos.giver.slack_user_id == slack_user_id
    if not is_own or kudos.given_at <= undo_since:
        return [line]
    buttons: list[Element] = [
        build_change_button(kudos, mark=OF_HOME),
        build_undo_button(kudos),
    ]
    return [line, ActionsBlock(buttons, block_id=NUMBERED)]


def _list_buttons(
    kudos: KudosView, undo_since: datetime | None, finish_since: datetime | None
) -> list[Element]:
    """What its giver may still do with a kudos."""
    buttons: list[Element] = []
    if finish_since is not None and kudos.given_at > finish_since:
        buttons += build_behaviour_buttons(kudos, is_of_list=True, only_without=True)
    if undo_since is not None and kudos.given_at > undo_since:
        buttons += [build_change_button(kudos, mark=OF_LIST), build_undo_button(kudos)]
    return buttons


def _own_line(text: str, kudos: KudosView, slack_user_id: str, lens_key: str) -> SectionBlock:
    """One of them; where digests may tell of it, with the button that keeps it out."""
    recipient = kudos.find_recipient(slack_user_id)
    is_told = recipient is not None and recipient.may_be_told_of
    if recipient is None or not is_told or kudos.visibility is Visibility.PRIVATE:
        return section(text)
    label, action_id = (
        (words.SHOW_IN_DIGESTS, ids.SHOW_IN_DIGESTS)
        if recipient.is_hidden
        else (words.KEEP_OUT_OF_DIGESTS, ids.HIDE_FROM_DIGESTS)
    )
    value = f"{kudos.kudos_id}:{lens_key}" if lens_key else str(kudos.kudos_id)
    button = Button(label, action_id=action_id, value=value)
    return SectionBlock(Text(text), accessory=button, block_id=NUMBERED)


def _describe_own(kudos: KudosView, slack_user_id: str) -> str:
    what = join_words([_name_tag(tag) for tag in kudos.tags])
    date = f"<!date^{int(kudos.given_at.timestamp())}^{{date_short}}|{kudos.given_at:%d %b %Y}>"
    if kudos.giver.slack_user_id != slack_user_id:
        received = words.say_received(date, show_name(kudos.giver.name), what)
        return f":inbox_tray: {received}"
    given = words.say_given(date, name_thanked(kudos), what)
    return f":outbox_tray: {' '.join(filter(None, [given, _describe_state(kudos)]))}"


def _name_tag(tag: Tag) -> str:
    """What the giver called it; read through a lens, the lens's word first."""
    if tag.counted is None:
        return f"*{escape(tag.name)}*"
    if tag.is_apart:
        return words.say_not_in_lens(escape(tag.name))
    name = f"*{escape(tag.competency.name)}*"
    is_same = tag.name == tag.competency.name
    return name if is_same else words.say_given_as(name, escape(tag.name))


def _describe_state(kudos: KudosView) -> str:
    """What its giver must know of a kudos that did not go its usual way."""
    if kudos.awaits_place:
        return words.ON_ITS_WAY
    if kudos.announcement is Announcement.HELD:
        return words.HELD
    if kudos.announcement is Announcement.REFUSED:
        return words.TOLD_DIRECTLY
    return ""


def build_choice_confirmed(choice: AnnounceChoice) -> Content:
    """The person's choice how kudos to them are announced, confirmed."""
    return build_plain(words.say_chosen(choice))


def build_choice_question(
    current: AnnounceChoice, *, unknown: str = "", hears_of_joining: bool = True
) -> Content:
    """What the person may choose, and what holds now; `unknown` is a word that is no choice."""
    sorry = [words.say_unknown_choice(echo(unknown))] if unknown else []
    text = "\n".join([*sorry, words.say_choice(current), words.CHOICES])
    told, blocks = describe_notes(is_told=hears_of_joining)
    return compose(f"{text}\n{told}", [section(text), *blocks])
