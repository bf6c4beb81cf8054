"""What is due now and then, and how often it is looked for."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from slackapp.config import Settings
from slackapp.delivery.oauth import OAuth
from slackapp.domain.installation.installing import Defaults
from slackapp.jobs import (
    departures,
    erasing,
    groups_sync,
    held_kudos,
    me_too_notes,
    monthly_digest,
    organisations,
    reflection_prompts,
    retention,
    shared_answers,
    slack_probe,
    statistics,
    token_probe,
    token_refresh,
)
from slackapp.jobs.people_sync import PeopleSync
from slackapp.jobs.scheduler import Tick
from slackapp.metrics import Metrics
from slackapp.tools import Tools

#: The database says whether the day has come. A large workspace takes long to read.
_PEOPLE_EVERY, _PEOPLE_LATE = timedelta(minutes=1), timedelta(days=1)
_GROUPS_EVERY = timedelta(minutes=1)
_HELD_EVERY = timedelta(minutes=5)
_ME_TOO_EVERY = timedelta(minutes=1)
_PROMPTS_EVERY = timedelta(minutes=1)
_DIGESTS_EVERY = timedelta(minutes=1)
_SHARED_EVERY = timedelta(minutes=1)
_ERASING_EVERY = timedelta(minutes=1)
_RETENTION_EVERY = timedelta(days=1)
_DEPARTURES_EVERY = timedelta(days=1)
_STATISTICS_EVERY = timedelta(hours=1)
_PROBE_EVERY = timedelta(minutes=1)
_REFRESH_EVERY = timedelta(minutes=1)
_ORGANISATIONS_EVERY = timedelta(minutes=1)


def list_ticks(
    settings: Settings,
    tools: Tools,
    people_sync: PeopleSync,
    metrics: Metrics,
    oauth: OAuth | None,
    defaults: Defaults,
) -> list[Tick]:
    """What is due now and then, in one process or another; with `oauth`, for the install pages."""
    run_prompts = partial(reflection_prompts.run, tools, metrics.count_prompts)
    run_digests = partial(monthly_digest.run, tools, monthly_digest.read_sources(tools))
    keep_uninstalled = timedelta(days=settings.kudoscope_keep_uninstalled_days)
    of_pages = (
        []
        if oauth is None
        else [
            Tick("token_refresh", _REFRESH_EVERY, partial(token_refresh.run, tools, oauth)),
            Tick(
                "organisations",
                _ORGANISATIONS_EVERY,
                partial(organisations.run, tools, oauth, defaults),
            ),
        ]
    )
    return [
        *of_pages,
        Tick("people_sync", _PEOPLE_EVERY, people_sync.run, _PEOPLE_LATE),
        Tick("groups_sync", _GROUPS_EVERY, partial(groups_sync.run, tools)),
        Tick("held_kudos", _HELD_EVERY, partial(held_kudos.run, tools)),
        Tick("me_too_notes", _ME_TOO_EVERY, partial(me_too_notes.run, tools)),
        Tick("reflection_prompts", _PROMPTS_EVERY, run_prompts),
        Tick("monthly_digest", _DIGESTS_EVERY, run_digests),
        Tick("shared_answers", _SHARED_EVERY, partial(shared_answers.run, tools)),
        Tick("erasing", _ERASING_EVERY, partial(erasing.run, tools)),
        Tick("retention", _RETENTION_EVERY, partial(retention.run, tools)),
        Tick("departures", _DEPARTURES_EVERY, partial(departures.run, tools, keep_uninstalled)),
        Tick("statistics", _STATISTICS_EVERY, partial(statistics.run, tools)),
        Tick("token_probe", _PROBE_EVERY, partial(token_probe.run, tools)),
    ]


def build_probe(tools: Tools, metrics: Metrics) -> Tick:
    """Each process finds out for itself whether Slack answers it."""
    return Tick("slack_probe", _PROBE_EVERY, partial(slack_probe.run, tools, metrics.observe_slack))
