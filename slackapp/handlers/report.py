"""`/kudos report`: a leader's numbers of a team's month."""

from __future__ import annotations

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_plain
from slackapp.blocks.report import ReportPage, build_report
from slackapp.context import Context
from slackapp.errors import UserFacingError
from slackapp.frameworks.loader import load_builtin
from slackapp.handlers.giving import Request
from slackapp.handlers.teams import READ_FIRST, check_leader, read_month
from slackapp.services.digests import find_plan, wish_digest
from slackapp.services.people import ensure_person
from slackapp.services.team_report import MonthCounts, Report, read_report


def answer_report(tools: Context, request: Request, rest: str) -> Content:
    """The report of last month, or of the one named, to a leader or an admin alone."""
    workspace_id, channel = request.workspace.workspace_id, request.slack_channel_id
    try:
        with tools.sessions.begin() as session:
            person = ensure_person(
                session,
                workspace=request.workspace,
                slack_user_id=request.slack_user_id,
                name=request.user_name,
                now=tools.clock(),
            )
            check_leader(session, request, person)
            plan = find_plan(session, workspace_id=workspace_id, slack_channel_id=channel)
            tz = person.tz if plan is None else plan.tz
            report = read_report(
                session,
                workspace_id=workspace_id,
                slack_channel_id=channel,
                tz=tz,
                month=read_month(rest, tools.clock(), tz),
            )
            if not report.members:
                wish_digest(
                    session,
                    workspace_id=workspace_id,
                    slack_channel_id=channel,
                    tz=tz,
                    month=None,
                    now=tools.clock(),
                )
                return build_plain(READ_FIRST)
    except UserFacingError as error:
        return build_plain(str(error))
    return build_report(_lay_out(report, channel, request.workspace.framework_key))


def _lay_out(report: Report, channel: str, framework_key: str) -> ReportPage:
    clusters = load_builtin(framework_key).clusters

    def lay_out_month(
        one: MonthCounts,
    ) -> tuple[str, list[tuple[str, int]], dict[str, int], float] | tuple[str]:
        if one.by_cluster is None or one.by_tier is None or one.entry_share is None:
            return (one.month.name,)
        counts = [(cluster.name, one.by_cluster.get(cluster.key, 0)) for cluster in clusters]
        return one.month.name, counts, one.by_tier, one.entry_share

    return ReportPage(
        month=report.month.name,
        slack_channel_id=channel,
        members=report.members,
        recognised=report.recognised,
        gave=report.gave,
        top_tenth_share=report.top_tenth_share,
        months=[lay_out_month(one) for one in report.months],
    )
