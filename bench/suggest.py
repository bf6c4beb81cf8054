"""How well, how soon and at what cost competencies are suggested for messages kept aside.

The reference is reading the same text as the command does where a competency is named.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

from rich.table import Table

from bench.processes import memory_mb
from bench.report import show
from slackapp.domain.competency.suggest import suggest
from slackapp.domain.kudos.text import MAX_MESSAGE, parse_kudos
from slackapp.services.workspace.frameworks import get_builtin
from training.examples import TEST, read_examples
from training.measure import Measured, measure

#: What is asked of suggestions: shares, milliseconds and MB.
_LEAST_FOUND, _LEAST_NOTHING, _MOST_MS, _MOST_MB = 0.85, 0.7, 20.0, 150.0
_CONFUSIONS = 12


def main() -> None:
    """Measure, and print the tables; raises RuntimeError where less is reached than is asked."""
    framework, texts = get_builtin(), [one.text for one in read_examples(TEST)]
    _read_command(texts[0])
    before = memory_mb(os.getpid())
    started = time.perf_counter()
    suggest(framework, texts[0])
    first = (time.perf_counter() - started) * 1000
    grown = memory_mb(os.getpid()) - before
    measured = measure()
    _print_accuracy(measured)
    slowest = _print_speed(texts)
    print(f"First suggestion: {first:.0f} ms and {grown:.1f} MB more.")
    _check(measured, slowest, grown)


def _print_accuracy(measured: Measured) -> None:
    table = Table("Competency", "messages", "found among three")
    for key, count in sorted(measured.praising.items()):
        table.add_row(key, str(count), f"{measured.found[key] / count:.2f}")
    table.add_row("all", str(measured.praising.total()), f"{measured.share_found:.3f}")
    table.add_row("all, found first", "", f"{measured.share_first:.3f}")
    right = f"{measured.share_rightly_nothing:.3f}"
    table.add_row("nothing fits, and none is suggested", str(measured.nothing), right)
    confusions = Table("Fits best", "suggested first", "messages")
    for (best, suggested), count in measured.confused.most_common(_CONFUSIONS):
        confusions.add_row(best, suggested or "nothing", str(count))
    show("Suggestions", table)
    show("What is suggested in the place of what fits best", confusions)


def _print_speed(texts: list[str]) -> float:
    """Print milliseconds, and return the slowest that 99 of 100 messages take."""
    framework = get_builtin()
    longest = (" ".join(texts) * 2)[:MAX_MESSAGE]
    readers: dict[str, Callable[[str], object]] = {
        "reading the command": _read_command,
        "suggesting": lambda text: suggest(framework, text),
    }
    table = Table("", "p50 ms", "p99 ms", f"{MAX_MESSAGE:,} characters, ms")
    slowest = 0.0
    for name, read in readers.items():
        took = sorted(_time(read, text) for text in texts)
        slowest = took[int(len(took) * 0.99)]
        of_longest = statistics.median(_time(read, longest + str(one)) for one in range(9))
        table.add_row(name, f"{statistics.median(took):.2f}", f"{slowest:.2f}", f"{of_longest:.2f}")
    show("How soon they come", table)
    return slowest


def _read_command(text: str) -> object:
    return parse_kudos(f"<@U1> empathy {text}", framework=get_builtin())


def _time(read: Callable[[str], object], text: str) -> float:
    """Milliseconds of processor time, so that a busy machine makes nothing slow."""
    started = time.thread_time()
    read(text)
    return (time.thread_time() - started) * 1000


def _check(measured: Measured, slowest: float, grown: float) -> None:
    short = [
        name
        for name, is_short in {
            "too few found": measured.share_found < _LEAST_FOUND,
            "too much suggested": measured.share_rightly_nothing < _LEAST_NOTHING,
            "too slow": slowest > _MOST_MS,
            "too large": grown > _MOST_MB,
        }.items()
        if is_short
    ]
    if short:
        raise RuntimeError(", ".join(short))


if __name__ == "__main__":
    main()
