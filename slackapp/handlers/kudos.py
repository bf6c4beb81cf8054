"""The `/kudos` command: giving, and the words that list, show or set something instead."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import (
    build_choice_confirmed,
    build_choice_question,
    build_clusters,
    build_competencies,
    build_help,
    build_plain,
)
from slackapp.blocks.kudos_words import build_command_answer
from slackapp.context import Context
from slackapp.domain.audience import AnnounceChoice
from slackapp.domain.command_vocabulary import Wish
from slackapp.domain.command_words import read_command
from slackapp.domain.competency_match import find_competency
from slackapp.domain.through import asks_through, match_framework, split_through
from slackapp.errors import UnknownLens
from slackapp.frameworks.model import Competency, Framework
from slackapp.handlers.digest import answer_digest, is_digest_word
from slackapp.handlers.digest_settings import open_settings
from slackapp.handlers.door import meet
from slackapp.handlers.export import answer_export
from slackapp.handlers.giving import Typed, give_from_text
from slackapp.handlers.own_kudos import show_own_kudos
from slackapp.handlers.packet import answer_packet, asks_for_packet
from slackapp.handlers.people import read_actor
from slackapp.handlers.places import is_direct_message
from slackapp.handlers.registration import on_command
from slackapp.handlers.report import answer_report, asks_for_report
from slackapp.handlers.requests import Command
from slackapp.handlers.shared_reflections import answer_reflections, names_one_person
from slackapp.handlers.teams import answer_leaders, names_leaders, read_lens_key
from slackapp.services.actors import NotMet, Refused
from slackapp.services.kudos_decisions import choose_announcements
from slackapp.services.requests import record_request

COMMAND = "/kudos"


def register(app: App, tools: Context) -> None:
    """Attach the command."""
    on_command(app, tools, COMMAND, answer_whoever_may)


def answer_whoever_may(tools: Context, command: Command) -> Content | None:
    """Answer the command; whoever the door let through unread is met, or refused, here."""
    try:
        try:
            return answer_command(tools, command)
        except NotMet:
            meet(tools, command)
            return answer_command(tools, replace(command, has_asked_slack=True))
    except Refused as refusal:
        return build_plain(str(refusal))


def answer_command(tools: Context, command: Command) -> Content | None:
    """Do what the text says, and return the answer that only the person who typed it sees.

    None where a form has opened, which is answer enough.
    """
    word, _, rest = command.text.partition(" ")
    rest = rest.strip()
    match word.lower(), rest:
        case ("" | "help", ""):
            return build_help()
        case ("list", _) if "<@" not in rest:
            return _list_competencies(tools, command, rest)
        case ("me", _) if not rest or asks_through(rest):
            return _show_own(tools, command, rest)
        case ("announce", _) if "<@" not in rest:
            return _choose_announcement(tools, command, rest)
        case ("report", _) if asks_for_report(rest):
            return answer_report(tools, command, rest)
        case ("export", _) if "<@" not in rest:
            return answer_export(tools, command, rest)
        case ("packet", _) if asks_for_packet(rest):
            return answer_packet(tools, command, rest)
        case ("digest", _) if rest.lower() == "settings":
            return open_settings(tools, command)
        case ("digest", _) if is_digest_word(rest):
            return _answer_digest(tools, command, rest)
        case ("leaders", _) if names_leaders(rest):
            return answer_leaders(tools, command, rest)
        case ("reflections", _) if names_one_person(rest):
            return answer_reflections(tools, command, rest)
        case _:
            return _give_unless_command(tools, command)


def _give_unless_command(tools: Context, command: Command) -> Content:
    framework = tools.framework_of(command.workspace)
    guess = read_command(command.text, framework)
    if guess is None:
        return give_from_text(tools, Typed(command))
    read_actor(tools, command)
    if guess.competency is not None:
        return _show_competency(framework.find_home(guess.competency), guess.competency)
    if guess.wish in (Wish.HELP, Wish.QUESTION) and not guess.is_slip:
        return build_help()
    return build_command_answer(
        guess,
        typed=command.text,
        is_direct=is_direct_message(command.channel_name),
    )


def _answer_digest(tools: Context, command: Command, rest: str) -> Content:
    content = answer_digest(tools, command, rest)
    tools.wake_delivery()
    return content


def _list_competencies(tools: Context, command: Command, words: str) -> Content:
    framework = tools.framework_of(command.workspace)
    if not words:
        return build_clusters(framework)
    vocabularies = (framework, *framework.lenses)
    wanted = words.casefold().replace("-", " ").replace("_", " ")
    for one in vocabularies:
        for cluster in one.clusters if one.name.casefold() != wanted else ():
            if wanted in (cluster.name.casefold().replace("-", " "), cluster.key.replace("_", " ")):
                return build_competencies(cluster, cluster.competencies, one)
    if found := find_competency(framework, words):
        return _show_competency(framework.find_home(found.competency), found.competency)
    if vocabulary := match_framework(words, vocabularies):
        return build_clusters(vocabulary)
    return build_clusters(framework, unknown=words)


def _show_competency(framework: Framework, competency: Competency) -> Content:
    cluster = framework.get_cluster(competency.cluster_key)
    return build_competencies(cluster, [competency], framework)


def _show_own(tools: Context, command: Command, rest: str) -> Content:
    person = read_actor(tools, command)
    try:
        with tools.sessions.read() as session:
            lens_key = read_lens_key(session, command.workspace, split_through(rest)[1])
            return show_own_kudos(session, command.workspace, person, lens_key=lens_key)
    except UnknownLens as error:
        return build_plain(str(error))


def _choose_announcement(tools: Context, command: Command, word: str) -> Content:
    person = read_actor(tools, command)
    if word.lower() not in set(AnnounceChoice):
        return build_choice_question(person.announce, unknown=word)
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
