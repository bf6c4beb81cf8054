"""The `/kudos` command: giving, and the words that list, show or set something instead."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.kudos.command_answers import build_command_answer
from slackapp.blocks.kudos.command_help import build_help
from slackapp.domain.command.privately import read_private
from slackapp.domain.command.vocabulary import Wish
from slackapp.domain.command.words import read_command
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.registration import on_command
from slackapp.handlers.base.requests import Command
from slackapp.handlers.files import export, packet
from slackapp.handlers.kudos import announce, competencies, own_kudos, private, taking_back
from slackapp.handlers.kudos.competencies import show_competency
from slackapp.handlers.kudos.form.opening import answer_nothing_typed
from slackapp.handlers.kudos.giving import Typed, give_from_text
from slackapp.handlers.kudos.private import answer_private
from slackapp.handlers.privacy import privacy
from slackapp.handlers.reflection import shared_reflections
from slackapp.handlers.team import digest, digest_settings, report, teams
from slackapp.handlers.workspace.door import meet
from slackapp.services.workspace.actors import NotMet, Refused
from slackapp.tools import Tools

COMMAND = "/kudos"

#: Every word behind it, in the order in which help tells of them.
WORDS = (
    digest_settings.SETTINGS,
    report.REPORT,
    private.PRIVATELY,
    competencies.LIST,
    own_kudos.ME,
    taking_back.UNDO,
    announce.ANNOUNCE,
    shared_reflections.REFLECTIONS,
    export.EXPORT,
    packet.PACKET,
    privacy.PRIVACY,
    digest.DIGEST,
    teams.LEADERS,
)


def register(app: App, tools: Tools) -> None:
    """Attach the command."""
    on_command(app, tools, COMMAND, answer_whoever_may)


def answer_whoever_may(tools: Tools, command: Command) -> Content | None:
    """Answer the command; whoever the door let through unread is met, or refused, here."""
    try:
        try:
            return answer_command(tools, command)
        except NotMet:
            meet(tools, command)
            return answer_command(tools, replace(command, has_asked_slack=True))
    except Refused as refusal:
        return build_plain(str(refusal))


def answer_command(tools: Tools, command: Command) -> Content | None:
    """Do what the text says, and return the answer that only the person who typed it sees.

    None where a form has opened, which is answer enough.
    """
    first, _, rest = command.text.partition(" ")
    first, rest = first.lower(), rest.strip()
    if not first and command.trigger_id:
        return answer_nothing_typed(tools, command)
    if first in ("", "help") and not rest:
        return _build_help()
    word = next((one for one in WORDS if one.word == first and one.takes(rest)), None)
    if word is None:
        return _give_unless_command(tools, command)
    return word.answer(tools, command, rest)


def _build_help() -> Content:
    return build_help(one.help for one in WORDS)


def _give_unless_command(tools: Tools, command: Command) -> Content:
    if (rest := read_private(command.text)) is not None:
        return answer_private(tools, command, rest)
    framework = tools.framework_of(command.workspace)
    guess = read_command(command.text, framework)
    if guess is None:
        return give_from_text(tools, Typed(command))
    read_actor(tools, command)
    if guess.competency is not None:
        return show_competency(framework.find_home(guess.competency), guess.competency)
    if guess.wish in (Wish.HELP, Wish.QUESTION) and not guess.is_slip:
        return _build_help()
    return build_command_answer(guess, typed=command.text)
