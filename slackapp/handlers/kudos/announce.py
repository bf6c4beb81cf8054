"""`/kudos announce`: how kudos to somebody are announced, as they choose."""

from __future__ import annotations

from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos import command_help
from slackapp.blocks.kudos.own_kudos import build_choice_confirmed, build_choice_question
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.requests import Command
from slackapp.services.base.requests import record_request
from slackapp.services.kudos.consent import choose_announcements
from slackapp.services.kudos.me_too_notes import wants_notes
from slackapp.tools import Tools


def answer_announce(tools: Tools, command: Command, word: str) -> Content:
    """Store the choice, or say which there are."""
    person = read_actor(tools, command)
    if word.lower() not in set(AnnounceChoice):
        with tools.sessions.read() as session:
            hears = wants_notes(session, person_id=person.person_id)
        return build_choice_question(person.announce, unknown=word, hears_of_joining=hears)
    choice = AnnounceChoice(word.lower())
    with tools.sessions.begin() as session:
        # A replayed command must not undo what was chosen since.
        if record_request(
            session,
            workspace_id=command.workspace.workspace_id,
            request_key=command.request_key,
            now=tools.clock(),
        ):
            choose_announcements(
                session,
                workspace_id=command.workspace.workspace_id,
                person=person,
                choice=choice,
                request_key=command.request_key,
                now=tools.clock(),
            )
    tools.wake_delivery()
    return build_choice_confirmed(choice)


ANNOUNCE = Word("announce", answer_announce, command_help.ANNOUNCE)
