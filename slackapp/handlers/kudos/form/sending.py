"""Taking what the form of kudos says: a new kudos is given, or one that was given is changed."""

from __future__ import annotations

from slack_bolt import App

from slackapp.blocks import ids
from slackapp.blocks.base.kit import escape
from slackapp.blocks.kudos.form.form import AGAIN, ONLY_THEM, Where
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.base.errors import UnknownPerson
from slackapp.domain.base.slack_text import defuse, to_plain
from slackapp.domain.kudos.audience import Place
from slackapp.domain.kudos.errors import (
    BotNamed,
    DeactivatedPerson,
    NotInPilot,
    SaidBefore,
    SelfKudos,
    StrangerNamed,
    TooManyRecipients,
)
from slackapp.domain.kudos.text import MAX_RECIPIENTS
from slackapp.errors import UserFacingError
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.forms import FormAnswer
from slackapp.handlers.base.places import is_group_message
from slackapp.handlers.base.registration import on_form
from slackapp.handlers.base.requests import Submission
from slackapp.handlers.home.home import show_home
from slackapp.handlers.kudos.form.answering import promise_form_answer
from slackapp.handlers.kudos.form.beneath import read_beneath
from slackapp.handlers.kudos.form.changing import change_from_form
from slackapp.handlers.kudos.form.drawing import (
    asks_channel,
    describe_where,
    draw_new,
    get_form,
    names_channel,
)
from slackapp.handlers.kudos.form.places import check_chosen_place, find_place_here
from slackapp.handlers.kudos.form.state import Choices, read_choices, read_message
from slackapp.handlers.kudos.gifts import Gift, OthersRead, answer_giver, give_gift
from slackapp.services.kudos.drafts import Draft
from slackapp.services.kudos.plain_words import find_names
from slackapp.tools import Tools

_OF_PEOPLE = (
    SelfKudos,
    UnknownPerson,
    BotNamed,
    DeactivatedPerson,
    StrangerNamed,
    TooManyRecipients,
)


class _NotThere(Exception):
    """The app is not in the channel that the form was opened in."""


def register(app: App, tools: Tools) -> None:
    """Attach the form."""
    on_form(app, tools, ids.GIVE_FORM, handle_give_form, first_block_id=ids.COMPETENCIES_BLOCK)


def handle_give_form(tools: Tools, submission: Submission) -> FormAnswer | None:
    """Give what the form says, or ask in it what is not clear; nothing is posted before that."""
    with tools.sessions.read() as session:
        draft = get_form(tools, session, submission, submission.view)
    try:
        if draft.kudos_id is not None:
            return change_from_form(tools, submission, draft)
        return _give(tools, submission, draft)
    except WrongField:
        raise
    except UserFacingError as error:
        block_id = _find_field(error, is_new=draft.kudos_id is None)
        is_elsewhere = isinstance(error, NotInPilot)
        text = words.PRIVATE_IN_PILOT if is_elsewhere else _say_plainly(tools, submission, error)
        raise WrongField(block_id, text) from error


def _find_field(error: UserFacingError, *, is_new: bool) -> str:
    if isinstance(error, NotInPilot):
        return ids.READERS_BLOCK
    return ids.PEOPLE_BLOCK if is_new and isinstance(error, _OF_PEOPLE) else ids.COMPETENCIES_BLOCK


def _say_plainly(tools: Tools, submission: Submission, error: UserFacingError) -> str:
    """An error as a field shows it, where no mention and no markup is read."""
    text = str(error)
    workspace_id = submission.workspace.workspace_id
    with tools.sessions.read() as session:
        names = find_names(session, workspace_id=workspace_id, texts=[text])
    return to_plain(text, names).replace("`", "").replace("*", "")


def _give(tools: Tools, submission: Submission, draft: Draft) -> FormAnswer | None:
    framework = tools.framework_of(submission.workspace)
    choices = read_choices(framework, submission.values)
    asks, beneath = asks_channel(submission.view), read_beneath(framework, submission.view)
    if not choices.count()[1]:
        where = describe_where(submission, draft, asks_channel=asks)
        return FormAnswer("update", draw_new(draft, where, choices, beneath))
    if not (asks or names_channel(submission.workspace, draft)):
        # Kudos are tried out elsewhere since it was opened.
        where = describe_where(submission, draft)
        return FormAnswer("update", draw_new(draft, where, choices, beneath))
    gift = _build_gift(submission, draft, choices)
    try:
        place = None if gift.is_private else _find_place(tools, submission, draft, gift, asks)
        if gift.is_private and gift.slack_channel_id not in ("", draft.slack_channel_id):
            # It comes from a channel of a pilot: of one that whoever gives is in.
            check_chosen_place(tools, submission, gift.slack_channel_id)
        receipt = give_gift(tools, gift, place=place)
    except (_NotThere, OthersRead, SaidBefore) as reason:
        where = _ask(submission, draft, gift, reason)
        return FormAnswer("update", draw_new(draft, where, choices, beneath))
    content = answer_giver(receipt.kudos, submission.workspace, channel_name=draft.channel_name)
    with tools.sessions.begin() as session:
        # What was opened from a question takes its place.
        is_asked = bool(draft.text)
        promise_form_answer(
            session, submission, draft, content, replace=is_asked, now=tools.clock()
        )
    tools.wake_delivery()
    if not draft.response_url:
        # It was opened from a Home, or from anywhere.
        show_home(tools, submission, notice=words.SAVED)
    return None


def _ask(submission: Submission, draft: Draft, gift: Gift, reason: Exception) -> Where:
    """Why it is not given yet, and the field or the box that goes on; what was asked stays."""
    held, channel = submission.values.held, gift.slack_channel_id
    is_shared = isinstance(reason, OthersRead) or ids.OTHERS_READ_BLOCK in held
    if isinstance(reason, OthersRead):
        warning = words.say_others_read(f"<#{channel}>")
    else:
        warning = words.ASK_AGAIN if isinstance(reason, SaidBefore) else _say_not_there(draft)
    return describe_where(
        submission,
        draft,
        asks_channel=isinstance(reason, _NotThere) or ids.CHANNEL_BLOCK in held,
        warning=warning,
        slack_shared_channel_id=channel if is_shared else "",
        is_again=isinstance(reason, SaidBefore) or ids.AGAIN_BLOCK in held,
    )


def _build_gift(submission: Submission, draft: Draft, choices: Choices) -> Gift:
    values = submission.values
    people = tuple(dict.fromkeys(values.users(ids.PEOPLE_BLOCK)))
    if not people:
        raise WrongField(ids.PEOPLE_BLOCK, words.NO_PEOPLE)
    if len(people) > MAX_RECIPIENTS:
        raise TooManyRecipients(MAX_RECIPIENTS)
    if submission.slack_user_id in people:
        raise SelfKudos
    chosen = values.conversation(ids.CHANNEL_BLOCK)
    workspace = submission.workspace
    channel = chosen or (draft.slack_channel_id if names_channel(workspace, draft) else "")
    is_private = values.option(ids.READERS_BLOCK) == ONLY_THEM
    if channel and not workspace.takes_kudos(channel):
        raise WrongField(ids.CHANNEL_BLOCK, words.NOT_IN_PILOT)
    # A private kudos comes from where it was begun, unless kudos are tried out elsewhere.
    begun_in = draft.slack_channel_id if workspace.takes_kudos(draft.slack_channel_id) else channel
    if not (is_private or channel):
        raise WrongField(ids.CHANNEL_BLOCK, words.NO_CHANNEL)
    return Gift(
        workspace=workspace,
        slack_user_id=submission.slack_user_id,
        request_key=draft.request_key,
        slack_user_ids=people,
        named=choices.count()[0],
        message=defuse(escape(read_message(values))),
        slack_channel_id=begun_in if is_private else channel,
        channel_name="" if chosen else draft.channel_name,
        slack_thread_ts=draft.slack_thread_ts if channel == draft.slack_channel_id else "",
        is_private=is_private,
        draft=draft,
        may_repeat=AGAIN in values.options(ids.AGAIN_BLOCK),
        knows_others_read=channel in values.options(ids.OTHERS_READ_BLOCK),
        # Slack was asked about the channel, perhaps: nothing more is asked before the answer.
        has_asked_slack=not is_private,
    )


def _find_place(
    tools: Tools, submission: Submission, draft: Draft, gift: Gift, asks: bool
) -> Place:
    """Where it goes. Raises _NotThere, or WrongField, where it cannot."""
    if asks and submission.values.conversation(ids.CHANNEL_BLOCK):
        return check_chosen_place(tools, submission, gift.slack_channel_id)
    place = find_place_here(tools, submission, gift.slack_channel_id, draft.channel_name)
    if place.is_proven and not place.app_is_member:
        raise _NotThere
    return place


def _say_not_there(draft: Draft) -> str:
    if is_group_message(draft.channel_name):
        return words.NOT_IN_GROUP
    return words.say_not_in(f"<#{draft.slack_channel_id}>")
