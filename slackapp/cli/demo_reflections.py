"""What the demo's team answers to its weekly questions: how often, with which words, for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import Person, ReflectionPrompt, ReflectionSchedule
from slackapp.app import Kudoscope
from slackapp.clock import MovingClock
from slackapp.jobs import reflection_prompts
from slackapp.services.reflection.reflections import (
    Answer,
    answer_prompt,
    find_open_step,
    record_step_result,
    skip_prompt,
)
from slackapp.services.workspace.people import find_people

if TYPE_CHECKING:
    from slackapp.sandbox.server import Sandbox

#: Week by week: how often it showed, from 1 to 5; "-" is skipped, "." is left open.
WEEKS = {
    "ana": "344554-5545545",
    "ben": "43554445-44545",
    "mei": "4.5453454-4545",
    "diego": "34-5.445445455",
    "elif": "445-4554544.54",
    "grace": "34454-44554454",
    "ravi": "43445.55454554",
    "zoe": "4454345-545445",
}
#: What others see in somebody who does not see it yet, and skips the question.
PASSED_OVER = {
    ("ben", "service_orientation"),
    ("mei", "conscientiousness"),
    ("elif", "building_bonds"),
    ("grace", "leadership"),
    ("ravi", "initiative"),
    ("zoe", "developing_others"),
}
#: The weeks in which somebody shows their answer to somebody; the first week is 0.
SHARED = {
    ("ana", 3): "grace",
    ("ana", 8): "zoe",
    ("ben", 4): "grace",
    ("ben", 9): "ana",
    ("mei", 5): "zoe",
    ("diego", 6): "grace",
    ("elif", 2): "grace",
    ("elif", 7): "mei",
    ("grace", 6): "zoe",
    ("ravi", 7): "grace",
    ("zoe", 5): "grace",
}
#: How long after its question an answer comes.
_LATER = timedelta(minutes=12)
#: What became of a next step, in turn.
_RESULTS = ("yes", "partly", "yes", "no", "yes")

#: What is said of each competency, and what one means to do next; each is said once.
NOTES = {
    "emotional_awareness": (
        ("I noticed late that I was tired, and short with people because of it.",
         "Take the break before the afternoon queue, not after it."),
        ("Two calls got under my skin, and I could say afterwards why.", ""),
        ("I was nervous about the review, and said so. That helped.",
         "Write one line after a hard call before I take the next."),
        ("Mondays make me impatient. Good to know.", "Begin Mondays with the easy tickets."),
    ),
    "accurate_self_assessment": (
        ("I asked for feedback on my notes, and it was right: they are too long.",
         "Three sentences for each handover, no more."),
        ("I still say yes when I should ask for help.",
         "Ask within an hour when I am stuck."),
        ("I know now which calls I am good at, and which I avoid.", ""),
    ),
    "self_confidence": (
        ("I said in the meeting that the target makes no sense, and why.", ""),
        ("I waited too long with my idea. Somebody else had it then.",
         "Say it in the first ten minutes."),
        ("I told a customer no, in a friendly way, and it was fine.", ""),
    ),
    "self_control": (
        ("He shouted, and I breathed before I answered.", "Stand up while I listen to hard calls."),
        ("The outage was loud. I kept my voice down, mostly.", ""),
        ("One answer was sharper than I wanted. I wrote again.",
         "Read it aloud before I send it."),
    ),
    "trustworthiness": (
        ("I told them that it was our mistake before they asked.", ""),
        ("I promised Friday and knew it would be Monday. Not again.",
         "Give a date only after I have looked at the queue."),
    ),
    "conscientiousness": (
        ("Every follow-up of this week is sent.", "Keep the list of promises in one place."),
        ("Two tickets slipped through at the change of shift.",
         "Go through my open tickets before I hand over."),
    ),
    "adaptability": (
        ("The script did not fit, so I asked what they were trying to do.", ""),
        ("New tool, new shortcuts. I grumbled less than last time.",
         "Learn one shortcut a day."),
    ),
    "innovativeness": (
        ("I tried the picture guide, and three people needed no call.",
         "Make one for the invoice page, too."),
        ("I had no new idea this week, and was glad of Ravi's.", ""),
    ),
    "achievement_drive": (
        ("I looked at which answers come back to us. Five kinds make half of them.",
         "Rewrite the first of the five."),
        ("A calm week. I tidied the macros.", ""),
    ),
    "commitment": (
        ("I stayed until the Ortega shipment was found.", ""),
        ("The customer comes first also when the report is due.",
         "Tell Grace early when both are due at once."),
    ),
    "initiative": (
        ("I fixed the form myself. It took ten minutes.", "Look for the next small thing to fix."),
        ("I saw the double bookings and told nobody until Thursday.",
         "Say it the same day, even if I am not sure."),
    ),
    "optimism": (
        ("We lost a customer, and have a list of what to mend.", "Mend the first on the list."),
        ("It was one bad day, not a bad week.", ""),
    ),
    "empathy": (
        ("She only wanted somebody to listen. I nearly solved it too early.",
         "Ask one more question before I offer something."),
        ("I could hear that he was afraid of his boss, and said I would write to both.", ""),
        ("I listened, and still typed. People hear that.",
         "Hands off the keyboard while somebody tells me what happened."),
    ),
    "service_orientation": (
        ("I told them that the cheaper plan is enough.", ""),
        ("I asked what the report is for, and sent another one than they had asked for.",
         "Ask what for at the start of each call."),
        ("Three of my customers wrote to say thanks.", ""),
    ),
    "developing_others": (
        ("I sat in on a call and said one thing that was good, and one to try.",
         "Do that once a week."),
        ("I explained it again myself, though they could have tried.",
         "Let the other one have the keyboard."),
    ),
    "leveraging_diversity": (
        ("The night shift sees other customers than we do. I asked them first.", ""),
    ),
    "political_awareness": (
        ("I found out who really decides about the refund limit.",
         "Have a coffee with Finance."),
    ),
    "influence": (
        ("I brought numbers, and they said yes to the headsets.", ""),
    ),
    "communication": (
        ("I wrote it without one word of jargon, and nobody called back.",
         "Show the text to somebody new before I send it."),
        ("I talked more than I listened in the handover.", "Let the others begin."),
    ),
    "leadership": (
        ("I took the call that nobody wanted.", ""),
        ("I answered the queue with everybody on the worst day.",
         "One hour in the queue each week."),
    ),
    "change_catalyst": (
        ("I asked why we have that second form. Nobody knew.", "Ask whether it can go."),
    ),
    "conflict_management": (
        ("Sales and we had it out, kindly, and have a plan.", "Meet again in two weeks."),
        ("I let it simmer too long.", "Talk to them, do not write."),
    ),
    "building_bonds": (
        ("I rang two customers just to hear how it goes.", "One such call each week."),
        ("I know the names of all who started this month.", ""),
    ),
    "collaboration_and_cooperation": (
        ("The handover with Diego was so clear that nothing was asked twice.", ""),
        ("I did it alone to be quicker, and it was not quicker.",
         "Ask who else is at it before I begin."),
    ),
    "team_capabilities": (
        ("Everybody spoke in the review, the quiet ones first.", "Ask them first next time, too."),
    ),
}  # fmt: skip


@dataclass
class Reflections:
    """The team's weekly questions, asked by the app and answered as `WEEKS` says."""

    app: Kudoscope
    sandbox: Sandbox
    workspace_id: int
    _weeks: dict[str, int] = field(default_factory=dict)
    _said: dict[str, int] = field(default_factory=dict)
    _steps: int = 0

    def _find_next(self, until: datetime) -> datetime | None:
        """When somebody is asked next, if that is by then."""
        with self.app.tools.sessions.read() as session:
            due_at = session.scalar(
                select(func.min(ReflectionSchedule.next_due_at)).where(
                    ReflectionSchedule.workspace_id == self.workspace_id
                )
            )
        return due_at if due_at is not None and due_at <= until else None

    def live_until(self, moment: datetime, clock: MovingClock, deliver: Callable[[], None]) -> None:
        """Have everybody asked who is due by then, and let them answer a few minutes later."""
        while due_at := self._find_next(moment):
            clock.move_to(max(due_at, clock()))
            reflection_prompts.run(self.app.tools, lambda *_: None)
            deliver()
            # Questions go out one after the other.
            clock.move_to(min(due_at + _LATER, max(moment, clock())))
            deliver()
            self._answer_all(clock())
            deliver()

    def _answer_all(self, now: datetime) -> None:
        """Answer, or skip, whatever was asked just now; some are left open for good."""
        with self.app.tools.sessions.read() as session:
            asked = session.execute(
                select(ReflectionPrompt.id, Person.slack_user_id)
                .join(Person, Person.id == ReflectionPrompt.person_id)
                .where(
                    ReflectionPrompt.workspace_id == self.workspace_id,
                    ReflectionPrompt.state == "asked",
                    ReflectionPrompt.asked_at > now - timedelta(hours=1),
                )
                .order_by(ReflectionPrompt.id)
            ).all()
        names = {self.sandbox.user(name): name for name in WEEKS}
        for prompt_id, slack_user_id in asked:
            self._answer(prompt_id, slack_user_id, names[slack_user_id], now)

    def _answer(self, prompt_id: int, slack_user_id: str, name: str, now: datetime) -> None:
        week = self._weeks.get(name, 0)
        self._weeks[name] = week + 1
        said = WEEKS[name][week % len(WEEKS[name])]
        if said == ".":
            return
        reader = SHARED.get((name, week))
        slack_reader_id = self.sandbox.user(reader) if reader else ""
        with self.app.tools.sessions.begin() as session:
            people = find_people(
                session,
                workspace_id=self.workspace_id,
                slack_user_ids=[slack_user_id, *([slack_reader_id] if reader else [])],
            )
            person = people[slack_user_id]
            prompt = session.get_one(ReflectionPrompt, prompt_id)
            if said == "-" or (name, prompt.competency_key) in PASSED_OVER:
                skip_prompt(
                    session,
                    workspace_id=self.workspace_id,
                    person_id=person.person_id,
                    prompt_id=prompt_id,
                    now=now,
                )
                return
            step = find_open_step(session, person_id=person.person_id, before=prompt.due_at)
            has_words = reader is not None or (3 * week + [*WEEKS].index(name)) % len(WEEKS) < 3
            note, next_step = (
                self._find_words(prompt.competency_key or "") if has_words else ("", "")
            )
            answer_prompt(
                session,
                person=person,
                prompt_id=prompt_id,
                answer=Answer(
                    frequency=int(said),
                    note=note or None,
                    next_step=next_step or None,
                    shared_with=people.get(slack_reader_id),
                ),
                now=now,
            )
            if step is not None:
                record_step_result(
                    session,
                    person_id=person.person_id,
                    reflection_id=step.reflection_id,
                    result=_RESULTS[self._steps % len(_RESULTS)],
                    now=now,
                )
                self._steps += 1

    def _find_words(self, competency: str) -> tuple[str, str]:
        """Something that nobody has said yet, if there is anything left."""
        notes, number = NOTES.get(competency, ()), self._said.get(competency, 0)
        if number >= len(notes):
            return "", ""
        self._said[competency] = number + 1
        return notes[number]
