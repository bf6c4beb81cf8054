"""Changes of long messages: Slack takes 4,000 characters of text, and the blocks say it all."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from db import OutboxMessage, Person
from factories import make_kudos
from slackapp.blocks import ids
from slackapp.jobs import monthly_digest
from tests.flows.office import Office, old_choice

#: Of 2,000 characters, and far more as Slack escapes them.
LONG = ("& so & on & < " * 200)[:1_990].rstrip()


def changes(office: Office, room: str) -> list[str | None]:
    """How the changes of posts in a room ended."""
    calls = office.sandbox.calls("chat.update")
    return [call.response.get("error") for call in calls if call.args["channel"] == room]


def give_up(office: Office) -> list[str]:
    with office.sessions.read() as session:
        failed = select(OutboxMessage.dedupe_key).where(OutboxMessage.state == "failed")
        return list(session.scalars(failed))


def test_a_behaviour_is_added_to_a_long_kudos(shared_office: Office) -> None:
    office, ana, ben = shared_office, shared_office.person(), shared_office.person()
    room = office.room(ana, ben)
    message = LONG.replace("&", "&amp;").replace("<", "&lt;")
    answer = office.kudos(ana, room, f"<@{ben}> empathy {message}")
    assert answer.ok, answer
    office.settle()
    (before,) = office.posts(room)
    assert len(before.text) > 4_000, answer
    button = {
        "type": "button",
        "action_id": ids.CHOOSE_BEHAVIOUR,
        "text": {"type": "plain_text", "text": "This"},
        "value": old_choice(answer, 0),
    }
    older = office.repost(room, [{"type": "actions", "block_id": "old", "elements": [button]}])
    office.use(ana, room, older, ids.CHOOSE_BEHAVIOUR, value=button["value"])
    (after,) = [one for one in office.posts(room) if one.ts == before.ts]
    assert after.changed
    assert after.blocks != before.blocks
    assert 3_900 < len(after.text) <= 4_000
    assert before.text.startswith(after.text.removesuffix(" …"))
    assert changes(office, room) == [None]
    assert give_up(office) == []


def test_whoever_leaves_a_long_digest_is_named_in_it_no_more(shared_office: Office) -> None:
    office = shared_office
    admin = office.person(is_admin=True)
    names = [f"Colleague {number:02} of a long name, from the night shift" for number in range(30)]
    people = [office.person(f"c{number}", display_name=name) for number, name in enumerate(names)]
    room = office.room(admin, *people)
    last_month = office.clock().replace(day=1) - timedelta(days=3)
    with office.sessions.begin() as session:
        rows = {
            one.slack_user_id: one
            for one in session.scalars(
                select(Person).where(Person.slack_user_id.in_([admin, *people]))
            )
        }
        for who in people:
            make_kudos(
                session,
                giver=rows[admin],
                recipients=[rows[who]],
                competencies=("empathy", "trustworthiness", "communication"),
                message="you kept us all laughing through the longest night of the month",
                slack_channel_id=room,
                given_at=last_month,
            )

    def post_now() -> list[str]:
        office.kudos(admin, room, "digest now")
        monthly_digest.run(office.app.tools)
        office.settle()
        return [f"{post.text} {json.dumps(post.blocks)}" for post in office.posts(room)]

    first = post_now()
    assert max(len(post.text) for post in office.posts(room)) > 4_000
    assert all(any(name in post for post in first) for name in names)

    office.kudos(people[3], office.sandbox.im(people[3]), "digest leave")
    second = post_now()
    assert [post.changed for post in office.posts(room)] == [True] * len(first)
    assert not any(names[3] in post for post in second)
    staying = [name for name in names if name != names[3]]
    assert all(any(name in post for post in second) for name in staying)
    assert set(changes(office, room)) == {None}
    assert give_up(office) == []
    assert max(len(post.text) for post in office.posts(room)) <= 4_000
