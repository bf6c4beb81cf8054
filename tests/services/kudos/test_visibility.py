"""Who is named in what others read, decided when it is told, by each person's choice of then."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import slackapp
from db import ChannelMember, Kudos, KudosRecipient, Person
from factories import NOW, PROVEN, make_channel
from services.team import LEADS, SUPPORT, WINS, Promise, Team
from slackapp.domain.base.digest_times import Month
from slackapp.domain.kudos.audience import AnnounceChoice, ChannelKind, Place
from slackapp.services.files.export import list_own, list_team
from slackapp.services.kudos.consent import answer_announcement, choose_announcements
from slackapp.services.kudos.decisions import release_to_channel
from slackapp.services.kudos.history import list_own_kudos
from slackapp.services.team.figures import read_quotations
from slackapp.services.team.report_page import draw_person_page

MARCH = Month(2026, 3)


@pytest.fixture
def team(session: Session) -> Team:
    """Ben lets kudos be announced, Cem wants to be asked, Bo wants to hear of them alone."""
    team = Team(session)
    team.cem.announce = "ask"
    team.bo = team.add(session, name="Bo", announce="me")  # type: ignore[attr-defined]
    session.flush()
    make_channel(
        session,
        workspace=team.row,
        slack_channel_id=SUPPORT.slack_channel_id,
        members=[team.ana, team.ben, team.cem, bo(team)],
    )
    return team


def bo(team: Team) -> Person:
    found: Person = team.bo  # type: ignore[attr-defined]
    return found


def at(person: Person) -> str:
    return f"<@{person.slack_user_id}>"


def thank_all(session: Session, team: Team) -> int:
    words = f"thanks {at(team.ben)} and {at(team.cem)} and {at(bo(team))} for your empathy"
    receipt = team.give(session, team.ben, team.cem, bo(team), message=words)
    return receipt.kudos.kudos_id


def announcement(session: Session, team: Team) -> Promise:
    return next(one for one in team.promises(session) if one.lane == SUPPORT.slack_channel_id)


def to(session: Session, team: Team, person: Person) -> Promise:
    return next(one for one in team.promises(session) if one.lane == person.slack_user_id)


def test_whoever_has_not_agreed_is_somebody_in_the_words_of_an_announcement(
    session: Session, team: Team
) -> None:
    thank_all(session, team)
    shown = str(announcement(session, team).payload)
    assert f"thanks {at(team.ben)} and somebody and somebody for your empathy" in shown
    assert bo(team).slack_user_id not in shown and team.cem.slack_user_id not in shown


def test_a_recipient_reads_their_own_name_and_of_others_those_who_agreed(
    session: Session, team: Team
) -> None:
    thank_all(session, team)
    shown = str(to(session, team, bo(team)).payload)
    assert f"thanks {at(team.ben)} and somebody and {at(bo(team))} for" in shown
    assert team.cem.slack_user_id not in shown


def test_whoever_agrees_comes_into_the_words(session: Session, team: Team) -> None:
    kudos_id = thank_all(session, team)
    answer_announcement(
        session,
        workspace_id=team.workspace_id,
        recipient=team.view(session, team.cem),
        kudos_id=kudos_id,
        allow=True,
        request_key="agreed",
        now=NOW,
    )
    changed = [one for one in team.promises(session) if one.kind == "update"]
    in_channel = next(one for one in changed if one.lane == SUPPORT.slack_channel_id)
    assert f"and {at(team.cem)} and somebody for" in str(in_channel.payload)
    assert bo(team).slack_user_id not in str(in_channel.payload)


@pytest.mark.parametrize("choice", ["ask", "me"])
def test_whoever_is_mentioned_without_being_thanked_is_named_only_where_they_want_it(
    session: Session, team: Team, choice: str
) -> None:
    team.give(session, team.ben, message=f"you calmed {at(bo(team))} down, as {at(team.ana)} saw")
    shown = str(announcement(session, team).payload)
    assert f"you calmed somebody down, as {at(team.ana)} saw" in shown


def told_in_channel(session: Session, team: Team) -> list[str]:
    """Everything that the channel's digests, pages and files tell, of one kudos to Ben."""
    where = {"workspace_id": team.workspace_id, "slack_channel_id": SUPPORT.slack_channel_id}
    quoted = read_quotations(session, **where, window=MARCH.window("UTC"), proven_since=PROVEN)
    exported = list_team(session, **where, window=MARCH.window("UTC"), proven_since=PROVEN)
    page = draw_person_page(
        session,
        **where,
        person=team.view(session, team.ben),
        tz="UTC",
        month=MARCH,
        proven_since=PROVEN,
    )
    found = [str(quoted[team.ben.id]), str(list(exported)), str(page)]
    assert all("for your empathy" in one for one in found)
    return found


def test_digest_page_and_export_name_nobody_who_has_not_agreed(
    session: Session, team: Team
) -> None:
    thank_all(session, team)
    for shown in told_in_channel(session, team):
        assert "and somebody and somebody for your empathy" in shown
        assert "Bo" not in shown and "Cem" not in shown, shown
        assert bo(team).slack_user_id not in shown


@pytest.mark.parametrize("why", ["me now", "hidden", "left digests", "left the channel", "erased"])
def test_whoever_wants_it_no_longer_is_somebody_in_what_is_told_from_then_on(
    session: Session, team: Team, why: str
) -> None:
    dee = team.add(session, name="Dee")
    if why != "left the channel":
        add_member(session, team, dee)
    receipt = team.give(
        session, team.ben, dee, message=f"{at(team.ben)} and {at(dee)} for your empathy"
    )
    match why:
        case "me now":
            dee.announce = "me"
        case "hidden":
            hide(session, receipt.kudos.kudos_id, dee)
        case "left digests":
            dee.in_digests = False
        case "erased":
            dee.erased_at, dee.is_deactivated = NOW, True
    session.flush()
    for shown in told_in_channel(session, team):
        assert "and somebody for your empathy" in shown
        assert "Dee" not in shown and dee.slack_user_id not in shown


def add_member(session: Session, team: Team, person: Person) -> None:
    session.add(
        ChannelMember(
            workspace_id=team.workspace_id,
            slack_channel_id=SUPPORT.slack_channel_id,
            slack_user_id=person.slack_user_id,
        )
    )
    session.flush()


def hide(session: Session, kudos_id: int, person: Person) -> None:
    session.get_one(KudosRecipient, (kudos_id, person.id)).is_hidden = True


def test_giver_and_recipients_read_of_their_own_what_they_may(session: Session, team: Team) -> None:
    thank_all(session, team)
    own = {"workspace_id": team.workspace_id, "limit": 10}
    (given,) = list_own_kudos(session, person=team.view(session, team.ana), **own)
    assert len(given.recipients) == 3 and at(bo(team)) in given.message
    (received,) = list_own_kudos(session, person=team.view(session, team.ben), **own)
    assert [one.name for one in received.recipients] == ["Ben"]
    assert "and somebody and somebody for" in received.message
    (exported,) = list_own(
        session,
        workspace_id=team.workspace_id,
        person_id=bo(team).id,
        slack_user_id=bo(team).slack_user_id,
        window=MARCH.window("UTC"),
    )
    assert [one.name for one in exported.recipients] == ["Ben", "Bo"]
    assert exported.message == "thanks @Ben and somebody and @Bo for your empathy"


def choose(session: Session, team: Team, person: Person, choice: str, key: str = "chose") -> None:
    choose_announcements(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, person),
        choice=AnnounceChoice(choice),
        request_key=key,
        now=NOW,
    )


def test_a_held_kudos_follows_the_choices_of_when_it_is_released(
    session: Session, team: Team
) -> None:
    receipt = team.give(
        session, team.ben, team.cem, place=WINS, message=f"{at(team.ben)}: well done"
    )
    choose(session, team, team.ben, "me")
    release_to_channel(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ana),
        kudos_id=receipt.kudos.kudos_id,
        place=Place(WINS.slack_channel_id, ChannelKind.PUBLIC, app_is_member=True),
        request_key="post",
        now=NOW,
    )
    promises = team.promises(session)
    assert [one.lane for one in promises] == [team.ben.slack_user_id, team.cem.slack_user_id]
    assert "May I announce it" in promises[1].text
    assert team.ben.slack_user_id not in str(promises[1].payload)


def test_what_waits_for_its_turn_follows_a_choice_made_meanwhile(
    session: Session, team: Team
) -> None:
    dee = team.add(session, name="Dee")
    team.give(session, team.ben, dee, message=f"{at(team.ben)} and {at(dee)}")
    choose(session, team, dee, "me")
    waiting = [one for one in team.promises(session) if one.state == "pending"]
    in_channel, direct = waiting
    assert in_channel.text.startswith(f"*Ana* thanked {at(team.ben)}: {at(team.ben)} and somebody")
    assert in_channel.mentions == [team.ben.slack_user_id]
    assert direct.lane == dee.slack_user_id


def test_an_announcement_that_would_name_nobody_is_not_posted(session: Session, team: Team) -> None:
    kudos_id = team.give(session, team.ben).kudos.kudos_id
    choose(session, team, team.ben, "ask")
    waiting = [one for one in team.promises(session) if one.state == "pending"]
    assert [one.lane for one in waiting] == [team.ben.slack_user_id]
    assert "May I announce it" in waiting[0].text
    answer_announcement(
        session,
        workspace_id=team.workspace_id,
        recipient=team.view(session, team.ben),
        kudos_id=kudos_id,
        allow=True,
        request_key="agreed",
        now=NOW,
    )
    last = team.promises(session)[-1]
    assert (last.lane, last.kind, last.state) == (SUPPORT.slack_channel_id, "post", "pending")


def test_what_slack_refused_to_post_is_told_to_no_channel(session: Session, team: Team) -> None:
    kudos_id = team.give(session, team.ben).kudos.kudos_id
    session.get_one(Kudos, kudos_id).announcement = "refused"
    session.flush()
    where = {"workspace_id": team.workspace_id, "slack_channel_id": SUPPORT.slack_channel_id}
    assert list(list_team(session, **where, window=MARCH.window("UTC"), proven_since=PROVEN)) == []


def test_a_private_channel_s_kudos_are_told_there_alone(session: Session, team: Team) -> None:
    team.give(session, team.ben, place=LEADS)
    where = {"workspace_id": team.workspace_id, "slack_channel_id": SUPPORT.slack_channel_id}
    assert list(list_team(session, **where, window=MARCH.window("UTC"), proven_since=PROVEN)) == []


#: Who may compare what a kudos says of its readers: the rule, its words, and what stores them.
ALLOWED = {
    "services/kudos/visibility.py",
    "domain/kudos/audience.py",
    "domain/kudos/kudos.py",
}
COLUMNS = {"announcement", "visibility", "is_hidden"}
TABLES = {"Kudos", "KudosRecipient", "recipient"}


def test_no_other_module_compares_who_may_read() -> None:
    root = Path(slackapp.__file__).parent
    found = [
        f"{path.relative_to(root)}:{line}"
        for path in sorted(root.rglob("*.py"))
        if str(path.relative_to(root)) not in ALLOWED
        for line in _comparisons(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def _comparisons(tree: ast.AST) -> list[int]:
    """Lines that compare one of the columns, by an operator or by SQLAlchemy's methods."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_comparison = node.func.attr in {"in_", "is_", "is_not", "not_in", "like"}
            sides = [node.func.value] if is_comparison else []
        else:
            continue
        for side in sides:
            if (
                isinstance(side, ast.Attribute)
                and side.attr in COLUMNS
                and isinstance(side.value, ast.Name)
                and side.value.id in TABLES
            ):
                lines.append(side.lineno)
    return lines
