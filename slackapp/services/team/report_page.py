"""What a leader is told: the report of a team's month, and a page about one of its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import Kudos, check_only_reads
from slackapp.blocks.base.kit import Content
from slackapp.blocks.base.words import say_months
from slackapp.blocks.team.person_page import QUOTED, PersonPage, SeenKudos, build_person_page
from slackapp.blocks.team.report import build_report
from slackapp.blocks.team.report_page import MonthLines, ReportPage
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import say_day
from slackapp.domain.kudos.kudos import KudosView, Tag, list_apart, read_through
from slackapp.frameworks.model import TIER_ORDER, Framework, Tier, list_clusters
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.kudos.links import find_links
from slackapp.services.kudos.visibility import tell_channel
from slackapp.services.team.figures import select_told_of
from slackapp.services.team.post_links import find_digest_link
from slackapp.services.team.report import (
    MonthCounts,
    Report,
    list_begun,
    list_months,
    read_report,
)
from slackapp.services.team.teams import find_team_id
from slackapp.services.workspace.lenses import choose_lens, open_lens
from slackapp.services.workspace.people import PersonView


def draw_report(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    month: Month,
    proven_since: datetime,
    lens_key: str = "",
) -> Content | None:
    """A team's month for its leaders, by its members as they are stored; None while none are.

    It is read through the lens of that key, or through the one that the channel chose.
    """
    chosen = choose_lens(
        session, workspace_id=workspace_id, slack_channel_id=slack_channel_id, key=lens_key
    )
    report = read_report(
        session,
        workspace_id=workspace_id,
        slack_channel_id=slack_channel_id,
        tz=tz,
        month=month,
        proven_since=proven_since,
        chosen=chosen,
    )
    if not report.members:
        return None
    team_id = find_team_id(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    own = open_lens(session, workspace_id=workspace_id, key=None).lens.framework.name
    page = _lay_out(report, slack_channel_id, team_id, own, lens_key)
    link = find_digest_link(
        session, workspace_id=workspace_id, slack_channel_id=slack_channel_id, month=month
    )
    return build_report(replace(page, digest_link=link))


def _lay_out(
    report: Report, channel: str, team_id: int | None, own: str, lens_key: str
) -> ReportPage:
    key = f"{team_id or 0}:{report.month}"
    return ReportPage(
        month=report.month.name,
        slack_channel_id=channel,
        key=f"{key}:{lens_key}" if lens_key else key,
        members=report.members,
        recognised=report.recognised,
        gave=report.gave,
        top_tenth_share=report.top_tenth_share,
        months=[_lay_out_month(one) for one in report.months],
        smallest_group=report.smallest_group,
        unrecognised=report.unrecognised,
        lens=report.lens,
        apart=report.apart,
        own=own,
        since=report.since.name if report.since else None,
        top_tenth=report.top_tenth,
        kudos=report.kudos,
        givers=report.givers,
        thanked_since=report.shape.recognised,
        in_rings=report.shape.in_rings,
        from_outside=report.shape.from_outside,
    )


def _lay_out_month(counts: MonthCounts) -> MonthLines:
    return MonthLines(
        name=counts.month.name,
        by_cluster=[
            (one.name, counts.by_cluster[one.key])
            for one in counts.clusters
            if one.key in counts.by_cluster
        ],
        by_tier=counts.by_tier,
        entry_share=counts.entry_share,
        is_whole=counts.is_whole,
        is_through=counts.is_through,
        recognised=counts.recognised,
        gave=counts.gave,
        by_both=[
            (one.name, tiers)
            for one in counts.clusters
            if (tiers := _list_tiers(counts, one.key)) and counts.is_whole
        ],
    )


def _list_tiers(counts: MonthCounts, cluster_key: str) -> list[tuple[Tier | None, int]]:
    """How often a cluster was recognised at each tier, in their order, what has none at the end."""
    tiers = (*TIER_ORDER, None)
    found = [(tier, counts.by_both.get((cluster_key, tier or ""), 0)) for tier in tiers]
    return found if any(count for _, count in found) else []


def draw_person_page(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    person: PersonView,
    tz: str,
    month: Month,
    proven_since: datetime,
    lens_key: str = "",
) -> Content:
    """What the channel saw of a person, in the month and the five before it, since it began.

    It is read through the lens of that key, or through the one that the channel chose.
    """
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
    }
    months = list_begun(session, list_months(month), workspace_id=workspace_id, tz=tz)
    told_of = select_told_of(
        **of_channel,
        person_id=person.person_id,
        window=(months[0].window(tz)[0], month.window(tz)[1]),
        proven_since=proven_since,
    )
    chosen = choose_lens(session, **of_channel, key=lens_key)
    kudos, framework = read_through(chosen.lens, _read_told(session, told_of, **of_channel))
    # Who leads a channel may read all that it may hear of where it was said: what was said
    # elsewhere is on the page while that is public.
    shown = [one.kudos_id for one in kudos[:QUOTED]]
    links = find_links(session, workspace_id=workspace_id, kudos_ids=shown)
    return build_person_page(
        PersonPage(
            name=person.name,
            slack_channel_id=slack_channel_id,
            months=say_months(months[0].name, month.name),
            clusters=_list_clusters([tag for one in kudos for tag in one.tags], framework),
            kudos=[_lay_out_kudos(one, tz, links.get(one.kudos_id, "")) for one in kudos],
            lens=chosen.name,
            apart=list_apart(kudos),
        )
    )


def _read_told(
    session: Session, told_of: Select[int], *, workspace_id: int, slack_channel_id: str
) -> Sequence[KudosView]:
    """The kudos of those ids as the channel may read them, the newest first."""
    check_only_reads(session)
    newest_first = (Kudos.given_at.desc(), Kudos.id.desc())
    return tell_channel(
        session,
        read_kudos(session, select(Kudos).where(Kudos.id.in_(told_of)).order_by(*newest_first)),
        workspace_id=workspace_id,
        slack_channel_id=slack_channel_id,
    )


def _list_clusters(
    tags: Sequence[Tag], framework: Framework
) -> list[tuple[str, list[tuple[str, list[Tier]]]]]:
    tiers: dict[str, set[Tier]] = defaultdict(set)
    for tag in tags:
        tiers[tag.competency.key].update([tag.tier] if tag.tier else [])
    return list_clusters(framework, lambda _cluster, competency: tiers.get(competency))


def _lay_out_kudos(kudos: KudosView, tz: str, link: str) -> SeenKudos:
    return SeenKudos(
        day=say_day(kudos.given_at, tz),
        giver=kudos.giver.name,
        competencies=[tag.name for tag in kudos.tags],
        message=kudos.message,
        link=link,
    )
