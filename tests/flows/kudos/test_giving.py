"""One kudos from the command to the channel, over each transport and on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from db import KudosTag
from slackapp.sandbox.state import Message
from tests.flows.office import Office, Stored, labels, words

WORDS = "thanks for staying calm with that caller"


@pytest.fixture
def ana(office: Office) -> str:
    """The giver."""
    return office.sandbox.user("ana")


@pytest.fixture
def ben(office: Office) -> str:
    """The recipient."""
    return office.sandbox.user("ben")


@pytest.fixture
def support(office: Office) -> str:
    """A public channel with both and the app."""
    return office.sandbox.channel("support")


def goes_to(channel: str, *people: str) -> str:
    """What the giver reads at once, and what stays true."""
    thanks = f"Your kudos to {' and '.join(f'<@{one}>' for one in people)} for *Empathy*"
    return f"{thanks} goes to <#{channel}>, for everyone there to read."


def only_post(office: Office, channel: str) -> Message:
    """The one announcement there."""
    [post] = office.posts(channel)
    return post


def test_a_typed_kudos_is_answered_stored_and_announced(
    office: Office, ana: str, ben: str, support: str
) -> None:
    answer = office.kudos(ana, support, f"<@{ben}|ben> empathy {WORDS}")

    assert answer.text == goes_to(support, ben)
    assert labels(answer) == ["What did they do?", "Change it", "Take it back"]
    assert [shown.ts for shown in office.answers(ana, support)] == [answer.ts]

    office.settle()
    assert office.stored() == Stored(kudos=1, recipients=1, tags=1, posts=1)
    post = only_post(office, support)
    assert post.text.splitlines() == [
        f"*Ana* thanked <@{ben}>: {WORDS}",
        "Empathy · Social Awareness",
    ]
    assert words(post).splitlines() == [
        f"*Ana* thanked <@{ben}>",
        f"> {WORDS}",
        "*Empathy* · Social Awareness",
    ]
    assert not post.unfurl_links
    assert office.told(ben) == []
    assert office.told(ana) == []


def test_a_chosen_behaviour_stands_on_the_answer_and_edits_the_announcement(
    office: Office, ana: str, ben: str, support: str
) -> None:
    answer = office.kudos(ana, support, f"<@{ben}> self-confidence {WORDS}")
    office.settle()
    first = only_post(office, support)
    assert "Self-Confidence · Self-Awareness" in first.text

    behaviour = office.say_deed(ana, support, answer, 1)

    [shown] = office.answers(ana, support)
    assert shown.ts == answer.ts
    assert f"is posted in <#{support}>." in shown.text
    assert labels(shown) == ["What did they do?", "Change it", "Take it back"]
    assert words(shown).splitlines()[-1] == f"*Self-Confidence*: “{behaviour}”"
    edited = only_post(office, support)
    assert (edited.ts, edited.changed) == (first.ts, True)
    assert edited.text.splitlines() == [
        f"*Ana* thanked <@{ben}>: {WORDS}",
        f"Self-Confidence · advanced service · Self-Awareness · “{behaviour}”",
    ]
    assert f"“{behaviour}”" in words(edited)

    another = office.say_deed(ana, support, shown, 2)

    [shown] = office.answers(ana, support)
    assert f"“{another}”" in words(shown)
    assert behaviour not in only_post(office, support).text
    with office.sessions.read() as session:
        [tag] = session.scalars(select(KudosTag))
    assert (tag.tier, tag.tier_source) == ("higher", "chosen")
    assert office.stored() == Stored(kudos=1, recipients=1, tags=1, posts=1)


@pytest.mark.parametrize("transport", ["http"])
def test_the_same_request_delivered_five_times_at_once_gives_one_kudos(
    office: Office, ana: str, ben: str, support: str
) -> None:
    form = {
        "command": "/kudos",
        "text": f"<@{ben}> empathy {WORDS}",
        "team_id": office.sandbox.team_id,
        "channel_id": support,
        "channel_name": "support",
        "user_id": ana,
        "user_name": "ana",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    }
    body = urlencode(form).encode()

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(office.post_signed, [body] * 5))

    texts = {answer.payload()["text"] for answer in answers}
    assert texts == {goes_to(support, ben)}
    office.settle()
    assert office.stored() == Stored(kudos=1, recipients=1, tags=1, posts=1)
    assert len(office.posts(support)) == 1


@pytest.mark.parametrize("transport", ["http"])
def test_twelve_kudos_at_once_stop_at_the_daily_limit_of_ten(
    office: Office, ana: str, ben: str, support: str
) -> None:
    texts = [f"<@{ben}> empathy number {number}" for number in range(12)]

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda text: office.kudos(ana, support, text), texts))

    refused = [answer for answer in answers if "which is the limit here" in answer.text]
    assert len(refused) == 2
    assert office.stored().kudos == 10
