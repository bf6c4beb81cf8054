"""Giving from a text: shared by the command and by the taps that complete a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.choosing import Look, build_competency_question
from slackapp.blocks.kudos.drafts import build_preview
from slackapp.blocks.kudos.problems import build_problem
from slackapp.domain.base.slack_text import names_in
from slackapp.domain.command.privately import mark_private
from slackapp.domain.kudos.audience import Place
from slackapp.domain.kudos.counterparts import Unclear, count_words
from slackapp.domain.kudos.errors import (
    NoCompetency,
    NoRecipient,
    RawName,
    SaidBefore,
    SelfKudos,
    UnclearRecipient,
)
from slackapp.domain.kudos.mend_text import find_raw_names, name_colleagues
from slackapp.domain.kudos.problems import MENDABLE, WANT_EXAMPLE, check_parsed
from slackapp.domain.kudos.text import MAX_RECIPIENTS, ParsedKudos, parse_kudos
from slackapp.errors import UserFacingError
from slackapp.failpoints import failpoint
from slackapp.handlers.base.people import get_actor, read_actor
from slackapp.handlers.base.places import is_group_message
from slackapp.handlers.base.requests import Command
from slackapp.handlers.kudos.gifts import (
    Gift,
    GroupNotSeen,
    OthersRead,
    answer_giver,
    answer_giver_again,
    give_gift,
)
from slackapp.services.kudos.drafts import Draft, record_draft, update_draft
from slackapp.services.kudos.limits import check_guest, check_place
from slackapp.services.workspace.people import find_people, list_colleagues
from slackapp.tools import Tools

#: So many colleagues at most are offered for a name; the picker has everybody.
_COLLEAGUES_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that gives: the command as it was typed, or the draft that taps have made of it."""

    command: Command
    draft: Draft | None = None
    #: Whether its recipients alone hear of it; the text has no word of that.
    is_private: bool = False
    #: Whether the giver was shown that people of another company read there.
    knows_others_read: bool = False
    #: What tells the people whom the giver was shown that it would thank.
    seen_people: str | None = None
    #: Whether the giver was shown that they have just said the same.
    may_repeat: bool = False
    #: What the giver said that a word counts as, by the word's key.
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """All that was typed behind the command."""
        return mark_private(self.command.text) if self.is_private else self.command.text


def give_from_text(tools: Tools, typed: Typed) -> Content:
    """Give what the text says, and return the answer; or say what is wrong and change nothing."""
    parsed, gift, unclear = _read(tools, typed)
    try:
        _check(tools, typed, parsed)
        if unclear is not None:
            return preview_from_text(tools, typed)
        receipt = give_gift(tools, gift)
    except (OthersRead, GroupNotSeen, SaidBefore) as wanted:
        return preview_from_text(tools, typed, place=wanted.place)
    except UserFacingError as error:
        return _explain(tools, typed, parsed, error)
    failpoint("kudos_after_commit")
    tools.wake_delivery()
    guesses = [
        (one.typed, one.competency.name) for one in parsed.competencies if one.via == "fuzzy"
    ]
    return answer_giver(
        receipt.kudos, gift.workspace, channel_name=gift.channel_name, understood=guesses
    )


def preview_if_kudos(tools: Tools, command: Command) -> Content | None:
    """Show what a text would give that need not be meant so; None where it is no whole kudos.

    What people say of the app to each other is never posted without a tap.
    """
    typed = Typed(command)
    try:
        check_parsed(_read(tools, typed)[0])
    except UserFacingError:
        return None
    return preview_from_text(tools, typed)


def preview_from_text(tools: Tools, typed: Typed, *, place: Place | None = None) -> Content:
    """Show what a draft's text would give, and ask for a tap; or what is wrong, or still missing.

    All is done as if it were given, and taken back: so what is shown is what is posted then.
    """
    parsed, gift, unclear = _read(tools, typed)
    try:
        _check(tools, typed, parsed)
        receipt = give_gift(tools, gift, place=place, is_trial=True)
        if receipt.repeated:
            with tools.sessions.read() as session:
                return answer_giver_again(
                    session, receipt.kudos, gift.workspace, channel_name=gift.channel_name
                )
        draft = _keep_draft(tools, typed)
    except UserFacingError as error:
        return _explain(tools, typed, parsed, error)
    return build_preview(
        receipt.kudos,
        unclear=unclear,
        chosen=typed.chosen,
        draft_key=draft.key,
        version=draft.version,
        others_read=receipt.others_read,
        names_groups=bool(gift.slack_group_ids),
        said_before=receipt.said_before,
        in_group_message=is_group_message(gift.channel_name),
    )


def browse_competencies(tools: Tools, typed: Typed, draft: Draft, look: Look | None) -> Content:
    """Show the competencies that a draft may be for, while it lacks one; nothing changes.

    With no `look`, what its words suggest.
    """
    parsed, _, _ = _read(tools, typed)
    try:
        _check(tools, typed, parsed)
    except NoCompetency as error:
        return _ask_competency(tools, typed, draft, parsed, str(error), look)
    except UserFacingError:
        pass
    # It is complete by another tap, or lacks something else as well.
    return preview_from_text(tools, typed)


def _check(tools: Tools, typed: Typed, parsed: ParsedKudos) -> None:
    """Raise a UserFacingError where the giver may not give here, or the text lacks something.

    `give_kudos` asks the first again: whoever may not give is not asked for more before.
    """
    command = typed.command
    if not command.workspace.guests_may_give:
        check_guest(command.workspace, read_actor(tools, command))
    check_place(command.workspace, command.slack_channel_id)
    check_parsed(parsed)


def _read(tools: Tools, typed: Typed) -> tuple[ParsedKudos, Gift, Unclear | None]:
    """The text as it is understood, the gift that it makes, and a word that counts as several."""
    command = typed.command
    framework = tools.framework_of(command.workspace)
    parsed = parse_kudos(command.text, framework=framework, giver=command.slack_user_id)
    named, unclear = count_words(framework, parsed.competencies, typed.chosen)
    gift = Gift(
        workspace=command.workspace,
        slack_user_id=command.slack_user_id,
        request_key=command.request_key,
        slack_user_ids=parsed.recipients,
        slack_group_ids=parsed.groups,
        named=named,
        message=parsed.message,
        slack_channel_id=command.slack_channel_id,
        channel_name=command.channel_name,
        slack_thread_ts=command.slack_thread_ts,
        is_private=typed.is_private,
        draft=typed.draft,
        knows_others_read=typed.knows_others_read,
        seen_people=typed.seen_people,
        may_repeat=typed.may_repeat,
        has_asked_slack=command.has_asked_slack,
    )
    return parsed, gift, unclear


def _explain(tools: Tools, typed: Typed, parsed: ParsedKudos, error: UserFacingError) -> Content:
    command = typed.command
    read_actor(tools, command)
    draft: Draft | None = None
    people: list[tuple[str, str]] = []
    mentioned: list[tuple[str, str]] = []
    others: list[str] = []
    if isinstance(error, SelfKudos):
        others = _name_others(tools, command, parsed)
    if isinstance(error, MENDABLE) or others:
        draft = _keep_draft(tools, typed)
    if isinstance(error, (NoRecipient, RawName)):
        error, people = _name_colleagues(tools, command, error)
    if isinstance(error, UnclearRecipient):
        error, mentioned = _name_mentioned(tools, command, error)
    if draft and isinstance(error, NoCompetency):
        return _ask_competency(tools, typed, draft, parsed, str(error), None)
    return build_problem(
        error,
        typed=typed.whole,
        people=people,
        mentioned=mentioned,
        others=others,
        draft_key=draft.key if draft else None,
        with_example=type(error) in WANT_EXAMPLE,
    )


def _ask_competency(
    tools: Tools, typed: Typed, draft: Draft, parsed: ParsedKudos, question: str, look: Look | None
) -> Content:
    return build_competency_question(
        question,
        tools.framework_of(typed.command.workspace),
        parsed.suggestions,
        look=look,
        typed=typed.whole,
        draft_key=draft.key,
        version=draft.version,
        is_private=typed.is_private,
    )


def _name_others(tools: Tools, command: Command, parsed: ParsedKudos) -> list[str]:
    """The names of whoever is thanked beside the giver."""
    others = [who for who in parsed.recipients if who != command.slack_user_id]
    return [name for _, name in _name_people(tools, command, others)]


def _name_colleagues(
    tools: Tools, command: Command, error: UserFacingError
) -> tuple[UserFacingError, list[tuple[str, str]]]:
    """What is said of the raw name in the text, and colleagues whom it may mean."""
    framework = tools.framework_of(command.workspace)
    if not find_raw_names(command.text, framework):
        return error, []
    with tools.sessions.read() as session:
        everybody = list_colleagues(session, workspace_id=command.workspace.workspace_id)
    others = [one for one in everybody if one.slack_user_id != command.slack_user_id]
    raw_name, found = name_colleagues(command.text, framework, others)
    if raw_name is None:
        return error, []
    people = [(one.slack_user_id, one.name) for one in found[:_COLLEAGUES_OFFERED]]
    return RawName(raw_name.typed, has_namesakes=bool(people)), people


def _name_mentioned(
    tools: Tools, command: Command, error: UnclearRecipient
) -> tuple[UserFacingError, list[tuple[str, str]]]:
    """Whom the text mentions and may thank, by id and name; no apps, nobody who left."""
    people = _name_people(tools, command, error.slack_user_ids[:MAX_RECIPIENTS])
    return (UnclearRecipient([who for who, _ in people]) if people else NoRecipient()), people


def _name_people(
    tools: Tools, command: Command, slack_user_ids: Sequence[str]
) -> list[tuple[str, str]]:
    """Those of these people who may be thanked, by id and name."""
    with tools.sessions.read() as session:
        known = find_people(
            session,
            workspace_id=command.workspace.workspace_id,
            slack_user_ids=slack_user_ids,
        )
    typed = names_in(command.text)
    return [
        (who, known[who].name if who in known else typed.get(who) or who)
        for who in slack_user_ids
        if who not in known or known[who].can_be_thanked
    ]


def _keep_draft(tools: Tools, typed: Typed) -> Draft:
    command = typed.command
    with tools.sessions.begin() as session:
        now = tools.clock()
        workspace_id = command.workspace.workspace_id
        if typed.draft is not None:
            return update_draft(
                session, workspace_id=workspace_id, draft=typed.draft, text=command.text
            )
        giver = get_actor(session, command)
        return record_draft(
            session,
            workspace_id=workspace_id,
            giver=giver,
            text=command.text,
            slack_channel_id=command.slack_channel_id,
            channel_name=command.channel_name,
            slack_thread_ts=command.slack_thread_ts,
            is_private=typed.is_private,
            now=now,
        )
