"""Reading again in other words, through the front door: a dozen words, and a channel's digest."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from sqlalchemy import select

from db import DigestPlan, Team
from slackapp.jobs import monthly_digest
from tests.flows.office import Office, labels, words

#: What is typed about Ben, by the vocabulary that has the words.
DOZEN = {
    "twelve zealous": ("Win-Win", "Impulse Control", "Moral Courage", "Calculated Risks"),
    "five core strengths": ("Balance", "Self Image", "Mindset"),
    "service personnel": ("Tolerance", "Results", "Technical Capacity"),
    "outstanding service": ("Earning Trust", "Leads by Example"),
}


class Scene(NamedTuple):
    """An admin and two colleagues in a channel of theirs."""

    office: Office
    admin: str
    ana: str
    ben: str
    room: str

    def preview(self, through: str = "") -> str:
        """This month's digest, as the admin alone sees it."""
        typed = f"digest preview {self.office.clock():%Y-%m} {through}"
        answer = self.office.kudos(self.admin, self.room, typed)
        assert "together" in answer.text, answer.text
        self.office.settle()
        return words(self.office.answers(self.admin, self.room)[-1])

    def give(self, text: str) -> None:
        """Ana thanks Ben for that, and takes the first choice wherever she is asked."""
        self.office.kudos(self.ana, self.room, f"<@{self.ben}> {text} thanks a lot")
        while "Which was it?" in words(shown := self.office.answers(self.ana, self.room)[-1]):
            self.office.tap(self.ana, self.room, shown, labels(shown)[0])


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """The three, whom the app has read as members of their channel."""
    office = shared_office
    admin, ana, ben = office.person("root", is_admin=True), office.person("ana"), office.person()
    return Scene(office, admin, ana, ben, office.room(admin, ana, ben))


def know_members(scene: Scene) -> None:
    """Have the channel's members read."""
    scene.office.kudos(scene.admin, scene.room, "digest preview")
    monthly_digest.run(scene.office.app.context)
    scene.office.settle()


def test_a_dozen_words_are_typed_and_read_back_in_their_own_vocabulary(scene: Scene) -> None:
    for named in DOZEN.values():
        scene.give(", ".join(named))
    know_members(scene)
    plain = scene.preview()
    assert "with 4 kudos from" in plain
    assert "Technical Capacity: Technical Capacity" in plain
    assert "Technical Capacity: ○ 1 no tier" in plain
    for lens, named in DOZEN.items():
        shown = scene.preview(f"through {lens}")
        assert "with 4 kudos from" in shown
        assert f"Read through *{lens.title()}*" in shown
        for name in named:
            assert name in shown.partition("*The team's month*")[0], name


def test_a_channels_digest_is_read_through_what_its_form_says(scene: Scene) -> None:
    office, admin, room = scene.office, scene.admin, scene.room
    scene.give("self talk")
    know_members(scene)
    office.kudos(admin, room, "digest settings")
    view = office.sandbox.modal(admin)
    assert view is not None
    wrong = office.sandbox.submit(admin, view, lens="horoscopes")
    assert not wrong.ok or list(wrong.raw["errors"]) == ["lens"]
    assert office.sandbox.submit(admin, view, lens="five_core_strengths").ok
    assert _lens_key(office, room) == "five_core_strengths"
    shown = scene.preview()
    assert "Core Strengths: Self Talk ● everyday service" in shown
    assert "Read through *Five Core Strengths*" in shown
    # The form shows what was chosen, and the own framework takes it back.
    office.kudos(admin, room, "digest settings")
    view = office.sandbox.modal(admin)
    assert office.sandbox.submit(admin, view, hour="8").ok
    assert _lens_key(office, room) == "five_core_strengths"
    office.kudos(admin, room, "digest settings")
    assert office.sandbox.submit(admin, office.sandbox.modal(admin), lens="ecf").ok
    assert _lens_key(office, room) is None
    assert "Read through" not in scene.preview()


def _lens_key(office: Office, room: str) -> str | None:

    with office.sessions.read() as session:
        wanted = select(DigestPlan.lens_key).join(Team, Team.id == DigestPlan.team_id)
        return session.scalar(wanted.where(Team.slack_channel_id == room))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("digest preview through twelve zealus", "I do not know the vocabulary “twelve zealus”."),
        ("digest preview through", "Through which vocabulary? There is:"),
        ("digest through service", "• outstanding service"),
        ("digest now through twelve zealous", "stands in `/kudos digest settings`"),
        ("digest on through twelve zealous", "stands in `/kudos digest settings`"),
    ],
)
def test_what_is_no_lens_is_answered_with_what_there_is(
    scene: Scene, typed: str, said: str
) -> None:
    before = scene.office.stored()
    assert said in scene.office.kudos(scene.admin, scene.room, typed).text
    scene.office.settle()
    assert scene.office.stored() == before
