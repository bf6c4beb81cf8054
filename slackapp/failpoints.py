"""Places in the code at which a test can have the process die, to show that nothing is lost."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from slackapp.errors import ConfigurationError

#: Every place there is, by the moment that it stands for.
FAILPOINTS = frozenset(
    {
        "kudos_before_commit",
        "kudos_after_commit",
        "click_before_ack",
        "claim_after_commit",
        "members_recorded",
        "call_before_record",
        "record_before_commit",
        "record_after_commit",
        "held_before_commit",
        "held_after_commit",
        "people_page_recorded",
        "prompts_before_commit",
        "prompts_after_commit",
        "prompt_drawn",
        "page_drawn",
        "again_before_commit",
        "answer_before_commit",
        "digest_members_read",
        "digest_before_commit",
        "digest_after_commit",
        "answer_after_commit",
        "file_uploaded",
        "erased_own",
        "erased_name",
    }
)

#: The exit status of a process that died at a failpoint, which no other end has.
DEATH_STATUS = 97

_armed: dict[str, Callable[[], None]] = {}


def failpoint(name: str) -> None:
    """Do what was armed here; nothing unless a test armed something."""
    act = _armed.get(name)
    if act is not None:
        act()


def arm(name: str, act: Callable[[], None]) -> None:
    """Have `act` called at each passage of that failpoint, in whichever thread passes.

    Raises ConfigurationError where there is no such failpoint.
    """
    if name not in FAILPOINTS:
        known = ", ".join(sorted(FAILPOINTS))
        raise ConfigurationError(f"There is no failpoint {name!r}. There are: {known}.")
    _armed[name] = act


def disarm_all() -> None:
    """Let every failpoint do nothing again."""
    _armed.clear()


def arm_death(setting: str) -> None:
    """Have the process die, as by `kill -9`, when it passes `name:count` for the count-th time.

    Raises ConfigurationError where the setting is not of that form.
    """
    name, _, count = setting.partition(":")
    if not (count.isascii() and count.isdigit() and int(count)):
        raise ConfigurationError(
            "KUDOSCOPE_FAILPOINT is for tests, and has the form name:count with a count from 1."
        )
    passages = iter(range(int(count) - 1))
    lock = threading.Lock()

    def die_at_last() -> None:
        with lock:
            if next(passages, None) is None:
                os._exit(DEATH_STATUS)

    arm(name, die_at_last)
