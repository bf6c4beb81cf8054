"""A workspace's own frameworks: versions that never change, and kudos that keep theirs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from databases import Database
from db import Kudos, OwnFramework, ReflectionPolicy, Workspace
from factories import NOW, make_person, make_schedule, make_workspace
from services.races import overlap
from services.team import SUPPORT, Team
from slackapp.frameworks.changes import Kind
from slackapp.frameworks.crosswalk import Counted, StoredTag
from slackapp.frameworks.loader import ECF_KEY, FrameworkError, builtin_keys
from slackapp.services.kudos.kudos import give_kudos, read_kudos
from slackapp.services.operate.verify import verify
from slackapp.services.reflection.questions import choose_for
from slackapp.services.workspace.framework_versions import (
    FrameworkChanged,
    choose_framework,
    list_choices,
    load_own,
    plan_choice,
    plan_own,
)
from slackapp.services.workspace.frameworks import build_lens, find_framework

VALUES = """
key = "values"
name = "Our values"
[[clusters]]
key = "us"
name = "Us"
domain = "company"
[[clusters.competencies]]
key = "kind"
name = "Be kind"
definition = "Is kind"
crosswalk = ["empathy"]
behaviours = [{ key = "asks", text = "Asks how you are", tier = "basic" }]
[[clusters.competencies]]
key = "dare"
name = "Dare"
definition = "Tries what is new"
"""
KINDNESS = VALUES.replace('"Be kind"', '"Kindness"')


def load(session: Session, workspace: Workspace, text: str, from_key: str) -> str:
    return load_own(
        session,
        workspace_id=workspace.id,
        text=text,
        file_name="values.toml",
        from_key=from_key,
        now=NOW,
    ).key


def give(session: Session, team: Team, key: str, competency_key: str) -> None:
    """A kudos of Ana's to Ben, in words of that framework."""
    framework = find_framework(session, workspace_id=team.workspace_id, key=key)
    competency = framework.find_competency(competency_key)
    assert competency is not None
    team.open_support(session)
    give_kudos(
        session,
        workspace=team.workspace,
        slack_giver_id=team.ana.slack_user_id,
        slack_user_ids=(team.ben.slack_user_id,),
        named=(Counted(key, competency, next(iter(competency.behaviours), None)),),
        message=f"thanks for {competency_key} of {key}",
        place=SUPPORT,
        request_key=f"{key}:{competency_key}",
        now=NOW,
    )


def used(session: Session, workspace: Workspace) -> str:
    return session.scalars(
        select(Workspace.framework_key).where(Workspace.id == workspace.id)
    ).one()


def test_a_file_becomes_the_first_version_and_is_used(session: Session) -> None:
    workspace = make_workspace(session)
    assert load(session, workspace, VALUES, ECF_KEY) == "values@1"
    assert used(session, workspace) == "values@1"
    choices = list_choices(session, workspace_id=workspace.id)
    assert [one.key for one in choices] == [*builtin_keys(), "values@1"]
    assert [one.title for one in choices if one.is_used] == ["Our values, version 1"]


def test_a_changed_file_is_the_next_version_and_the_same_again_is_none(session: Session) -> None:
    workspace = make_workspace(session)
    load(session, workspace, VALUES, ECF_KEY)
    assert load(session, workspace, KINDNESS, "values@1") == "values@2"
    assert load(session, workspace, KINDNESS, "values@2") == "values@2"
    # Written in another way, it says the same as the first one.
    assert load(session, workspace, f"# Ours\n{VALUES}", "values@2") == "values@1"
    assert [row.version for row in session.scalars(select(OwnFramework))] == [1, 2]


def test_a_file_with_faults_is_told_all_of_them_and_changes_nothing(session: Session) -> None:
    workspace = make_workspace(session)
    faulty = VALUES.replace('"values"', '"ecf"').replace('"Be kind"', '"<Be kind>"')
    faulty = faulty.replace('"empathy"', '"sympathy"')
    with pytest.raises(FrameworkError) as caught:
        load(session, workspace, faulty, ECF_KEY)
    assert [fault.partition(": ")[2].partition(";")[0] for fault in caught.value.faults] == [
        'framework "ecf": "key" is "ecf", which comes with Kudoscope',
        'clusters[1].competencies[1] "kind": "crosswalk" holds "sympathy"',
        'clusters[1].competencies[1] "kind": "name" holds <, which nobody can type in a name',
    ]
    assert used(session, workspace) == ECF_KEY
    assert session.scalars(select(OwnFramework)).all() == []


def test_what_is_kept_goes_by_the_version_it_was_given_in(session: Session) -> None:
    team = Team(session)
    load(session, team.row, VALUES, ECF_KEY)
    give(session, team, "values@1", "kind")
    load(session, team.row, KINDNESS, "values@1")
    give(session, team, "values@2", "kind")

    wanted = select(Kudos).where(Kudos.workspace_id == team.workspace_id).order_by(Kudos.id)
    given = [one.tags[0] for one in read_kudos(session, wanted)]
    assert [tag.name for tag in given] == ["Be kind", "Kindness"]
    # Read again, both are the same entry of what is used now.
    lens = build_lens(session, workspace_id=team.workspace_id, key="values@2")
    stored = [StoredTag("values@1", "kind", "asks"), StoredTag("values@2", "kind", "asks")]
    assert [lens.read(one).competency.name for one in stored] == ["Kindness", "Kindness"]
    assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []


def test_a_plan_counts_the_kudos_of_every_version(session: Session) -> None:
    team = Team(session)
    load(session, team.row, VALUES, ECF_KEY)
    give(session, team, "values@1", "kind")
    load(session, team.row, KINDNESS, "values@1")
    give(session, team, "values@2", "kind")
    give(session, team, "values@2", "dare")
    without = VALUES[: VALUES.rindex("[[clusters.competencies]]")]

    plan = plan_own(session, workspace_id=team.workspace_id, text=without, file_name="v.toml")

    assert (plan.from_key, plan.key, plan.is_known) == ("values@2", "values@3", False)
    assert [(one.kind, one.name, one.kudos) for one in plan.changes] == [
        (Kind.GONE, "Dare", 1),
        (Kind.RENAMED, "Kindness", 2),
    ]
    assert used(session, team.row) == "values@2"
    back = plan_choice(session, workspace_id=team.workspace_id, key=ECF_KEY)
    assert [(one.kind, one.name, one.after, one.kudos) for one in back.changes] == [
        (Kind.GONE, "Kindness", "", 2),
        (Kind.GONE, "Dare", "", 1),
        (Kind.APART, "Dare", "Dare", 1),
        (Kind.READS_AS, "Kindness", "Empathy", 2),
    ]


def test_a_former_one_can_be_chosen_again(session: Session) -> None:
    workspace = make_workspace(session)
    load(session, workspace, VALUES, ECF_KEY)
    load(session, workspace, KINDNESS, "values@1")
    here = {"workspace_id": workspace.id}
    for key, before in (("values@1", "values@2"), (ECF_KEY, "values@1"), ("values@2", ECF_KEY)):
        assert choose_framework(session, **here, key=key, from_key=before).is_used
        assert used(session, workspace) == key


@pytest.mark.parametrize(("tier", "asks"), [("basic", True), ("leader", False)])
def test_values_that_ask_nobody_anything_leave_the_weekly_questions_to_ecf(
    session: Session, tier: str, asks: bool
) -> None:
    workspace = make_workspace(session)
    person = make_person(session, workspace=workspace)
    schedule = make_schedule(session, person=person)
    session.execute(update(ReflectionPolicy).values(asked_lenses=""))
    load(session, workspace, VALUES, ECF_KEY)
    found = choose_for(session, person=person, schedule=schedule, now=NOW)
    assert (found.framework_key, bool(found.question)) == (ECF_KEY, True)

    question = f'tier = "{tier}", question = "How often did you ask?"'
    load(session, workspace, VALUES.replace('tier = "basic"', question), "values@1")
    found = choose_for(session, person=person, schedule=schedule, now=NOW)
    assert found.framework_key == ("values@2" if asks else ECF_KEY)


@pytest.mark.parametrize("key", ["values@2", "values@x", "values@", "values@01", "none", "@", ""])
def test_what_the_workspace_has_not_is_refused(session: Session, key: str) -> None:
    workspace, other = make_workspace(session), make_workspace(session)
    load(session, workspace, VALUES, ECF_KEY)
    load(session, other, VALUES, ECF_KEY)
    load(session, other, KINDNESS, "values@1")
    with pytest.raises(FrameworkError):
        choose_framework(session, workspace_id=workspace.id, key=key, from_key="values@1")
    assert used(session, workspace) == "values@1"


def test_whoever_looked_at_another_one_is_told_so(session: Session) -> None:
    workspace = make_workspace(session)
    load(session, workspace, VALUES, ECF_KEY)
    with pytest.raises(FrameworkChanged):
        load(session, workspace, KINDNESS, ECF_KEY)
    with pytest.raises(FrameworkChanged):
        choose_framework(session, workspace_id=workspace.id, key="twelve_zealous", from_key=ECF_KEY)
    assert used(session, workspace) == "values@1"
    assert len(session.scalars(select(OwnFramework)).all()) == 1


def test_of_two_admins_who_load_at_once_the_second_is_told(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)

    def second(session: Session) -> Any:
        try:
            return load(session, workspace, KINDNESS, ECF_KEY)
        except FrameworkChanged as error:
            return error.code

    done = overlap(database, lambda session: load(session, workspace, VALUES, ECF_KEY), second)

    assert done == ("values@1", "framework_changed")
    with database.sessions.read() as session:
        assert used(session, workspace) == "values@1"
        assert len(session.scalars(select(OwnFramework)).all()) == 1
