"""`/kudos reflections`: the way to one's own, and what somebody shared with the person who asks."""

from __future__ import annotations

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.kudos import command_help
from slackapp.blocks.reflection.reflection import build_own_hint, build_shared_list
from slackapp.domain.base.errors import UnknownPerson
from slackapp.domain.base.slack_text import find_person_named
from slackapp.domain.workspace.errors import TakenAway
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.requests import Command
from slackapp.services.reflection.reflections import list_shared
from slackapp.services.workspace.people import find_people
from slackapp.tools import Tools

_SHOWN = 5


def names_one_person(rest: str) -> bool:
    """Whether the words behind `reflections` are one person alone, or nothing."""
    if not rest:
        return True
    named = find_person_named(rest)
    return named is not None and not named[1]


def answer_reflections(tools: Tools, command: Command, rest: str) -> Content:
    """Say where one's own are; or show what that person shared, and nothing else of theirs."""
    named = find_person_named(rest)
    if named is None:
        return build_own_hint()
    who, _ = named
    workspace_id = command.workspace.workspace_id
    reader = read_actor(tools, command)
    with tools.sessions.read() as session:
        found = find_people(session, workspace_id=workspace_id, slack_user_ids=[who])
        owner = found.get(who)
        if owner is None:
            return build_plain(str(UnknownPerson(who)))
        if owner.person_id == reader.person_id:
            return build_own_hint()
        try:
            cards = list_shared(
                session,
                workspace_id=workspace_id,
                owner_id=owner.person_id,
                reader_id=reader.person_id,
                limit=_SHOWN,
            )
        except TakenAway as error:
            return build_plain(str(error))
    return build_shared_list(cards, owner.name)


REFLECTIONS = Word("reflections", answer_reflections, command_help.REFLECTIONS, names_one_person)
