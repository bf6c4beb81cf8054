"""After being sent away: longer waits from time to time, and one word about it."""

from __future__ import annotations

from slackapp.door.socket_waits import SocketWaits


def test_waits_grow_up_to_a_minute_and_are_told_once() -> None:
    waits, now = SocketWaits(), 1000.0
    told = []
    for _ in range(9):
        wait, is_news = waits.note_refusal(now)
        told.append((wait, is_news))
        now += wait
    seconds = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert told == list(zip(seconds, [True] + [False] * 8, strict=True))


def test_a_good_while_later_it_is_news_again() -> None:
    waits = SocketWaits()
    for _ in range(20):
        waits.note_refusal(1000.0)
    assert waits.note_refusal(1100.0) == (60, False)
    assert waits.note_refusal(1300.0) == (1, True)
