"""`/kudos leaders` and `/kudos reflections`: who may name leaders, and what they then see."""

from __future__ import annotations

from tests.flows.office import Office, words
from tests.flows.reflecting import OFTEN, ask, open_form, submit


def test_an_admin_names_leaders_who_may_then_name_others(shared_office: Office) -> None:
    office = shared_office
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, ana, ben)
    assert "No leaders are named" in office.kudos(ana, room, "leaders").text
    assert "Only the leaders" in office.kudos(ana, room, f"leaders <@{ana}>").text
    assert f"<@{ana}> leads the team" in office.kudos(admin, room, f"leaders <@{ana}>").text
    both = office.kudos(ana, room, f"leaders <@{ana}> and <@{ben}>").text
    assert f"<@{ana}>" in both
    assert f"<@{ben}>" in both
    assert "No leaders are named" in office.kudos(ben, room, "leaders none").text


def test_only_colleagues_can_lead_and_only_a_channel(shared_office: Office) -> None:
    office = shared_office
    admin = office.person(is_admin=True)
    room = office.room(admin)
    bot = office.sandbox.bot_user_id
    assert "is an app" in office.kudos(admin, room, f"leaders <@{bot}>").text.replace(
        "a bot", "an app"
    )
    direct = office.sandbox.im(admin)
    assert "Only a channel has a team" in office.kudos(admin, direct, "leaders").text


def test_more_than_names_behind_the_word_names_nobody(shared_office: Office) -> None:
    office = shared_office
    admin, ben = office.person(is_admin=True), office.person()
    room = office.room(admin, ben)
    office.kudos(admin, room, f"leaders <@{ben}> leadership thanks for the plan")
    assert "No leaders are named" in office.kudos(admin, room, "leaders").text


def test_a_leader_sees_what_was_shared_with_them_and_nothing_else(shared_office: Office) -> None:
    office = shared_office
    ben, lee, eve = office.person(), office.person(), office.person()
    room = office.room(ben, lee, eve)
    first = open_form(office, ben, ask(office, ben))
    submit(office, ben, first, **OFTEN, note="Kept to myself.")
    answer = office.kudos(lee, room, f"reflections <@{ben}>")
    assert "has shared no reflection with you" in answer.text
    view = open_form(office, ben, office.told(ben)[-1], "Change")
    submit(office, ben, view, share="somebody", share_with=lee, note="For Lee to read.")
    assert "For Lee to read." in words(office.kudos(lee, room, f"reflections <@{ben}>"))
    assert "For Lee" not in words(office.kudos(eve, room, f"reflections <@{ben}>"))


def test_reflections_alone_lead_to_one_s_own(shared_office: Office) -> None:
    office = shared_office
    ben = office.person()
    answer = office.kudos(ben, office.sandbox.im(ben), "reflections")
    assert "in my Home tab" in answer.text
