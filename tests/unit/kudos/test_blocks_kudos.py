"""The messages that a kudos makes, word for word."""

from __future__ import annotations

import pytest

from slackapp.blocks import ids
from slackapp.blocks.kudos.answers import build_answer
from slackapp.blocks.kudos.kudos import build_announcement, build_direct
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import PersonName, Recipient, build_tag
from unit.kudos_values import ECF, buttons_of, make_kudos, recipients, texts_of

#: What the giver may do with any kudos: say what somebody did, change it, take it back.
OWN = {f"{ids.CHOOSE_BEHAVIOURS}:0": "1", ids.CHANGE_KUDOS: "7", ids.TAKE_BACK: "7"}

# The announcement


def test_an_announcement_begins_with_who_thanked_whom_and_the_words() -> None:
    content = build_announcement(make_kudos())
    assert content.text == (
        "*Ana* thanked <@U0BEN>: for the calm answer\nEmpathy · Social Awareness"
    )
    headline, words, tag = content.blocks
    assert headline["text"]["text"] == "*Ana* thanked <@U0BEN>"
    assert words["text"]["text"] == "> for the calm answer"
    assert tag["elements"][0]["text"].startswith("*Empathy*")


def test_a_kudos_without_words_has_no_empty_quotation() -> None:
    content = build_announcement(make_kudos(message=""))
    assert content.text.startswith("*Ana* thanked <@U0BEN>\n")
    assert len(content.blocks) == 2


def test_a_chosen_behaviour_brings_its_tier() -> None:
    empathy = ECF.find_competency("empathy")
    assert empathy is not None
    behaviour = empathy.behaviours[-1]
    tag = build_tag(ECF, tag_id=1, competency_key="empathy", behaviour_key=behaviour.key)
    text = build_announcement(make_kudos(tags=(tag,))).text
    assert f"Empathy · {behaviour.tier.label} · Social Awareness · “{behaviour.text}”" in text


def test_a_competency_that_no_longer_exists_is_shown_by_its_key_alone() -> None:
    tag = build_tag(ECF, tag_id=1, competency_key="politeness", behaviour_key="greets")
    assert build_announcement(make_kudos(tags=(tag,))).text.endswith("\npoliteness")


def test_a_name_cannot_bring_markup_into_the_channel() -> None:
    kudos = make_kudos(
        giver=PersonName("U0ANA", "<!channel> & co"),
        recipients=(Recipient("U0BEN", "<@U0BOSS>", RecipientNotice.AGREED),),
    )
    text = build_announcement(kudos).text
    assert "*&lt;!channel&gt; &amp; co* thanked *&lt;@U0BOSS&gt;*" in text


# The direct message


@pytest.mark.parametrize(
    ("notice", "visibility", "note"),
    [
        (RecipientNotice.CHANNEL, Visibility.PUBLIC, "For everyone in <#C0SUPPORT> to read."),
        (RecipientNotice.AGREED, Visibility.CHANNEL, "Announced in <#C0SUPPORT>."),
        (RecipientNotice.ASKED, Visibility.PUBLIC, "May I announce it in <#C0SUPPORT>?"),
        (RecipientNotice.DIRECT, Visibility.PUBLIC, "Only you and Ana see that it was for you."),
        (RecipientNotice.DIRECT, Visibility.PRIVATE, "Only you and Ana see that it was for you."),
    ],
)
def test_a_direct_message_says_who_can_read_it(
    notice: RecipientNotice, visibility: Visibility, note: str
) -> None:
    kudos = make_kudos(recipients=recipients(notice), visibility=visibility)
    content = build_direct(kudos, kudos.recipients[0])
    assert content.text.startswith("*Ana* thanked you: for the calm answer\n")
    assert note in content.text
    assert note in texts_of(content.blocks)


def test_a_private_message_to_several_says_that_they_all_can_read_it() -> None:
    kudos = make_kudos(
        recipients=recipients(RecipientNotice.DIRECT, RecipientNotice.DIRECT),
        visibility=Visibility.PRIVATE,
        announcement=Announcement.NONE,
    )
    assert (
        "Only those thanked and Ana can read this." in build_direct(kudos, kudos.recipients[0]).text
    )


def test_only_a_recipient_who_is_asked_gets_buttons() -> None:
    for notice in RecipientNotice:
        kudos = make_kudos(recipients=recipients(notice))
        buttons = buttons_of(build_direct(kudos, kudos.recipients[0]))
        asked = {ids.ALLOW_ANNOUNCEMENT: "7", ids.KEEP_PRIVATE: "7"}
        assert buttons == (asked if notice is RecipientNotice.ASKED else {})


def test_a_direct_message_names_only_those_whom_the_channel_names_too() -> None:
    kudos = make_kudos(recipients=recipients(*RecipientNotice))
    channel, asked, agreed, direct, group = kudos.recipients
    for recipient in kudos.recipients:
        text = build_direct(kudos, recipient).text
        named = {one for one in kudos.recipients if one.mention in text}
        assert named == {channel, agreed} - {recipient}
    assert asked.mention not in build_direct(kudos, direct).text
    assert group.mention not in build_direct(kudos, channel).text


# The giver's answer


@pytest.mark.parametrize(
    ("notices", "words"),
    [
        ([RecipientNotice.CHANNEL], "goes to <#C0SUPPORT>, for everyone there to read."),
        ([RecipientNotice.ASKED], "I ask <@U0000000001> first whether I may announce it"),
        ([RecipientNotice.DIRECT], "I tell <@U0000000001> privately, as they prefer."),
    ],
)
def test_the_answer_says_how_each_recipient_hears_of_it(
    notices: list[RecipientNotice], words: str
) -> None:
    content = build_answer(make_kudos(recipients=recipients(*notices)))
    assert content.text.startswith("Your kudos to <@U0000000001> for *Empathy*")
    assert words in content.text
    assert buttons_of(content) == OWN


def test_the_answer_to_a_private_kudos_says_who_can_read_it() -> None:
    kudos = make_kudos(visibility=Visibility.PRIVATE, announcement=Announcement.NONE)
    text = build_answer(kudos).text
    assert "You and <@U0BEN> can read it. Your leader cannot. Whoever runs the server" in text


@pytest.mark.parametrize(
    ("default_channel", "actions"),
    [
        (None, [ids.POST_HERE, ids.SEND_PRIVATELY]),
        ("C0SUPPORT", [ids.POST_HERE, ids.SEND_PRIVATELY]),
        ("C0GENERAL", [ids.POST_IN_DEFAULT, ids.POST_HERE, ids.SEND_PRIVATELY]),
    ],
)
def test_the_giver_of_a_held_kudos_chooses_where_it_goes(
    default_channel: str | None, actions: list[str]
) -> None:
    kudos = make_kudos(announcement=Announcement.HELD)
    content = build_answer(kudos, slack_default_channel_id=default_channel)
    assert "is saved, but nobody has seen it yet" in content.text
    assert "/invite @kudoscope" in content.text
    assert buttons_of(content) == dict.fromkeys(actions, "7") | OWN


@pytest.mark.parametrize(
    ("default_channel", "actions"),
    [
        (None, [ids.SEND_PRIVATELY]),
        ("C0GENERAL", [ids.POST_IN_DEFAULT, ids.SEND_PRIVATELY]),
    ],
)
def test_a_kudos_held_in_a_group_message_offers_no_invitation(
    default_channel: str | None, actions: list[str]
) -> None:
    content = build_answer(
        make_kudos(announcement=Announcement.HELD),
        slack_default_channel_id=default_channel,
        in_group_message=True,
    )
    assert "no app can join a group message" in content.text
    assert "/invite" not in content.text
    assert buttons_of(content) == dict.fromkeys(actions, "7") | OWN


def test_what_was_guessed_is_said() -> None:
    content = build_answer(make_kudos(), understood=[("empaty", "Empathy")])
    assert "“empaty” understood as *Empathy*." in content.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [("a &amp; b", "a &amp; b"), ("&lt;b&gt;", "&lt;b&gt;"), ("<!here>", "@here")],
)
def test_what_was_guessed_at_is_escaped_once(typed: str, said: str) -> None:
    content = build_answer(make_kudos(), understood=[(typed, "Empathy")])
    assert f"“{said}” understood as *Empathy*." in content.text


def test_the_answer_fits_a_phone_with_one_row_of_buttons() -> None:
    tags = tuple(
        build_tag(ECF, tag_id=n, competency_key=key, behaviour_key=None)
        for n, key in enumerate(("empathy", "initiative", "optimism"), 1)
    )
    content = build_answer(make_kudos(tags=tags))
    said, row = content.blocks
    assert said["text"]["text"] == content.text
    assert [one["text"]["text"] for one in row["elements"]] == [
        "Empathy: what did they do?",
        "Initiative: what did they do?",
        "Optimism: what did they do?",
        "Change it",
        "Take it back",
    ]


def test_the_answer_says_what_was_chosen_and_that_it_is_posted() -> None:
    empathy = ECF.find_competency("empathy")
    assert empathy is not None
    chosen = empathy.behaviours[1]
    tag = build_tag(ECF, tag_id=4, competency_key="empathy", behaviour_key=chosen.key)
    content = build_answer(make_kudos(tags=(tag,)), is_posted=True)
    assert content.text == (
        "Your kudos to <@U0BEN> for *Empathy* is posted in <#C0SUPPORT>.\n"
        f"*Empathy*: “{chosen.text}”"
    )
