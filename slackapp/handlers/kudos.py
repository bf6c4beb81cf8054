"""The `/kudos` command: giving, and the words that list, show or set something instead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext

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
from slackapp.handlers.door import HAS_ASKED_SLACK, meet
from slackapp.handlers.export import answer_export
from slackapp.handlers.giving import Request, give_from_text, read_asker
from slackapp.handlers.own_kudos import show_own_kudos
from slackapp.handlers.packet import answer_packet, asks_for_packet
from slackapp.handlers.places import is_direct_message
from slackapp.handlers.report import answer_report, asks_for_report
from slackapp.handlers.shared_reflections import answer_reflections, names_one_person
from slackapp.handlers.teams import answer_leaders, names_leaders, read_lens_key
from slackapp.services.actors import NotMet, Refused
from slackapp.services.kudos_decisions import choose_announcements
from slackapp.services.requests import record_request

COMMAND = "/kudos"


def register(app: App, tools: Context) -> None:
    """Attach the command."""

    @app.command(COMMAND)
    def handle_kudos_command(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        request = Request(
            workspace=context["workspace"],
            slack_user_id=body["user_id"],
            slack_channel_id=body["channel_id"],
            channel_name=body.get("channel_name") or "",
            text=(body.get("text") or "").strip(),
            request_key=body["trigger_id"],
            response_url=body.get("response_url") or "",
            has_asked_slack=HAS_ASKED_SLACK in context,
        )
        content = _answer_whoever_may(tools, request)
        if content is None:
            ack()
            return
        ack(response_type="ephemeral", **content.in_plain().as_payload())


def _answer_whoever_may(tools: Context, request: Request) -> Content | None:
    """Answer the command; whoever the door let through unread is met, or refused, here."""
    try:
        try:
            return answer_command(tools, request)
        except NotMet:
            meet(tools, request.workspace, request.slack_user_id)
            return answer_command(tools, replace(request, has_asked_slack=True))
    except Refused as refusal:
        return build_plain(str(refusal))


def answer_command(tools: Context, request: Request) -> Content | None:
    """Do what the text says, and return the answer that only the person who typed it sees.

    None where a form has opened, which is answer enough.
    """
    word, _, rest = request.text.partition(" ")
    rest = rest.strip()
    match word.lower(), rest:
        case ("" | "help", ""):
            return build_help()
        case ("list", _) if "<@" not in rest:
            return _list_competencies(tools, request, rest)
        case ("me", _) if not rest or asks_through(rest):
            return _show_own(tools, request, rest)
        case ("announce", _) if "<@" not in rest:
            return _choose_announcement(tools, request, rest)
        case ("report", _) if asks_for_report(rest):
            return answer_report(tools, request, rest)
        case ("export", _) if "<@" not in rest:
            return answer_export(tools, request, rest)
        case ("packet", _) if asks_for_packet(rest):
            return answer_packet(tools, request, rest)
        case ("digest", _) if rest.lower() == "settings":
            return open_settings(tools, request)
        case ("digest", _) if is_digest_word(rest):
            return _answer_digest(tools, request, rest)
        case ("leaders", _) if names_leaders(rest):
            return answer_leaders(tools, request, rest)
        case ("reflections", _) if names_one_person(rest):
            return answer_reflections(tools, request, rest)
        case _:
            return _give_unless_command(tools, request)


def _give_unless_command(tools: Context, request: Request) -> Content:
    framework = tools.framework_of(request.workspace)
    guess = read_command(request.text, framework)
    if guess is None:
        return give_from_text(tools, request)
    read_asker(tools, request)
    if guess.competency is not None:
        return _show_competency(framework.find_home(guess.competency), guess.competency)
    if guess.wish in (Wish.HELP, Wish.QUESTION) and not guess.is_slip:
        return build_help()
    return build_command_answer(
        guess,
        typed=request.text,
        is_direct=is_direct_message(request.channel_name),
    )


def _answer_digest(tools: Context, request: Request, rest: str) -> Content:
    content = answer_digest(tools, request, rest)
    tools.wake_delivery()
    return content


def _list_competencies(tools: Context, request: Request, words: str) -> Content:
    framework = tools.framework_of(request.workspace)
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


def _show_own(tools: Context, request: Request, rest: str) -> Content:
    person = read_asker(tools, request)
    try:
        with tools.sessions.read() as session:
            lens_key = read_lens_key(session, request.workspace, split_through(rest)[1])
            return show_own_kudos(session, request.workspace, person, lens_key=lens_key)
    except UnknownLens as error:
        return build_plain(str(error))


def _choose_announcement(tools: Context, request: Request, word: str) -> Content:
    person = read_asker(tools, request)
    if word.lower() not in set(AnnounceChoice):
        return build_choice_question(person.announce, unknown=word)
    choice = AnnounceChoice(word.lower())
    with tools.sessions.begin() as session:
        # A replayed command must not undo what was chosen since.
        if record_request(
            session,
            workspace_id=request.workspace.workspace_id,
            request_key=request.request_key,
            now=tools.clock(),
        ):
            choose_announcements(
                session,
                workspace_id=request.workspace.workspace_id,
                person=person,
                choice=choice,
                request_key=request.request_key,
                now=tools.clock(),
            )
    tools.wake_delivery()
    return build_choice_confirmed(choice)
