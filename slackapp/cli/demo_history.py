"""What the demo's team lives through: three months before a visitor comes, and all time after that.

The past is told through the app itself, with its clock and the sandbox's set back: kudos are typed,
their announcements are delivered, weekly questions are asked and answered, and digests come when
they are due. So nothing of it is made up that the app would not have stored and posted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from db import DigestPlan, Kudos, KudosTag, OutboxLane, ReflectionSchedule
from slackapp.app import Kudoscope
from slackapp.cli.demo_reflections import Reflections
from slackapp.clock import MovingClock, utc_now
from slackapp.domain.base.errors import NotYours
from slackapp.handlers.base.requests import Command
from slackapp.handlers.command import answer_command
from slackapp.jobs import monthly_digest
from slackapp.jobs.connecting import connect_workspace
from slackapp.sandbox.seed import find_working_morning
from slackapp.sandbox.trouble import OUTAGES
from slackapp.services.kudos.decisions import choose_behaviour
from slackapp.services.workspace.actors import NotMet, Refused
from slackapp.services.workspace.people import find_people
from slackapp.services.workspace.workspaces import WorkspaceView, list_workspaces

if TYPE_CHECKING:
    from slackapp.sandbox.server import Sandbox

#: How long before the visitor the history begins.
LENGTH = timedelta(days=92)
#: What tells nobody anything: once is enough, and a month has many hours.
_AT_THE_END = ("statistics", "slack_probe")
#: What reads from Slack, and waits for minutes until it answers.
_READING = ("organisations", "people_sync", "groups_sync", "slack_probe")
_SECONDS = timedelta(seconds=5)
_FEW_HOURS = timedelta(hours=3)
_DUE = (ReflectionSchedule.next_due_at, DigestPlan.next_due_at, OutboxLane.due_at)
#: Looks at the outbox, a hundredth of a second apart, before a visit goes on without Slack.
_PATIENCE = 1_000
_LEADER = "grace"
_TEAM_CHANNEL = "support"
#: Mondays, Wednesdays and Fridays, in UTC.
_DAYS_OF_THANKS, _HOUR_OF_THANKS = (0, 2, 4), 10
#: Somebody of another company, and what she wrote in the channel that the two share.
CUSTOMER = "lena"
CUSTOMER_CHANNEL = "fischer-freight"
CUSTOMER_SAYS = "Both containers are through customs. Ana, your checklist saved us a day!"

#: Giver, recipients, channel, competency, the behaviour chosen or nothing, and the words.
HISTORY = (
    ("ana", "ravi", "support", "initiative", "goes_further",
     "for sitting with me until the import ran again"),
    ("grace", "zoe", "general", "developing others", "coaches",
     "the listening sessions change how we write"),
    ("ben", "ana", "support", "empathy", "hears_feelings",
     "you let Mrs Duarte finish before you said a word"),
    ("elif", "diego", "support", "adaptability", "changes_tack",
     "the script did not fit and you dropped it"),
    ("mei", "ben", "support", "service orientation", "builds_loyalty",
     "three of your customers wrote back to say thanks"),
    ("zoe", "mei", "support", "conscientiousness", "takes_care",
     "not one wrong amount in ninety refunds"),
    ("ravi", "ana", "support", "empathy", "",
     "for asking how I was, and waiting for the answer"),
    ("diego", "ana ravi", "support", "collaboration and cooperation", "joins_forces",
     "gracias por el relevo tan claro de anoche"),
    ("grace", "ben", "support", "trustworthiness", "owns_mistakes",
     "you told the customer it was our slip before they found out"),
    ("ana", "grace", "general", "leadership", "steps_up",
     "for taking the call that nobody wanted to take"),
    ("ben", "elif", "support", "building bonds", "makes_friends", ""),
    ("mei", "zoe", "support", "communication", "listens_both_ways",
     "I could say what I really think of the new form"),
    ("zoe", "ravi", "general", "innovativeness", "has_new_ideas",
     "the one-page error guide is brilliant"),
    ("elif", "ana", "support", "empathy", "sees_their_side",
     "you explained the invoice as if you stood in their shop"),
    ("ravi", "diego", "support", "self control", "stays_calm",
     "forty angry calls and still kind at the last one"),
    ("grace", "mei", "leads", "influence", "persuades",
     "the budget for headsets is yours, you made the case"),
    ("diego", "ben", "support", "service orientation", "advises_honestly",
     "you told them the cheaper plan is enough"),
    ("ana", "zoe", "support", "developing others", "gives_useful_feedback",
     "one note from you and the next call went better"),
    ("ben", "ravi", "support", "initiative", "cuts_red_tape",
     "you fixed the form instead of filing a ticket about it"),
    ("mei", "ana", "support", "self control", "tames_impulses",
     "he shouted, you breathed, he apologised"),
    ("zoe", "grace", "general", "team capabilities", "draws_everyone_in",
     "the night shift was heard first in the review"),
    ("elif", "mei", "support", "conscientiousness", "keeps_promises",
     "the macro was there on Monday, as you said"),
    ("ravi", "elif", "support", "optimism", "sees_fixable_setbacks",
     "a lost customer became a list of three things to mend"),
    ("grace", "diego", "support", "adaptability", "juggles_demands",
     "two outages and a new colleague in one night"),
    ("diego", "ana", "support", "empathy", "hears_feelings",
     "you noticed that I was worn out before I did"),
    ("ana", "ben", "support", "conflict management", "cools_tempers",
     "the two teams talk to each other again"),
    ("ben", "zoe", "general", "developing others", "celebrates_growth",
     "you saw what the newcomers did well and said it aloud"),
    ("mei", "ravi", "support", "initiative", "", "for the check that caught the double bookings"),
    ("zoe", "ana", "support", "empathy", "", "that call goes into the training, if they agree"),
    ("elif", "grace", "support", "leadership", "sets_example",
     "you answered the queue yourself on the worst day"),
    ("mei", "grace", "support", "leadership", "sets_example",
     "you took a night shift yourself before you changed the rota"),
    ("ravi", "mei", "support", "communication", "tunes_message",
     "no jargon, and they understood the outage at once"),
    ("grace", "elif", "general", "building bonds", "keeps_people_posted",
     "every new customer knew who is who within a day"),
    ("diego", "ravi", "support", "innovativeness", "hears_odd_solutions",
     "you tried my odd idea, and it worked"),
    ("ana", "mei", "support", "conscientiousness", "",
     "obrigada, every handover note of yours is complete"),
    ("ben", "diego", "support", "adaptability", "sees_another_light",
     "you asked what we could learn from the mess"),
    ("mei", "ana", "support", "empathy", "sees_their_side",
     "you defended the customer in the meeting, and rightly"),
    ("zoe", "ben", "support", "service orientation", "matches_needs",
     "you found out what they needed, not what they asked for"),
    ("elif", "ravi diego", "support", "self control", "keeps_clear_head",
     "for the calm in that outage"),
    ("grace", "ana", "general", "self confidence", "says_the_unpopular",
     "you said what all of us thought about the targets"),
    ("ravi", "zoe", "support", "accurate self assessment", "welcomes_feedback",
     "you asked us what to do better, and did it"),
    ("diego", "elif", "support", "optimism", "keeps_going", ""),
    ("ana", "diego", "support", "self control", "stays_calm",
     "the lost container, and not one sharp word"),
    ("ben", "ana", "support", "self control", "keeps_clear_head",
     "you kept the thread when everything rang at once"),
    ("mei", "elif", "support", "building bonds", "makes_friends",
     "customers ask for you by name"),
    ("diego", "ana", "support", "self control", "stays_calm",
     "you took the hardest call of my shift and stayed friendly"),
    ("zoe", "mei", "general", "change catalyst", "questions_habits",
     "why did we ever need that second form?"),
    ("grace", "ravi", "support", "initiative", "goes_further",
     "you went on until the cause was found, not just the symptom"),
)  # fmt: skip

#: What they say while the visitor lets time pass: one on every other working day, and then again
#: from the first. None is by the person that the visitor is at first, who speaks for themselves.
LATER = (
    ("ravi", "ben", "support", "service orientation", "glad_to_help",
     "you stayed on the line until their first parcel had left"),
    ("ana", "elif", "support", "communication", "talks_straight",
     "your three lines to the carrier said it all"),
    ("grace", "ravi", "support", "initiative", "cuts_red_tape",
     "nobody has to ask for that password twice any more"),
    ("mei", "diego", "support", "adaptability", "juggles_demands",
     "two queues, one headset, and nobody waited long"),
    ("zoe", "ana", "general", "developing others", "coaches",
     "my first hard call went well because you sat beside me"),
    ("diego", "mei", "support", "conscientiousness", "answers_for_goals",
     "you said Friday, and it was Friday"),
    ("elif", "ben", "support", "empathy", "sees_their_side",
     "you knew that it was never about the invoice"),
    ("ana", "ravi", "support", "collaboration and cooperation", "shares_freely",
     "your notes on the customs form saved me a morning"),
    ("grace", "zoe", "general", "team capabilities", "draws_everyone_in",
     "the quietest of us had the best idea, since you asked"),
    ("ravi", "diego", "support", "self control", "stays_calm",
     "you let the storm pass and then asked what they needed"),
    ("mei", "grace", "support", "communication", "hears_bad_news",
     "I could tell you about the lost refund straight away"),
    ("diego", "elif", "support", "building bonds", "keeps_people_posted",
     "all of the depot knew before the first lorry came"),
    ("zoe", "ben", "support", "trustworthiness", "owns_mistakes",
     "you wrote to all twelve of them yourself"),
    ("ana", "mei", "support", "achievement drive", "keeps_improving",
     "the macro is shorter each time I use it"),
    ("elif", "ana", "support", "conflict management", "cools_tempers",
     "he rang to complain and rang off laughing"),
    ("ravi", "grace", "support", "leadership", "sets_example",
     "you took the Sunday that nobody had put their name to"),
    ("grace", "diego", "support", "optimism", "keeps_going",
     "the fourth try was the one that worked"),
    ("mei", "ravi", "support", "innovativeness", "has_new_ideas",
     "a picture of the label instead of a page about it"),
    ("diego", "zoe", "general", "leveraging diversity", "makes_room_for_all",
     "gracias por preguntar al turno de noche primero"),
    ("zoe", "elif", "support", "service orientation", "builds_loyalty",
     "they asked for you by name, and they are new"),
)  # fmt: skip


def live_through(
    app: Kudoscope, sandbox: Sandbox, clock: MovingClock, *, until: datetime | None = None
) -> None:
    """Have the app, which is built and not started, live through the history until a visit begins.

    That is on the morning of a working day, whenever somebody comes.
    """
    begun = until or find_working_morning(utc_now())
    clock.move_to(begun - LENGTH)
    connect_workspace(app.settings, app.tools)
    app.people_sync.run()
    with app.tools.sessions.read() as session:
        (workspace,) = list_workspaces(session)
    story = _Story(app, sandbox, workspace)
    story.type(_LEADER, _TEAM_CHANNEL, f"leaders <@{sandbox.user(_LEADER)}>")
    story.type(_LEADER, _TEAM_CHANNEL, "digest on")
    reflections = Reflections(app, sandbox, workspace.workspace_id)
    deliver = partial(_deliver_all, app, clock)
    for moment, line in zip(_spread(clock(), begun, len(HISTORY)), HISTORY, strict=True):
        reflections.live_until(moment, clock, deliver)
        clock.move_to(max(moment, clock()))
        monthly_digest.run(app.tools)
        story.give(*line)
        deliver()
    reflections.live_until(begun, clock, deliver)
    clock.move_to(begun)
    # One may have come due since the last kudos.
    monthly_digest.run(app.tools)
    _deliver(app)
    sandbox.begin_the_day()
    _meet_the_customer(sandbox)


def _meet_the_customer(sandbox: Sandbox) -> None:
    """Share a channel with whoever is of another company, and have her write there."""
    channel = sandbox.add_channel(CUSTOMER_CHANNEL, members=("ana", "ben", "grace", CUSTOMER))
    topic = "Shared with Fischer Freight"
    sandbox.change_channel(channel, topic=topic, sharing=("is_ext_shared",))
    sandbox.say(sandbox.user(CUSTOMER), channel, CUSTOMER_SAYS)


def let_time_pass(app: Kudoscope, sandbox: Sandbox, clock: MovingClock, until: datetime) -> None:
    """Have the running app live through whatever is due until then, so that nothing is missed.

    In between it looks around every few hours, for what is due by a rule and not by a date, and
    the team goes on thanking each other.
    """
    left = _READING if any(map(sandbox.world.trouble.is_on, OUTAGES)) else ()
    thanks = _next_thanks(clock())
    while (moment := min(thanks, _next_stop(app, clock()))) < until:
        _arrive(app, clock, moment, without=_AT_THE_END + left)
        if moment == thanks:
            _thank_again(app, sandbox, moment)
            thanks = _next_thanks(moment)
        # What is due for many at one moment goes out one by one.
        clock.advance(minutes=1)
        _deliver(app)
    _arrive(app, clock, until, without=left)


def _next_stop(app: Kudoscope, now: datetime) -> datetime:
    """When the next question, digest or message is due, a few hours from now at the latest."""
    with app.tools.sessions.read() as session:
        dates = [session.scalar(select(func.min(due)).where(due > now)) for due in _DUE]
    return min(now + _FEW_HOURS, *(date for date in dates if date is not None))


def _next_thanks(now: datetime) -> datetime:
    """When somebody next thanks somebody, whatever the visitor does: on every other working day."""
    moment = now.replace(hour=_HOUR_OF_THANKS, minute=0, second=0, microsecond=0)
    while moment <= now or moment.weekday() not in _DAYS_OF_THANKS:
        moment += timedelta(days=1)
    return moment


def _thank_again(app: Kudoscope, sandbox: Sandbox, moment: datetime) -> None:
    """Say the next of what they say, unless a visitor has seen to it that nobody may."""
    with app.tools.sessions.read() as session:
        workspaces = list_workspaces(session)
    week = (moment.toordinal() - 1) // 7
    number = week * len(_DAYS_OF_THANKS) + _DAYS_OF_THANKS.index(moment.weekday())
    for workspace in workspaces:
        story = _Story(app, sandbox, workspace, name=f"later-{moment:%Y-%m-%d}")
        with suppress(NotMet, Refused, NotYours):
            story.give(*LATER[number % len(LATER)])


def _arrive(
    app: Kudoscope, clock: MovingClock, moment: datetime, *, without: tuple[str, ...] = ()
) -> None:
    clock.move_to(moment)
    app.scheduler.catch_up(without=without)
    _deliver(app)


def _deliver_all(app: Kudoscope, clock: MovingClock) -> None:
    """Deliver also what waits for the second that Slack wants between messages."""
    _deliver(app)
    while _is_due(app, clock() + _SECONDS):
        clock.advance(seconds=1)
        _deliver(app)


def _deliver(app: Kudoscope) -> None:
    """Deliver whatever is due, and wait for what the app's own threads have in hand."""
    for _ in range(_PATIENCE):
        if app.delivery.deliver_due():
            continue
        if not _is_due(app, app.tools.clock()):
            return
        time.sleep(0.01)


def _is_due(app: Kudoscope, moment: datetime) -> bool:
    with app.tools.sessions.read() as session:
        return bool(session.scalar(select(exists().where(OutboxLane.due_at <= moment))))


def _spread(start: datetime, end: datetime, count: int) -> Iterator[datetime]:
    """So many moments between the two, days apart and by day."""
    step = (end - start) / (count + 1)
    for number in range(1, count + 1):
        yield (start + number * step).replace(hour=8 + number % 9, minute=number * 7 % 60)


class _Story:
    """What the team does, typed as they would type it."""

    def __init__(
        self, app: Kudoscope, sandbox: Sandbox, workspace: WorkspaceView, name: str = "story"
    ) -> None:
        self._app = app
        self._sandbox = sandbox
        self._workspace = workspace
        self._name = name
        self._count = 0

    def type(self, name: str, channel: str, text: str) -> str:
        """Type `/kudos …`; the key of the request."""
        self._count += 1
        command = Command(
            workspace=self._workspace,
            slack_user_id=self._sandbox.user(name),
            slack_channel_id=self._sandbox.channel(channel),
            channel_name=channel,
            text=text,
            request_key=f"{self._name}-{self._count}",
        )
        answer_command(self._app.tools, command)
        return command.request_key

    def give(
        self, giver: str, to: str, channel: str, competency: str, behaviour: str, words: str
    ) -> None:
        """Give a kudos, and choose what its recipients did."""
        people = " ".join(f"<@{self._sandbox.user(name)}>" for name in to.split())
        key = self.type(giver, channel, f"{people} {competency} {words}")
        if not behaviour:
            return
        tools, workspace_id = self._app.tools, self._workspace.workspace_id
        who = self._sandbox.user(giver)
        with tools.sessions.begin() as session:
            tag_id = session.scalars(
                select(KudosTag.id)
                .join(Kudos, Kudos.id == KudosTag.kudos_id)
                .where(Kudos.workspace_id == workspace_id, Kudos.request_key == key)
            ).one_or_none()
            if tag_id is None:
                return
            choose_behaviour(
                session,
                workspace_id=workspace_id,
                giver=find_people(session, workspace_id=workspace_id, slack_user_ids=[who])[who],
                tag_id=tag_id,
                behaviour_key=behaviour,
                request_key=f"{key}-behaviour",
                now=tools.clock(),
            )
