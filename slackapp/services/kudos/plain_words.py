"""People's words as they are told again, in files and digests: plain, and with people by name.

A message is stored as Slack escaped it. What leaves here is plain text; who puts it into mrkdwn
escapes it once, like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from slackapp.domain.base.slack_text import AddresseeKind, find_runs, to_plain
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.workspace.people import find_people


def find_names(session: Session, *, workspace_id: int, texts: Iterable[str]) -> dict[str, str]:
    """The names of all whom the texts mention, by Slack's id."""
    mentioned = {
        one.value
        for text in texts
        for run in find_runs(text)
        for one in run
        if one.kind is AddresseeKind.PERSON
    }
    if not mentioned:
        return {}
    people = find_people(session, workspace_id=workspace_id, slack_user_ids=sorted(mentioned))
    return {slack_user_id: person.name for slack_user_id, person in people.items()}


def with_plain_words(
    session: Session, workspace_id: int, kudos_list: list[KudosView]
) -> list[KudosView]:
    """The same kudos, their messages in plain words."""
    texts = [kudos.message for kudos in kudos_list]
    names = find_names(session, workspace_id=workspace_id, texts=texts)
    return [replace(one, message=to_plain(one.message, names)) for one in kudos_list]
