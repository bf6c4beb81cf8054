"""Giving with the form: however it was opened, and whatever is wrong or not clear in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from slackblocks import ActionsBlock

from slackapp.blocks import ids
from slackapp.blocks.kudos.form.buttons import build_thank_too_button
from slackapp.cli.manifest import build_manifest
from tests.flows.belongings import build_form, submit
from tests.flows.giving_form import (
    EMPATHY,
    INITIATIVE,
    choose,
    errors,
    field,
    find_form,
    look_up,
    open_form,
    send,
    typed,
)
from tests.flows.office import Office, labels


def test_a_kudos_is_given_with_the_form_as_with_words(office: Office) -> None:
    ana, ben = office.person("ana-form"), office.person()
    room = office.room(ana, ben)
    before = len(office.sandbox.calls())
    open_form(office, ana, room)
    assert [one.method for one in office.sandbox.calls()[before:]] == ["views.open"]
    assert look_up(office, ana, "empahty")[0] == "Empathy"
    assert look_up(office, ana, "zzzz") == []

    view = choose(office, ana, EMPATHY, people=[ben], message="thanks for <that> & more")

    assert field(view, f"{ids.BEHAVIOUR_BLOCK}:{EMPATHY}") is not None
    assert typed(view) == "thanks for <that> & more"
    answer = send(office, ana, **{f"{ids.BEHAVIOUR_BLOCK}:{EMPATHY}": "sees_their_side"})
    assert answer.ok, answer
    assert office.sandbox.modal(ana) is None
    (post,) = office.posts(room)
    assert f"thanked <@{ben}>" in post.text
    assert "thanks for &lt;that&gt; &amp; more" in post.text
    assert "everyday service" in post.text and "other person's side" in post.text
    (told,) = office.answers(ana, room)
    assert told.text.startswith(f"Your kudos to <@{ben}> for *Empathy* goes to <#{room}>")
    assert labels(told)[-2:] == ["Change it", "Take it back"]


def test_only_them_means_that_nobody_else_hears_of_it(office: Office) -> None:
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben, cleo)
    open_form(office, ana, room)
    choose(office, ana, EMPATHY, people=[ben], message="a canary sings", readers="only_them")
    assert send(office, ana).ok
    assert office.posts(room) == office.told(cleo) == []
    assert office.readers("canary", ana, ben, cleo) == {ben}
    assert f"You and <@{ben}> can read it" in office.answers(ana, room)[-1].text


def test_from_the_shortcut_and_the_home_the_channel_is_chosen(shared_office: Office) -> None:
    office = shared_office
    office.sandbox.install(build_manifest(http_url=None))
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    assert office.sandbox.shortcut(ana, ids.GIVE_SHORTCUT).ok
    assert find_form(office, ana).state["channel"]["input"]["selected_conversation"] == (
        office.sandbox.channel("general")
    )
    choose(office, ana, EMPATHY, people=[ben], channel=room)
    assert send(office, ana).ok
    assert len(office.posts(room)) == 1
    (told,) = office.told(ana)
    assert (told.text.startswith("Your kudos to"), labels(told)[-1]) == (True, "Take it back")

    office.sandbox.open_home(ana)
    home = office.sandbox.wait_for(lambda: office.sandbox.home(ana))
    assert office.sandbox.press_in_view(ana, home, ids.HOME_GIVE).ok
    choose(office, ana, INITIATIVE, people=[ben], channel=None)
    answer = send(office, ana)
    assert errors(answer) == {"channel": "Choose a channel, or “Only them” above."}
    assert send(office, ana, channel=room).ok
    assert len(office.posts(room)) == 2


def test_what_was_opened_in_a_direct_message_is_private_unless_a_channel_is_chosen(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    home = office.room(ana, ben, kind="im", app_is_member=False)
    view = open_form(office, ana, home)
    assert view.state["readers"]["input"]["selected_option"]["value"] == "only_them"
    choose(office, ana, EMPATHY, people=[ben])
    assert send(office, ana).ok
    assert len(office.told(ben)) == 1


def test_errors_stand_at_their_fields_and_nothing_is_given(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    gone = office.person("gone", deleted=True)
    room = office.room(ana, ben)
    open_form(office, ana, room)
    choose(office, ana, EMPATHY)
    before = office.stored()
    assert errors(send(office, ana, people=[ana, ben])) == {
        "people": "Kudos go to others. Take yourself off the list and send it again."
    }
    assert errors(send(office, ana, people=[gone])) == {
        "people": "The account of @gone is deactivated, so nobody would read it."
    }
    assert "with" not in errors(send(office, ana, people=[office.sandbox.bot_user_id]))["people"]
    assert office.stored() == before
    assert send(office, ana, people=[ben]).ok
    assert office.stored().kudos == before.kudos + 1


def test_where_the_app_is_not_the_form_asks_before_anything_is_given(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    away, room = office.room(ana, ben, app_is_member=False), office.room(ana, ben)
    before = office.stored()
    open_form(office, ana, away)
    choose(office, ana, EMPATHY, people=[ben], message="typed once")
    assert send(office, ana).ok
    view = find_form(office, ana)
    assert f"I am not in <#{away}>" in view.blocks[0]["text"]["text"]
    assert (typed(view), office.stored()) == ("typed once", before)
    assert "I am not in that channel" in errors(send(office, ana, channel=away))["channel"]
    assert send(office, ana, channel=room).ok
    assert "typed once" in office.posts(room)[0].text
    assert len(office.answers(ana, away)) == 1


def test_where_another_company_reads_a_box_is_ticked_first(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.sandbox.change_channel(room, sharing=("is_ext_shared", "is_shared"))
    open_form(office, ana, room)
    choose(office, ana, EMPATHY, people=[ben])
    for _ in range(2):  # not without the box
        assert send(office, ana).ok
        assert "People from another company" in find_form(office, ana).blocks[0]["text"]["text"]
        assert office.posts(room) == []
    assert send(office, ana, others_read=[room]).ok
    assert len(office.posts(room)) == 1


def test_the_same_words_again_are_asked_about_beside_what_was_asked_before(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.sandbox.change_channel(room, sharing=("is_ext_shared", "is_shared"))
    for number in (1, 2):
        open_form(office, ana, room)
        choose(office, ana, EMPATHY, people=[ben], message="the very same")
        assert send(office, ana).ok
        assert send(office, ana, others_read=[room]).ok
        if number == 2:
            assert "in the same words" in find_form(office, ana).blocks[0]["text"]["text"]
            assert len(office.posts(room)) == 1
            assert send(office, ana, again=["again"]).ok
    assert len(office.posts(room)) == 2


def test_under_an_announcement_the_form_opens_for_that_channel(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    shown = office.repost(room, [ActionsBlock([build_thank_too_button()])._resolve()])
    assert office.tap(ben, room, shown, "Thank somebody too").ok
    assert f"Everyone in #{name_of(office, room)}" in str(find_form(office, ben).blocks)
    choose(office, ben, EMPATHY, people=[ana])
    assert send(office, ben).ok
    assert len(office.posts(room)) == 1 + 1
    assert office.answers(ben, room)[-1].text.startswith("Your kudos to")


def name_of(office: Office, room: str) -> str:
    channel = office.sandbox.world.store.find_channel(room)
    assert channel is not None
    return channel.name


def test_nobody_posts_where_they_are_not(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    guest = office.person(is_restricted=True)
    private, public = office.room(ben, kind="private"), office.room(ben)
    for giver, room in ((ana, private), (guest, public)):
        assert office.sandbox.shortcut(giver, ids.GIVE_SHORTCUT).ok
        form = find_form(office, giver)
        # Slack's own menu offers no such channel.
        forged = {
            ids.PEOPLE_BLOCK: {"selected_users": [ben]},
            ids.COMPETENCIES_BLOCK: {"selected_options": [{"value": EMPATHY}]},
            ids.READERS_BLOCK: {"selected_option": {"value": "channel"}},
            ids.CHANNEL_BLOCK: {"selected_conversation": room},
        }
        metadata = form.content["private_metadata"]
        for told in ("look that channel up", "You are not in that channel"):
            (error,) = submit(office, giver, ids.GIVE_FORM, metadata, **forged)
            assert told in error
        assert office.posts(room) == []


def test_a_word_of_a_lens_is_asked_about_and_stays_the_givers_word(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    open_form(office, ana, room)
    assert "Self Talk" in look_up(office, ana, "self t")
    view = choose(office, ana, "five_core_strengths.self_talk", people=[ben])
    counterpart = "counterpart:five_core_strengths.self_talk"
    assert field(view, counterpart) is not None
    assert office.sandbox.submit(ana, view, **{counterpart: None}).error == "input_required"
    assert send(office, ana, **{counterpart: "optimism"}).ok
    (post,) = office.posts(room)
    assert "Self Talk · Optimism" in post.text


def test_a_form_counts_once_and_for_a_day(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    open_form(office, ana, room)
    view = choose(office, ana, EMPATHY, people=[ben])
    assert send(office, ana).ok
    before = office.stored()
    # The same once more, as a second click or a retry of Slack's.
    office.sandbox.world.views.open(ana, dict(view.content))
    look_up(office, ana, "")
    choose(office, ana, EMPATHY, people=[ben])
    assert send(office, ana).ok
    assert office.stored().kudos == before.kudos
    assert len(office.answers(ana, room)) == 1

    open_form(office, ana, room)
    choose(office, ana, EMPATHY, people=[ben], message="keep this")
    office.clock.advance(seconds=timedelta(hours=25).total_seconds())
    told = errors(send(office, ana))
    assert "open for more than a day" in told["competencies"]
    assert office.stored().kudos == before.kudos


def test_two_clicks_at_once_give_one_kudos(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    metadata = open_form(office, ana, room).content["private_metadata"]
    filled = {
        ids.PEOPLE_BLOCK: {"selected_users": [ben]},
        ids.COMPETENCIES_BLOCK: {"selected_options": [{"value": EMPATHY}]},
        ids.READERS_BLOCK: {"selected_option": {"value": "channel"}},
    }
    before = office.stored().kudos
    forms = [build_form(office, ana, ids.GIVE_FORM, metadata, **filled) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert {one.status for one in pool.map(office.post_signed, forms)} == {200}
    office.settle()
    assert office.stored().kudos == before + 1
    assert len(office.posts(room)) == len(office.answers(ana, room)) == 1


def test_an_answer_after_half_an_hour_comes_by_direct_message(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    open_form(office, ana, room)
    office.clock.advance(minutes=40)
    choose(office, ana, EMPATHY, people=[ben])
    assert send(office, ana).ok
    assert office.answers(ana, room) == []
    assert office.told(ana)[-1].text.startswith("Your kudos to")


def test_nobody_sends_another_persons_form(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben)
    view = open_form(office, ana, room)
    office.sandbox.world.views.open(cleo, dict(view.content))
    choose(office, cleo, EMPATHY, people=[ben])
    before = office.stored()
    assert "open for more than a day" in errors(send(office, cleo))["competencies"]
    assert office.stored() == before
