"""Which kudos count for a person's own strengths."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import Kudos, KudosRecipient, KudosTag, Person
from factories import NOW, make_kudos, make_me_too, make_person, make_workspace
from slackapp.domain.profile.strengths import Threshold, TippingPoint
from slackapp.services.profile.strengths import (
    Received,
    read_received,
    read_through_lens,
    read_tipping_point,
)
from slackapp.services.workspace.lenses import open_lens
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
    get_recognition_policy,
)

YEAR = timedelta(days=365)


class Circle:
    """Ben, and three colleagues who thank him in turn."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.workspace = make_workspace(session)
        self.ben = make_person(session, workspace=self.workspace)
        self.givers = [make_person(session, workspace=self.workspace) for _ in range(3)]

    def thank(self, times: int, *competencies: str, givers: int = 3, **columns: Any) -> None:
        for giver in islice(cycle(self.givers[:givers]), times):
            make_kudos(
                self.session,
                giver=giver,
                recipients=[self.ben, *(one for one in self.givers if one is not giver)],
                competencies=competencies or ("empathy",),
                **columns,
            )

    def read(self, person: Person | None = None) -> TippingPoint:
        policy = get_recognition_policy(self.session, workspace_id=self.workspace.id)
        return read_tipping_point(self.received(person), policy=policy)

    def received(self, person: Person | None = None) -> Received:
        return read_received(
            self.session,
            workspace_id=self.workspace.id,
            person_id=(person or self.ben).id,
            since=NOW - YEAR,
        )

    def strengths(self) -> list[str]:
        return [one.name for cluster in self.read().clusters for one in cluster.strengths]


@pytest.fixture
def circle(session: Session) -> Circle:
    return Circle(session)


def test_three_kudos_of_two_givers_are_a_strength_and_six_of_three_excellent(
    circle: Circle,
) -> None:
    circle.thank(3, "empathy", givers=2)
    circle.thank(6, "influence", "communication")
    circle.thank(9, "optimism", givers=1)
    point = circle.read()
    assert circle.strengths() == ["Empathy", "Influence", "Communication"]
    assert (point.excellent_count, point.strong_cluster_count) == (2, 2)


@pytest.mark.parametrize("visibility", ["public", "channel", "private"])
def test_kudos_count_for_their_recipient_whoever_else_sees_them(
    circle: Circle, visibility: str
) -> None:
    circle.thank(3, visibility=visibility, announcement="none")
    circle.session.execute(update(KudosRecipient).values(is_hidden=True))
    assert circle.strengths() == ["Empathy"]


def test_a_kudos_that_is_held_does_not_count_yet(circle: Circle) -> None:
    circle.thank(3, announcement="held")
    assert not circle.read().has_evidence


def test_what_is_older_than_the_period_does_not_count(circle: Circle) -> None:
    circle.thank(3, given_at=NOW - YEAR - timedelta(seconds=1))
    assert not circle.read().has_evidence
    circle.thank(3, "optimism", given_at=NOW - YEAR)
    assert circle.strengths() == ["Optimism"]


def test_kudos_given_and_kudos_to_others_do_not_count(circle: Circle) -> None:
    newcomer = make_person(circle.session, workspace=circle.workspace)
    for _ in range(3):
        make_kudos(circle.session, giver=newcomer, recipients=[circle.ben])
    circle.thank(3)
    assert not circle.read(newcomer).has_evidence


def test_an_inner_habit_counts_as_the_competency_it_stands_for_and_once_a_kudos(
    circle: Circle,
) -> None:
    circle.thank(2, "emotional_awareness", "optimism")
    circle.session.execute(
        update(KudosTag)
        .where(KudosTag.competency_key == "optimism")
        .values(framework_key="five_core_strengths", competency_key="self_talk")
    )
    # Both tags of the two kudos are emotional awareness now, and these are still two kudos.
    assert not circle.read().has_evidence
    circle.thank(1, "emotional_awareness")
    assert circle.strengths() == ["Emotional Awareness"]


def test_the_workspace_decides_what_it_takes(circle: Circle) -> None:
    circle.thank(1)
    change_recognition_policy(
        circle.session,
        workspace_id=circle.workspace.id,
        policy=RecognitionPolicyView(Threshold(1, 1), Threshold(1, 1)),
    )
    assert circle.read().excellent_count == 1


def test_another_workspace_reads_nothing_of_it(circle: Circle) -> None:
    circle.thank(6)
    other = make_workspace(circle.session)
    received = read_received(
        circle.session, workspace_id=other.id, person_id=circle.ben.id, since=NOW - YEAR
    )
    assert received == []


def test_whoever_joined_in_counts_as_a_giver_and_not_as_a_kudos(circle: Circle) -> None:
    """Only where the announcement names the person: whoever joins in on another does not know."""
    circle.thank(3, givers=1)
    assert circle.strengths() == []
    cleo = make_person(circle.session, workspace=circle.workspace)
    first, *_ = circle.session.scalars(select(Kudos).order_by(Kudos.id)).all()
    make_me_too(circle.session, kudos=first, person=cleo)
    assert circle.strengths() == ["Empathy"]
    circle.session.execute(
        update(KudosRecipient)
        .where(KudosRecipient.person_id == circle.ben.id, KudosRecipient.kudos_id == first.id)
        .values(announcement="direct")
    )
    assert circle.strengths() == []
    circle.thank(2, "influence")
    assert circle.strengths() == []


def test_through_a_lens_whoever_joined_in_counts_too(circle: Circle) -> None:
    circle.thank(3, givers=1)
    cleo = make_person(circle.session, workspace=circle.workspace)
    for kudos in circle.session.scalars(select(Kudos)).all():
        make_me_too(circle.session, kudos=kudos, person=cleo)
    found, _ = read_through_lens(
        circle.received(),
        policy=get_recognition_policy(circle.session, workspace_id=circle.workspace.id),
        lens=open_lens(
            circle.session, workspace_id=circle.workspace.id, key="service_personnel"
        ).lens,
    )
    assert [one.name for cluster in found.clusters for one in cluster.strengths] == ["Empathy"]
