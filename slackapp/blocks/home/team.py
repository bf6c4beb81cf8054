"""What leaders see of their teams on their Home: in sentences, with the ways to change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import ActionsBlock, Button, DividerBlock, Element, HeaderBlock

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, context, section
from slackapp.blocks.home.trail import ShownAct, offer_undo_of
from slackapp.blocks.home.words import team as words

#: Teams that are shown whole: each takes a few of the hundred blocks of a view.
MOST_TEAMS = 15


@dataclass(frozen=True, slots=True)
class LedTeam:
    """One channel that the person leads; ids are Slack's, and `members` None where never read.

    `next_digest` is when it comes, in words; None while it is off. Where it `has_report`, leaders
    may read one, and ask for packets. `lately` is what was decided for it and can be put back.
    """

    team_id: int
    slack_channel_id: str
    members: Sequence[str] | None
    leaders: Sequence[str]
    next_digest: str | None
    has_report: bool
    may_name: bool
    lately: Sequence[ShownAct] = ()
    in_works_council_mode: bool = False


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What the view shows; there may be `others` that do not fit."""

    teams: Sequence[LedTeam]
    tz: str
    others: Sequence[str] = ()


def build_team(page: TeamPage) -> list[AnyBlock]:
    """The blocks of the view."""
    blocks: list[AnyBlock] = [HeaderBlock(words.name_view(len(page.teams)))]
    for number, team in enumerate(page.teams):
        blocks += [DividerBlock()] if number else []
        blocks += _show(team, page.tz)
    if page.others:
        blocks.append(context(words.say_others([f"<#{one}>" for one in page.others])))
    return blocks


def _show(team: LedTeam, tz: str) -> list[AnyBlock]:
    channel = f"<#{team.slack_channel_id}>"
    lines = [
        words.say_channel(channel),
        words.say_members(None if team.members is None else _mention(team.members)),
        words.say_leaders(_mention(team.leaders)),
        words.say_digest(team.next_digest),
    ]
    blocks: list[AnyBlock] = [section("\n".join(lines))]
    blocks.append(ActionsBlock(_buttons(team), block_id=NUMBERED))
    if not team.has_report:
        why = words.NO_REPORT_BY_COUNCIL if team.in_works_council_mode else words.NO_REPORT
        blocks.append(context(why))
    for act in team.lately:
        blocks.append(offer_undo_of(act, tz=tz))
    return blocks


def _buttons(team: LedTeam) -> list[Element]:
    offered = [
        (words.DIGEST, ids.DIGEST_SETTINGS, True),
        (words.LEADERS, ids.TEAM_LEADERS, team.may_name),
        (words.REPORT, ids.TEAM_REPORT, team.has_report),
        # Whoever it is about must be known to be in the team.
        (words.PACKET, ids.TEAM_PACKET, team.has_report and team.members is not None),
    ]
    value = str(team.team_id)
    return [
        Button(label, action_id=action_id, value=value)
        for label, action_id, is_there in offered
        if is_there
    ]


def _mention(slack_user_ids: Sequence[str]) -> list[str]:
    return [f"<@{one}>" for one in slack_user_ids]
