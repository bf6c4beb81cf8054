"""Competencies and behaviours as options of menus, within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from slackblocks import Option

from slackapp.blocks.base.kit import describe_practice, plain, shorten
from slackapp.domain.competency.look_up import Entry
from slackapp.frameworks.model import Behaviour, Competency

#: Slack's limit on an option's text, on what stands beneath it, and on a group's label.
_LABEL = 75
#: Slack shows so many options at most.
_MOST = 100


def build_entry(entry: Entry) -> dict[str, Any]:
    """A competency as an option, with what it means."""
    return _build(entry.competency, entry.key)


def build_groups(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Options in groups by their cluster; both in the order in which they come."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(entries):
        if number >= _MOST:
            break
        label = f"{one.cluster.name} · {one.lens}" if one.lens else one.cluster.name
        groups.setdefault(shorten(label, _LABEL), []).append(build_entry(one))
    return [{"label": _plain(label), "options": options} for label, options in groups.items()]


def build_competency(competency: Competency) -> Option:
    """What a word may count as, with what that means."""
    return _as_option(_build(competency, competency.key))


def build_behaviour(behaviour: Behaviour) -> Option:
    """A behaviour as an option: what somebody does, and beneath it whose practice that is.

    A longer text goes on beneath.
    """
    text = shorten(behaviour.text, _LABEL)
    rest = behaviour.text[len(text) - 1 :].strip() if text != behaviour.text else ""
    beneath = " · ".join(filter(None, [rest, describe_practice(behaviour)]))
    description = plain(shorten(beneath, _LABEL)) if beneath else None
    return Option(plain(text), behaviour.key, description)


def _build(competency: Competency, value: str) -> dict[str, Any]:
    option = {"text": _plain(shorten(competency.name, _LABEL)), "value": value}
    if not competency.definition:
        return option
    return option | {"description": _plain(shorten(competency.definition, _LABEL))}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def _as_option(option: dict[str, Any]) -> Option:
    beneath = option.get("description")
    description = plain(beneath["text"]) if beneath else None
    return Option(plain(option["text"]["text"]), option["value"], description)
