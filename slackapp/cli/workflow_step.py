"""The step "Give kudos" as the manifest declares it for Workflow Builder."""

from __future__ import annotations

from typing import Any

from slackapp.domain.kudos import step

_PEOPLE = {"type": "array", "items": {"type": "slack#/types/user_id"}}
_WORDS = {"type": "string"}
_CHANNEL = {"type": "slack#/types/channel_id"}

#: Of each, its type, its title and what it is. Nobody sees or fills in the giver: Slack does.
_INPUTS: dict[str, tuple[dict[str, Any], str, str]] = {
    step.GIVER: ({"type": step.ACTING_PERSON}, "Giver", "Whoever started the workflow"),
    step.RECIPIENTS: (_PEOPLE, "Who is thanked", "Up to ten people"),
    step.COMPETENCY: (_WORDS, "What for", "A competency, such as empathy"),
    step.MESSAGE: (_WORDS, "Message", "In the giver's own words"),
    step.CHANNEL: (_CHANNEL, "Channel", "Where it is announced; Kudoscope must be in it"),
}
_OUTPUTS: dict[str, tuple[dict[str, Any], str, str]] = {
    step.COMPETENCY: (_WORDS, "Competency", "What the kudos counts as"),
}


def build_functions() -> dict[str, Any]:
    """The app's functions by their ids, with what each takes and gives."""
    return {
        step.GIVE_KUDOS: {
            "title": "Give kudos",
            "description": "Thanks people for a strength, in the name of whoever started it",
            "input_parameters": _describe(_INPUTS),
            "output_parameters": _describe(_OUTPUTS),
        }
    }


def _describe(parameters: dict[str, tuple[dict[str, Any], str, str]]) -> dict[str, Any]:
    return {
        name: {
            "name": name,
            **kind,
            "title": title,
            "description": description,
            "is_required": name != step.MESSAGE,
        }
        for name, (kind, title, description) in parameters.items()
    }
