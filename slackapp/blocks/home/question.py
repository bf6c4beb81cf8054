"""The weekly question on a Home: opened here where it waits, or when the next one comes."""

from __future__ import annotations

from dataclasses import dataclass

from slackblocks import ActionsBlock, Button, Element, HeaderBlock

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, context, escape, section
from slackapp.blocks.home.words import mine as words
from slackapp.blocks.reflection import words as reflection_words


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that may be answered; `was_skipped` where that is so, and the next one is near."""

    prompt_id: int
    competency: str
    question: str
    was_skipped: bool = False


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The latest question where it waits, and what is said of it and of the next one.

    `may_ask`: whether the person may be asked at once; `is_asked`: whether they are at all. Answers
    may be shared with one person where they `may_share`.
    """

    says: tuple[str, ...]
    waiting: Waiting | None = None
    may_ask: bool = False
    is_asked: bool = True
    has_answers: bool = False
    may_share: bool = True


def build_question(page: QuestionPage) -> list[AnyBlock]:
    """The blocks about it."""
    texts = [escape(one) for one in page.says]
    buttons: list[Element] = []
    if page.waiting is not None:
        waiting = page.waiting
        if not waiting.was_skipped:
            shown = words.say_waits(escape(waiting.competency), escape(waiting.question))
            texts.insert(0, shown)
        buttons += _answer_buttons(waiting)
    if page.may_ask:
        buttons.append(
            Button(reflection_words.ASK_NOW, action_id=ids.REFLECTION_ASK_NOW, value="now")
        )
    if page.has_answers:
        buttons.append(Button(words.MY_ANSWERS, action_id=ids.HOME_ANSWERS, value="answers"))
    blocks: list[AnyBlock] = [HeaderBlock(words.QUESTION_TITLE), *map(section, texts)]
    if buttons:
        blocks.append(ActionsBlock(buttons, block_id=NUMBERED))
    who = words.WHO_SEES if page.may_share else words.ONLY_YOU_SEE
    return [*blocks, context(who)] if page.is_asked else blocks


def _answer_buttons(waiting: Waiting) -> list[Element]:
    prompt_id = str(waiting.prompt_id)
    if waiting.was_skipped:
        label = reflection_words.ANSWER_AFTER_ALL
        return [Button(label, action_id=ids.REFLECTION_ANSWER, value=prompt_id)]
    return [
        Button(
            reflection_words.ANSWER,
            action_id=ids.REFLECTION_ANSWER,
            value=prompt_id,
            style="primary",
        ),
        Button(reflection_words.SKIP, action_id=ids.REFLECTION_SKIP, value=prompt_id),
    ]
