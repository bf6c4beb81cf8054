"""What a kudos is for, where its text names nothing: as its words suggest, or step by step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import ActionsBlock, Block, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    Content,
    begin,
    compose,
    context,
    escape,
    pack_lines,
    quote,
    section,
    shorten,
    split_mrkdwn,
)
from slackapp.blocks.base.words import YOU_TYPED, join_words, say_typed
from slackapp.blocks.kudos.words import choosing as words
from slackapp.blocks.kudos.words.form import quote as quote_deed
from slackapp.domain.competency.suggest import Suggestion
from slackapp.frameworks.model import Cluster, Framework

#: Slack's limit on a button's label.
_LABEL = 75
#: So many lines with a button each are shown at once, within what a message may hold.
_PAGE = 15
#: So much of what was typed is repeated beneath such a list.
_SOME = 600
_TYPED = 1_000
_SUGGESTED = "suggested"
_PAGE_NUMBER = re.compile("[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Look:
    """Where somebody looks: at a page of the cluster of that key, or of all where it is empty."""

    cluster_key: str = ""
    page: int = 0


def build_competency_question(
    question: str,
    framework: Framework,
    suggestions: Sequence[Suggestion],
    *,
    look: Look | None = None,
    typed: str,
    draft_key: str,
    version: str,
    is_private: bool = False,
) -> Content:
    """What it was for: what its words suggest, or the clusters, or one of them, as `look` says.

    `typed` is text as Slack escaped it; `version` says which text of the draft a tap completes.
    """
    if look is None and suggestions:
        question = f"{question} {words.say_tap_gives(is_private=is_private)}"
        lines = _list_suggestions(suggestions, version)
        more = [_browse_button(words.SOMETHING_ELSE, Look(), len(lines))]
        return _compose(question, lines, more, draft_key=draft_key, typed=typed)
    look = look or Look()
    typed = begin(typed, _SOME)
    for cluster in framework.clusters:
        if cluster.key == look.cluster_key:
            question = f"{words.QUESTION} {words.ask_which(escape(cluster.name))}"
            shown, more = _turn_to(_list_competencies(cluster), look, Look())
            return _compose(question, shown, more, draft_key=draft_key, typed=typed)
    if suggestions:
        question = words.QUESTION
    look = Look(page=look.page)
    shown, more = _turn_to(_list_clusters(framework), look, None, has_back=bool(suggestions))
    question = f"{question} {words.ASK_WHERE}"
    return _compose(question, shown, more, draft_key=draft_key, typed=typed)


def read_look(value: str) -> Look | None:
    """Where the value of a button leads, which comes from outside; None to the suggestions."""
    if value == _SUGGESTED:
        return None
    page, _, cluster_key = value.partition(":")
    return Look(cluster_key, int(page) if _PAGE_NUMBER.fullmatch(page) else 0)


def _write_look(look: Look | None) -> str:
    return f"{look.page}:{look.cluster_key}" if look else _SUGGESTED


@dataclass(frozen=True, slots=True)
class _Line:
    """What a button is for: its name, and what is said of it."""

    name: str
    said: str
    button: Button


def _list_suggestions(suggestions: Sequence[Suggestion], version: str) -> list[_Line]:
    return [
        _Line(
            one.competency.name,
            _give_reason(one),
            _name_button(
                one.competency.name,
                f"{ids.DRAFT_GIVE}:{number}",
                f"{version}:{one.competency.key}",
            ),
        )
        for number, one in enumerate(suggestions)
    ]


def _list_clusters(framework: Framework) -> list[_Line]:
    return [
        _Line(
            one.name,
            join_words([competency.name for competency in one.competencies]),
            _browse_button(one.name, Look(one.key), number),
        )
        for number, one in enumerate(framework.clusters)
    ]


def _list_competencies(cluster: Cluster) -> list[_Line]:
    return [
        _Line(
            one.name,
            one.definition,
            _name_button(one.name, f"{ids.DRAFT_COMPETENCY}:{number}", one.key),
        )
        for number, one in enumerate(cluster.competencies)
    ]


def _give_reason(suggestion: Suggestion) -> str:
    behaviour = suggestion.behaviour
    return quote_deed(behaviour.text) if behaviour else suggestion.competency.definition


def _name_button(label: str, action_id: str, value: str) -> Button:
    return Button(shorten(label, _LABEL), action_id=action_id, value=value)


def _browse_button(label: str, look: Look | None, number: int) -> Button:
    return _name_button(label, f"{ids.DRAFT_BROWSE}:{number}", _write_look(look))


def _turn_to(
    lines: Sequence[_Line], look: Look, back: Look | None, *, has_back: bool = True
) -> tuple[Sequence[_Line], list[Button]]:
    """The lines of a page, and the buttons that lead on, and back: from the first to `back`."""
    page = min(look.page, max(len(lines) - 1, 0) // _PAGE)
    start, end = page * _PAGE, (page + 1) * _PAGE
    buttons = []
    if end < len(lines):
        further = Look(look.cluster_key, page + 1)
        buttons.append(_browse_button(words.MORE, further, len(lines)))
    if page or has_back:
        back = Look(look.cluster_key, page - 1) if page else back
        buttons.append(_browse_button(words.BACK, back, len(lines) + 1))
    return lines[start:end], buttons


def _compose(
    question: str, lines: Sequence[_Line], more: Sequence[Button], *, draft_key: str, typed: str
) -> Content:
    """The question, a line for each with its name, and beneath them the buttons of those names.

    A button beside its line would leave the line no room on a phone.
    """
    said = [f"• *{escape(line.name)}*: {escape(line.said)}" for line in lines]
    buttons: list[Element] = [*(line.button for line in lines), *more]
    whole = f"/kudos {typed}"
    blocks: list[Block] = [
        section(question),
        *(section(piece) for piece in pack_lines(said)),
        ActionsBlock(buttons, block_id=f"{ids.DRAFT_BLOCK}:{draft_key}"),
        context(YOU_TYPED),
        *quote(whole),
    ]
    in_words = "\n".join([question, *said])
    return compose(say_typed(in_words, split_mrkdwn(whole, _TYPED)[0]), blocks)
