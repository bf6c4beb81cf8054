"""What the inspector gives as a test is one: it runs, and what it expects comes true."""

from __future__ import annotations

from typing import Any

from slackapp.sandbox.traffic import Exchange
from slackapp.sandbox.traffic_tests import write_test
from tests.flows.office import Office


def run(office: Office, exchange: Exchange) -> str:
    """Run what would be copied; the text."""
    world = office.sandbox.world
    text = write_test(world, exchange, world.traffic.before(exchange.number))
    names: dict[str, Any] = {}
    exec(compile(text, "copied", "exec"), names)
    [test] = [one for name, one in names.items() if name.startswith("test_")]
    test(office)
    return text


def test_a_command_a_button_and_a_call_are_repeated_by_their_tests(shared_office: Office) -> None:
    office, traffic = shared_office, shared_office.sandbox.world.traffic
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    traffic.clear()
    answer = office.kudos(ana, room, f"<@{ben}> empathy {{you}} said \"yes\" & 'no'")
    office.settle()
    # The same kudos twice would be asked about.
    office.tap(ana, room, answer, "Take it back")
    exchanges = {one.name: one for one in traffic.since(0)}
    assert {"/kudos", "chat.postMessage", "block_actions"} <= exchanges.keys()
    for name in ("/kudos", "chat.postMessage", "block_actions"):
        before = office.stored().kudos
        text = run(office, exchanges[name])
        assert ("post_signed" in text) is (name == "block_actions")
        # A press that comes again changes nothing more.
        assert office.stored().kudos == before + (name != "block_actions")
        if name != "block_actions":
            office.tap(ana, room, office.answers(ana, room)[-1], "Take it back")
