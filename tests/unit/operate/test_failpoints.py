"""Failpoints: off unless armed, and each one in the code that it names."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from slackapp.errors import ConfigurationError
from slackapp.failpoints import (
    DEATH_STATUS,
    FAILPOINTS,
    arm,
    arm_death,
    disarm_all,
    failpoint,
)

SOURCES = Path(__file__).resolve().parents[3] / "slackapp"

PASS = """
from slackapp.failpoints import arm_death, failpoint
arm_death("claim_after_commit:3")
for number in range(1, 5):
    print(number, flush=True)
    failpoint("call_before_record")
    failpoint("claim_after_commit")
"""


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    disarm_all()


def test_a_failpoint_that_is_not_armed_does_nothing() -> None:
    passed: list[str] = []
    arm("call_before_record", lambda: passed.append("record"))
    failpoint("claim_after_commit")
    assert passed == []


def test_what_was_armed_is_called_at_each_passage_until_it_is_disarmed() -> None:
    passed: list[str] = []
    arm("claim_after_commit", lambda: passed.append("claim"))
    failpoint("claim_after_commit")
    failpoint("claim_after_commit")
    disarm_all()
    failpoint("claim_after_commit")
    assert passed == ["claim", "claim"]


def test_an_armed_failpoint_may_raise() -> None:
    def act() -> None:
        raise ZeroDivisionError

    arm("claim_after_commit", act)
    with pytest.raises(ZeroDivisionError):
        failpoint("claim_after_commit")


def test_the_process_dies_at_the_passage_that_was_named() -> None:
    done = subprocess.run([sys.executable, "-c", PASS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (DEATH_STATUS, "1\n2\n3\n", "")


@pytest.mark.parametrize(
    "setting", ["claim_after_commit", "claim_after_commit:", "claim_after_commit:0", "nowhere:1"]
)
def test_a_setting_that_names_no_passage_is_refused(setting: str) -> None:
    with pytest.raises(ConfigurationError, match=r"(?i)failpoint"):
        arm_death(setting)


def test_every_failpoint_stands_in_the_code_once() -> None:
    found = [
        name
        for path in SOURCES.rglob("*.py")
        for name in re.findall(r'^ +failpoint\("(\w+)"\)$', path.read_text(), re.MULTILINE)
    ]
    assert sorted(found) == sorted(FAILPOINTS)
