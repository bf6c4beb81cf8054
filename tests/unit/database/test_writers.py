"""The line of people's writes: first come, first served, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from db.patience import at_most
from db.trouble import Trouble, name_trouble
from db.writers import Writers


def wait_for_line(writers: Writers, length: int) -> None:
    until = time.monotonic() + 10
    while len(writers._line) != length:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_the_others_write_in_the_order_in_which_they_came() -> None:
    writers, order = Writers(1, patience=30), list[int]()

    def write(number: int) -> None:
        with writers:
            order.append(number)

    with ThreadPoolExecutor(8) as pool, writers:
        for number in range(8):
            pool.submit(write, number)
            wait_for_line(writers, number + 1)
        assert order == []
    assert order == list(range(8))


def test_so_many_write_at_once_and_no_more() -> None:
    writers, begun, ended = Writers(3, patience=30), threading.Semaphore(0), threading.Event()

    def write() -> None:
        with writers:
            begun.release()
            assert ended.wait(10)

    with ThreadPoolExecutor(4) as pool:
        written = [pool.submit(write) for _ in range(4)]
        assert all(begun.acquire(timeout=10) for _ in range(3))
        wait_for_line(writers, 1)
        assert not begun.acquire(blocking=False)
        ended.set()
        assert begun.acquire(timeout=10)
        for one in written:
            one.result()


def test_whoever_gets_no_turn_in_time_hears_it_and_leaves_the_line() -> None:
    writers = Writers(1, patience=0.05)
    with writers:
        with pytest.raises(PoolTimeoutError) as told, writers:
            pass
        assert name_trouble(told.value) is Trouble.TIMEOUT
        with pytest.raises(PoolTimeoutError), at_most(0.0), writers:
            pass
    with writers:
        pass


def test_an_error_gives_the_turn_back() -> None:
    writers = Writers(1, patience=0.05)
    for _ in range(3):
        with pytest.raises(ValueError), writers:
            raise ValueError
    with writers:
        pass
