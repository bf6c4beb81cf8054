"""The messages of a weekly reflection: the question, what becomes of it, and what is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    ConfirmationDialogue,
    Element,
    Option,
    StaticSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    Content,
    build_plain,
    compose,
    context,
    cut,
    escape,
    plain,
    quote,
    section,
    show_name,
)
from slackapp.blocks.reflection import words
from slackapp.blocks.workspace.words import works_council

#: Of a note and of a next step, in a list of several: characters, escapes included.
_NOTE_SHOWN, _STEP_SHOWN = 1_200, 500


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A next step of an earlier week, of which nothing was heard yet."""

    reflection_id: int
    text: str


@dataclass(frozen=True, slots=True)
class PromptCard:
    """What a question shows; `because` is plain text, with a name in it as it came, or empty.

    `later` are the days until which it may be put off.
    """

    prompt_id: int
    competency_name: str
    question: str
    because: str
    later: Sequence[date]
    is_reminder: bool = False
    is_first: bool = False
    open_step: OpenStep | None = None


@dataclass(frozen=True, slots=True)
class ReflectionCard:
    """An answer as its owner, or whom they shared it with, reads it; the texts are plain."""

    reflection_id: int
    prompt_id: int
    competency_name: str
    question: str
    frequency: int
    note: str | None
    next_step: str | None
    step_result: str | None
    shared_with: str | None


def build_prompt(card: PromptCard) -> Content:
    """The question, by direct message, with its buttons."""
    title = words.say_title(escape(card.competency_name), is_reminder=card.is_reminder)
    question = escape(card.question)
    blocks: list[Block] = []
    if card.is_first:
        blocks.append(section(words.FIRST_QUESTION))
    blocks.append(section(f"{title}\n{question}"))
    lines = [title.replace("*", ""), question]
    if because := escape(card.because):
        blocks.append(context(because))
        lines.append(because)
    if card.open_step is not None:
        step = escape(card.open_step.text)
        blocks += [context(words.STEP_IS_OPEN), *quote(step)]
        lines += [words.STEP_IS_OPEN, step]
    blocks += [_prompt_buttons(card.prompt_id, card.later), context(words.ONLY_YOU_READ)]
    lead = [words.FIRST_QUESTION] if card.is_first else []
    return compose("\n".join([*lead, *lines, words.ONLY_YOU_READ]), blocks)


def _prompt_buttons(prompt_id: int, later: Sequence[date]) -> ActionsBlock:
    value = str(prompt_id)
    snooze = StaticSelectMenu(
        placeholder=words.LATER,
        action_id=ids.REFLECTION_SNOOZE,
        options=[Option(plain(words.name_later(day)), f"{prompt_id}:{day}") for day in later],
    )
    elements: list[Element] = [
        Button(words.ANSWER, action_id=ids.REFLECTION_ANSWER, value=value, style="primary"),
        snooze,
        Button(words.SKIP, action_id=ids.REFLECTION_SKIP, value=value),
        Button(words.SETTINGS, action_id=ids.REFLECTION_SETTINGS, value=value),
    ]
    return ActionsBlock(elements)


def build_answered(card: ReflectionCard) -> Content:
    """What the question becomes once it is answered: where the answer is, never its words."""
    text = words.say_answered(escape(card.competency_name), escape(card.question), card.frequency)
    shared_with = None if card.shared_with is None else show_name(card.shared_with)
    who_reads = words.say_who_reads(shared_with)
    return compose(
        f"{text.replace('*', '')}\n{who_reads}",
        [section(text), context(who_reads), build_answer_buttons(card)],
    )


def build_answer_buttons(card: ReflectionCard) -> ActionsBlock:
    """Changes an answer, or deletes it after asking once more."""
    change = Button(words.CHANGE, action_id=ids.REFLECTION_ANSWER, value=str(card.prompt_id))
    delete = Button(
        words.DELETE,
        action_id=ids.REFLECTION_DELETE,
        value=str(card.reflection_id),
        style="danger",
        confirm=ConfirmationDialogue(
            words.DELETE_TITLE, plain(words.DELETE_NOTE), words.DELETE, words.KEEP
        ),
    )
    return ActionsBlock([change, delete])


def build_skipped(competency_name: str, prompt_id: int) -> Content:
    """What the question becomes once it is skipped; it can still be answered."""
    return _close(words.say_skipped(escape(competency_name)), words.ANSWER_AFTER_ALL, prompt_id)


def build_snoozed(competency_name: str, prompt_id: int, day: date) -> Content:
    """What the question becomes until it is asked again, on that day."""
    return _close(words.say_later(escape(competency_name), day), words.ANSWER_NOW, prompt_id)


def _close(text: str, label: str, prompt_id: int) -> Content:
    button = Button(label, action_id=ids.REFLECTION_ANSWER, value=str(prompt_id))
    return compose(text, [section(text), ActionsBlock([button])])


def build_deleted(competency_name: str) -> Content:
    """What the question becomes when its answer was deleted."""
    text = words.say_deleted(escape(competency_name))
    return compose(text, [section(text)])


def build_shared(card: ReflectionCard, owner_name: str) -> Content:
    """What the chosen person is told, by direct message."""
    owner = show_name(owner_name)
    title = words.say_shared(owner, escape(card.competency_name))
    answer = f"{escape(card.question)}\n{words.say_owner_answered(owner, card.frequency)}"
    blocks: list[Block] = [section(f"{title}\n{answer}")]
    lines = [title.replace("*", ""), answer]
    for label, text in ((words.WHAT_HAPPENED, card.note), (words.NEXT_STEP, card.next_step)):
        if text:
            blocks += [context(f"*{label}*"), *quote(escape(text))]
            lines.append(words.say_labelled(label, escape(text)))
    return compose("\n".join([*lines, words.ONLY_YOU_TWO]), [*blocks, context(words.ONLY_YOU_TWO)])


def build_share_withdrawn(owner_name: str) -> Content:
    """What the chosen person's message becomes when the owner no longer shares."""
    text = words.say_withdrawn(show_name(owner_name))
    return compose(text, [section(text)])


def build_share_hidden(owner_name: str) -> Content:
    """What the chosen person's message becomes while nothing is shared in the workspace."""
    text = works_council.say_share_is_hidden(show_name(owner_name))
    return compose(text, [section(text)])


def build_share_refused(*, reader: str, owner: str, competency_name: str) -> Content:
    """What somebody reads whose reflection is shared, while the message about it got nowhere.

    `reader` and `owner` are mentions.
    """
    return build_plain(words.say_share_refused(reader, owner, escape(competency_name)))


def build_own_hint() -> Content:
    """Where a person finds their own answers, and their settings."""
    buttons: list[Element] = [
        Button(words.ASK_NOW, action_id=ids.REFLECTION_ASK_NOW, value="now"),
        Button(words.SETTINGS, action_id=ids.REFLECTION_SETTINGS),
    ]
    return compose(words.WHERE_YOURS_ARE, [section(words.WHERE_YOURS_ARE), ActionsBlock(buttons)])


def build_asked_now(*, was_asked: bool) -> Content:
    """What becomes of the wish to be asked at once."""
    text = words.ON_ITS_WAY if was_asked else words.ASKED_ALREADY
    return compose(text, [section(text)])


def build_shared_list(cards: Sequence[ReflectionCard], owner_name: str) -> Content:
    """What somebody shared with the person who asks."""
    owner = show_name(owner_name)
    if not cards:
        text = words.say_nothing_shared(owner)
        return compose(text, [section(text)])
    title = words.say_shared_list(owner)
    blocks: list[Block] = [section(title)]
    lines = [title.replace("*", "")]
    for card in cards:
        frequency = words.name_frequency(card.frequency)
        line = f"*{escape(card.competency_name)}*: {frequency}\n{escape(card.question)}"
        blocks.append(section(line))
        lines.append(line.replace("*", ""))
        for said, most in ((card.note, _NOTE_SHOWN), (card.next_step, _STEP_SHOWN)):
            if said:
                blocks += quote(cut(said, most))
                lines.append(cut(said, most))
    return compose("\n".join(lines), blocks)
