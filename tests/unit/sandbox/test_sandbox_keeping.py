"""A sandbox that is kept in a file: all that was in it is there again, whoever was killed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from slackapp.sandbox.keeping import Keeper, put_back, read_kept
from slackapp.sandbox.seed import user_id
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.state import Channel, File, Person, Reaction
from slackapp.sandbox.state_file import StateBroken, StateFile, StateTaken
from slackapp.sandbox.tour import Step, Visit
from slackapp.sandbox.user_groups import UserGroup
from slackapp.sandbox.world import World

ANA, BEN, ROOM = user_id("ana"), user_id("ben"), "C0SUPPORT"
HOME: dict[str, Any] = {"type": "home", "blocks": [{"type": "divider", "block_id": "line"}]}
MODAL = HOME | {"type": "modal", "title": {"type": "plain_text", "text": "Give"}}
VISIT = Visit(
    person=BEN,
    channel=ROOM,
    welcome="Welcome",
    steps=(Step("give", "Give", (), "Given"), Step("read", "Read", (), "It was read")),
    farewell="Bye",
    ways=(),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "slack.db"


@pytest.fixture
def file(path: Path) -> Iterator[StateFile]:
    with closing(StateFile(path)) as file:
        yield file


def build_world() -> World:
    world = Sandbox(has_begun=False).world
    world.url = "http://127.0.0.1:4390"
    world.tour.begin(VISIT, world.store)
    return world


def live(world: World) -> None:
    """A bit of everything that a workspace holds."""
    store = world.store
    store.put_person(Person("U1", "T1", "kim", "Kim", tz=None, oddities={"is_bot": None}))
    store.put_channel(Channel("C1", "shared", "public", (ANA,), sharing=("is_ext_shared",)))
    said = store.post(ROOM, ANA, "Hello", [{"type": "divider", "text": "ä"}], metadata={"a": "b"})
    store.change_message(replace(said, reactions=(Reaction("wave", (ANA, BEN)),), edited=True))
    store.post(ROOM, store.bot_user_id, "for Ana alone", ephemeral_to=ANA, thread_ts=said.ts)
    gone = store.post(ROOM, BEN, "by mistake")
    store.change_message(replace(gone, deleted=True))
    store.put_file(File("F1", "a.csv", "A", 2, "key", content=b"\x00\xff"))
    store.put_file(File("F2", "b.csv", "B", 2, "key2"))
    store.mark_read(ROOM, ANA)
    store.withdraw(world.bot_token, ["reactions:read"])
    world.groups.put(UserGroup("S1", "night", "Night shift", member_ids=(ANA,)))
    world.views.publish(ANA, HOME, None)
    world.views.open(ANA, MODAL)
    world.views.push(ANA, MODAL)
    world.tour.skip("read")


def tell(world: World) -> dict[str, Any]:
    """All of it, to be compared."""
    store = world.store
    return {
        "people": [replace(one, updated=0) for one in store.people()],
        "channels": store.channels(),
        "messages": [store.messages(one.id) for one in store.channels()],
        "files": store.files(),
        "read": store.read_marks(),
        "token": store.find_token(world.bot_token),
        "app token": store.find_token(world.app_token),
        "groups": world.groups.list(),
        "homes": world.views.homes(),
        "stacks": world.views.stacks(),
        "tour": world.tour.tell_kept(),
    }


def test_what_happened_is_there_again_though_nobody_ended_it(path: Path) -> None:
    before = build_world()
    with closing(StateFile(path)) as file:
        keeper = Keeper(before, file)
        keeper.begin()
        live(before)
        # The last of what a post or a view tells of; a kill comes before the next look.
        before.store.post(ROOM, ANA, "one more")
    after = build_world()
    with closing(StateFile(path)) as file:
        kept = read_kept(file)
    put_back(kept, after)
    after.tour.go_on(kept.world["tour"])
    assert tell(after) == tell(before)
    known = {one.ts for one in before.store.messages(ROOM)}
    assert after.store.new_ts(at=0) > max(known)
    keeper.stop()  # as nothing can be written any more, it says so


def test_ids_go_on_after_those_there_were(file: StateFile) -> None:
    before, after = build_world(), build_world()
    given = [before.store.new_id("U") for _ in range(3)]
    keeper = Keeper(before, file)
    keeper.save()
    put_back(read_kept(file), after)
    assert after.store.new_id("U") not in given


def test_only_what_changed_is_written(file: StateFile, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build_world()
    keeper = Keeper(world, file)
    written: list[set[str]] = []
    write = file.write
    monkeypatch.setattr(
        file,
        "write",
        lambda changes: (written.append({kind for kind, _ in changes}), write(changes)),
    )
    keeper.save()
    keeper.save()
    world.store.mark_read(ROOM, ANA)
    keeper.save()
    assert {"person", "channel", "token", "group"} <= written[0]
    assert written[1:] == [{"clock"}, {"clock", "read"}]


def test_a_view_that_was_closed_does_not_come_back(file: StateFile) -> None:
    world, after = build_world(), build_world()
    keeper = Keeper(world, file)
    world.views.open(ANA, MODAL)
    keeper.save()
    world.views.close(ANA)
    keeper.save()
    put_back(read_kept(file), after)
    assert after.views.modal(ANA) is None


def test_links_lead_to_the_pages_new_address(file: StateFile) -> None:
    world = build_world()
    world.store.post(ROOM, ANA, f"see {world.url}/archives/C1/p1")
    Keeper(world, file).save()
    kept = read_kept(file, url="http://127.0.0.1:5000")
    assert kept.messages[-1].text == "see http://127.0.0.1:5000/archives/C1/p1"


def test_where_nothing_can_be_written_people_go_on(
    file: StateFile, caplog: pytest.LogCaptureFixture
) -> None:
    world = build_world()
    keeper = Keeper(world, file)
    keeper.begin()
    file.close()
    world.store.post(ROOM, ANA, "Hello")
    world.store.post(ROOM, ANA, "anybody?")
    assert [one.text for one in world.store.messages(ROOM)] == ["Hello", "anybody?"]
    (said,) = [one.message for one in caplog.records]
    assert said.startswith("What happens here cannot be kept")
    keeper.stop()


def test_one_process_alone_has_the_file(path: Path) -> None:
    with closing(StateFile(path)), pytest.raises(StateTaken):
        StateFile(path)
    StateFile(path).close()


def test_what_is_no_such_file_is_said_to_be_broken(path: Path, file: StateFile) -> None:
    with pytest.raises(StateBroken):
        read_kept(file)
    Keeper(build_world(), file).save()
    file.write({("message", f"{ROOM} 1.0"): '{"ts": "1.0"}'})
    with pytest.raises(StateBroken):
        read_kept(file)
    file.close()
    path.write_bytes(b"no database, but longer than a header of one would be" * 20)
    with pytest.raises(StateBroken):
        StateFile(path)


def test_a_write_that_fails_leaves_all_as_it_was(file: StateFile) -> None:
    file.write({("world", ""): "1"})
    with pytest.raises(sqlite3.Error):
        file.write({("world", ""): "2", ("clock", ""): b"\x00".join})  # type: ignore[dict-item]
    assert file.read() == {"world": {"": "1"}}
