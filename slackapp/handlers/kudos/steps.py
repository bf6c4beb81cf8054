"""The workflow step "Give kudos": what its inputs say is given, or the step says why not."""

from __future__ import annotations

import html
from http.client import HTTPException

from slack_bolt import App
from slack_sdk.errors import SlackClientError

from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.words import step as words
from slackapp.domain.base.slack_text import clean, defuse, find_mentioned, to_plain
from slackapp.domain.competency.match import MatchedCompetency, find_competency
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.domain.kudos.counterparts import count_words
from slackapp.domain.kudos.errors import (
    DailyLimitReached,
    MessageTooLong,
    NotInPilot,
    SelfKudos,
    TooManyCompetencies,
    TooManyRecipients,
)
from slackapp.domain.kudos.step import COMPETENCY, GIVE_KUDOS
from slackapp.domain.kudos.text import MAX_COMPETENCIES, MAX_MESSAGE, MAX_RECIPIENTS
from slackapp.errors import UserFacingError
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.model import Framework
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.places import find_known_place, learn_place
from slackapp.handlers.base.registration import on_step
from slackapp.handlers.base.requests import StepRun
from slackapp.handlers.kudos.gifts import Gift, OthersRead, answer_giver, give_gift
from slackapp.pacing import MustWait
from slackapp.services.base.requests import record_request, was_handled
from slackapp.services.outbox.step_ends import enqueue_step_end
from slackapp.services.outbox.whispers import enqueue_whisper
from slackapp.services.workspace.channels import find_members
from slackapp.services.workspace.people import find_people
from slackapp.tools import Tools


class StepNotDone(UserFacingError):
    """Why the step of a workflow gave nothing."""

    code = "step_not_done"


def register(app: App, tools: Tools) -> None:
    """Attach the event."""
    on_step(app, tools, handle_step)


def handle_step(tools: Tools, run: StepRun) -> None:
    """Give what a run of the step says, once, and promise to say how it ended.

    Slack tells of a run up to four times. What it gives is found by its request key.
    """
    workspace_id, key = run.workspace.workspace_id, f"{run.request_key}:ended"
    if run.callback_id != GIVE_KUDOS:
        return
    with tools.sessions.read() as session:
        if was_handled(session, workspace_id=workspace_id, request_key=key):
            return
    outputs: dict[str, str] | None = None
    content, error = None, ""
    try:
        content, outputs = _give(tools, run)
    except OthersRead:
        error = words.OTHERS_READ
    except DailyLimitReached:
        error = words.DAILY_LIMIT
    except NotInPilot:
        error = words.NOT_IN_PILOT
    except UserFacingError as refusal:
        error = _in_plain(tools, run, str(refusal))
    _end(tools, run, key, content, outputs, error)


def _end(
    tools: Tools,
    run: StepRun,
    key: str,
    content: Content | None,
    outputs: dict[str, str] | None,
    error: str,
) -> None:
    workspace_id, now = run.workspace.workspace_id, tools.clock()
    with tools.sessions.begin() as session:
        if not record_request(session, workspace_id=workspace_id, request_key=key, now=now):
            return
        enqueue_step_end(
            session,
            workspace_id=workspace_id,
            slack_user_id=run.slack_user_id,
            execution_id=run.execution_id,
            token=run.token,
            outputs=outputs,
            error=error,
            now=now,
        )
        if content is not None:
            enqueue_whisper(
                session,
                workspace_id=workspace_id,
                slack_user_id=run.slack_user_id,
                slack_channel_id=run.slack_channel_id,
                slack_thread_ts="",
                content=content,
                request_key=run.request_key,
                now=now,
            )
    tools.wake_delivery()


def _give(tools: Tools, run: StepRun) -> tuple[Content, dict[str, str]]:
    if not run.slack_user_id:
        raise StepNotDone(words.NO_GIVER)
    named = _read_competencies(tools.framework_of(run.workspace), run.competency)
    message = defuse(clean(run.message)).strip()
    _check(run, message)
    place = _find_place(tools, run)
    gift = Gift(
        workspace=run.workspace,
        slack_user_id=run.slack_user_id,
        request_key=run.request_key,
        slack_user_ids=run.slack_user_ids,
        named=named,
        message=message,
        slack_channel_id=run.slack_channel_id,
        channel_name="",
    )
    kudos = give_gift(tools, gift, place=place).kudos
    outputs = {COMPETENCY: ", ".join(tag.competency.name for tag in kudos.tags)}
    return answer_giver(kudos, run.workspace, channel_name=""), outputs


def _check(run: StepRun, message: str) -> None:
    if not run.slack_user_ids:
        raise StepNotDone(words.NO_RECIPIENT)
    if not run.slack_channel_id:
        raise StepNotDone(words.NO_CHANNEL)
    if run.slack_user_id in run.slack_user_ids:
        raise SelfKudos
    if len(run.slack_user_ids) > MAX_RECIPIENTS:
        raise TooManyRecipients(MAX_RECIPIENTS)
    if len(html.unescape(message)) > MAX_MESSAGE:
        raise MessageTooLong(MAX_MESSAGE)


def _read_competencies(framework: Framework, typed: str) -> tuple[Counted, ...]:
    """What the words name, commas between; nothing is guessed where they may mean several."""
    parts = [part.strip() for part in clean(typed).replace("\n", ",").split(",")]
    matches: list[MatchedCompetency] = []
    for part in filter(None, parts):
        found = find_competency(framework, part.removeprefix("#"))
        if found is None:
            raise StepNotDone(words.say_unknown(part))
        matches.append(found)
    if not matches:
        raise StepNotDone(words.NO_COMPETENCY)
    if len(matches) > MAX_COMPETENCIES:
        raise TooManyCompetencies(MAX_COMPETENCIES)
    named, unclear = count_words(framework, matches, {})
    if unclear is not None:
        options = [one.competency.name for one in unclear.options]
        raise StepNotDone(words.say_unclear(unclear.name, options))
    return named


def _find_place(tools: Tools, run: StepRun) -> Place:
    """The channel, if the app is in it, and whoever gives may post there.

    A command comes from the channel that it is typed in. This one was only named: whoever builds a
    workflow, or fills in its form, may name any.
    """
    giver = read_actor(tools, run)
    workspace, channel = run.workspace, run.slack_channel_id
    with tools.sessions.read() as session:
        now = tools.clock()
        known = find_known_place(session, workspace, channel, channel_name="", now=now)
    place = known or learn_place(tools, workspace, channel)
    if not place.is_proven:
        raise StepNotDone(words.PLACE_NOT_KNOWN)
    if place.kind is ChannelKind.DIRECT or not place.app_is_member:
        raise StepNotDone(words.NOT_THERE)
    is_open = place.kind is ChannelKind.PUBLIC and not giver.is_guest
    if not is_open and run.slack_user_id not in _read_members(tools, run):
        raise StepNotDone(words.GIVER_NOT_THERE)
    return place


def _read_members(tools: Tools, run: StepRun) -> frozenset[str]:
    with tools.sessions.read() as session:
        known = find_members(
            session,
            workspace_id=run.workspace.workspace_id,
            slack_channel_id=run.slack_channel_id,
            now=tools.clock(),
        )
    if known is not None:
        return known
    try:
        return frozenset(tools.reader.read_members(run.workspace, run.slack_channel_id))
    except (MustWait, SlackClientError, HTTPException, OSError) as error:
        raise StepNotDone(words.PLACE_NOT_KNOWN) from error


def _in_plain(tools: Tools, run: StepRun, text: str) -> str:
    """A sentence as Slack shows it for a step: without markup, and with people's names."""
    mentioned = sorted(find_mentioned(text))
    names: dict[str, str] = {}
    if mentioned:
        with tools.sessions.read() as session:
            people = find_people(
                session, workspace_id=run.workspace.workspace_id, slack_user_ids=mentioned
            )
        names = {who: one.name for who, one in people.items()}
    return to_plain(text, names).replace("`", "").replace("*", "")
