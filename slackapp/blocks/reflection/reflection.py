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
    compose,
    context,
    cut,
    escape,
    plain,
    quote,
    section,
    show_name,
)

#: What the five frequencies mean, in words; the first is 1.
FREQUENCIES = ("Never", "Seldom", "Sometimes", "Often", "All the time")
#: Of a note and of a next step, in a list of several: characters, escapes included.
_NOTE_SHOWN, _STEP_SHOWN = 1_200, 500
#: What may have become of a next step.
STEP_RESULTS = {"yes": "Yes", "partly": "Partly", "no": "No"}

_PRIVATE = "Only you read your answer, unless you share it with one person."
_FIRST = (
    "This is your first weekly reflection: one short question about one competency. "
    "Your answers are yours: no leader and no admin sees them, and no digest shows them. They "
    "are stored encrypted; whoever runs the server could read them with its keys. In Settings "
    "you choose day and hour, pause, or switch it off."
)


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A next step of an earlier week, of which nothing was heard yet."""

    reflection_id: int
    text: str


@dataclass(frozen=True, slots=True)
class PromptCard:
    """What a question shows; `because` is plain text, with a name in it as it came.

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

    @property
    def frequency_word(self) -> str:
        """The frequency in words, with its place on the scale."""
        return f"{FREQUENCIES[self.frequency - 1]} ({self.frequency} of 5)"


def build_prompt(card: PromptCard) -> Content:
    """The question, by direct message, with its buttons."""
    opening = "A reminder of your reflection" if card.is_reminder else "Your reflection"
    title = f"*{opening}: {escape(card.competency_name)}*"
    question = escape(card.question)
    because = f"I ask about this {escape(card.because)}."
    blocks: list[Block] = []
    if card.is_first:
        blocks.append(section(_FIRST))
    blocks += [section(f"{title}\n{question}"), context(because)]
    words = [title.replace("*", ""), question, because]
    if card.open_step is not None:
        step = "Last time you wanted to try this. The answer asks how it went:"
        blocks += [context(step), *quote(escape(card.open_step.text))]
        words += [step, escape(card.open_step.text)]
    blocks += [_prompt_buttons(card.prompt_id, card.later), context(_PRIVATE)]
    lead = [_FIRST] if card.is_first else []
    return compose("\n".join([*lead, *words, _PRIVATE]), blocks)


def _say_date(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"


def _prompt_buttons(prompt_id: int, later: Sequence[date]) -> ActionsBlock:
    value = str(prompt_id)
    snooze = StaticSelectMenu(
        placeholder="Ask me later",
        action_id=ids.REFLECTION_SNOOZE,
        options=[Option(plain(f"On {_say_date(day)}"), f"{prompt_id}:{day}") for day in later],
    )
    elements: list[Element] = [
        Button("Answer", action_id=ids.REFLECTION_ANSWER, value=value, style="primary"),
        snooze,
        Button("Skip", action_id=ids.REFLECTION_SKIP, value=value),
        Button("Settings", action_id=ids.REFLECTION_SETTINGS, value=value),
    ]
    return ActionsBlock(elements)


def build_answered(card: ReflectionCard) -> Content:
    """What the question becomes once it is answered: where the answer is, never its words."""
    text = (
        f"*Answered: {escape(card.competency_name)}*\n{escape(card.question)}\n"
        f"You said: {card.frequency_word}."
    )
    return compose(
        f"{text.replace('*', '')}\n{_describe_sharing(card)}",
        [section(text), context(_describe_sharing(card)), _answer_buttons(card)],
    )


def _describe_sharing(card: ReflectionCard) -> str:
    if card.shared_with is None:
        return "Only you can read it. You find it again in my Home tab."
    return f"Shared with {show_name(card.shared_with)}. You find it again in my Home tab."


def _answer_buttons(card: ReflectionCard) -> ActionsBlock:
    return ActionsBlock(
        [
            Button("Change", action_id=ids.REFLECTION_ANSWER, value=str(card.prompt_id)),
            build_delete_button(card.reflection_id),
        ]
    )


def build_delete_button(reflection_id: int) -> Button:
    """Deletes an answer, after asking once more."""
    return Button(
        "Delete",
        action_id=ids.REFLECTION_DELETE,
        value=str(reflection_id),
        style="danger",
        confirm=ConfirmationDialogue(
            "Delete this answer?",
            plain("It is gone for good, also for whoever you shared it with."),
            "Delete",
            "Keep it",
        ),
    )


def build_skipped(competency_name: str, prompt_id: int) -> Content:
    """What the question becomes once it is skipped; it can still be answered."""
    text = f"Skipped: {escape(competency_name)}. The next question comes as planned."
    button = Button("Answer after all", action_id=ids.REFLECTION_ANSWER, value=str(prompt_id))
    return compose(text, [section(text), ActionsBlock([button])])


def build_snoozed(competency_name: str, prompt_id: int, day: date) -> Content:
    """What the question becomes until it is asked again, on that day."""
    text = f"Later: I ask you about {escape(competency_name)} again on {_say_date(day)}."
    button = Button("Answer now", action_id=ids.REFLECTION_ANSWER, value=str(prompt_id))
    return compose(text, [section(text), ActionsBlock([button])])


def build_deleted(competency_name: str) -> Content:
    """What the question becomes when its answer was deleted."""
    text = f"Deleted: your answer about {escape(competency_name)} is gone for good."
    return compose(text, [section(text)])


def build_shared(card: ReflectionCard, owner_name: str) -> Content:
    """What the chosen person is told, by direct message."""
    owner = show_name(owner_name)
    title = f"*{owner} shared a reflection with you: {escape(card.competency_name)}*"
    answer = f"{escape(card.question)}\n{owner} says: {card.frequency_word}."
    note = "Only you two can read it. It is meant as a start for a talk, not as a rating."
    blocks: list[Block] = [section(f"{title}\n{answer}")]
    words = [title.replace("*", ""), answer]
    for label, text in (("What happened", card.note), ("Next step", card.next_step)):
        if text:
            blocks += [context(f"*{label}*"), *quote(escape(text))]
            words.append(f"{label}: {escape(text)}")
    return compose("\n".join([*words, note]), [*blocks, context(note)])


def build_share_withdrawn(owner_name: str) -> Content:
    """What the chosen person's message becomes when the owner no longer shares."""
    text = f"{show_name(owner_name)} no longer shares this reflection with you."
    return compose(text, [section(text)])


def build_own_hint() -> Content:
    """Where a person finds their own answers, and their settings."""
    text = (
        "Your reflections, the mirror and your settings are in my Home tab: choose me under Apps, "
        "then Home. `/kudos reflections @ana` shows what Ana shared with you."
    )
    buttons: list[Element] = [
        Button("Ask me now", action_id=ids.REFLECTION_ASK_NOW, value="now"),
        Button("Settings", action_id=ids.REFLECTION_SETTINGS),
    ]
    return compose(text, [section(text), ActionsBlock(buttons)])


def build_asked_now(*, was_asked: bool) -> Content:
    """What becomes of the wish to be asked at once."""
    text = (
        "Your question is on its way, by direct message."
        if was_asked
        else "This week's question was asked already: you find it among my messages to you."
    )
    return compose(text, [section(text)])


def build_shared_list(cards: Sequence[ReflectionCard], owner_name: str) -> Content:
    """What somebody shared with the person who asks."""
    owner = show_name(owner_name)
    if not cards:
        text = (
            f"{owner} has shared no reflection with you. Reflections are private until their "
            "owner shares one."
        )
        return compose(text, [section(text)])
    title = f"*What {owner} shared with you*"
    blocks: list[Block] = [section(title)]
    words = [title.replace("*", "")]
    for card in cards:
        line = f"*{escape(card.competency_name)}*: {card.frequency_word}\n{escape(card.question)}"
        blocks.append(section(line))
        words.append(line.replace("*", ""))
        for said, most in ((card.note, _NOTE_SHOWN), (card.next_step, _STEP_SHOWN)):
            if said:
                blocks += quote(cut(said, most))
                words.append(cut(said, most))
    return compose("\n".join(words), blocks)
