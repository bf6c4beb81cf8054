"""How soon the form's menu answers: every beginning of every name and nickname, and slips.

Figures are medians of the rounds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from contextlib import ExitStack

from rich.table import Table

from bench.load import run_load, sign_suggestions
from bench.report import show
from bench.servers import kudoscope_server, sandbox_slack
from slackapp.domain.competency.look_up import look_up_for
from slackapp.services.workspace.frameworks import get_builtin

_CLIENTS = (1, 8)
#: Milliseconds within which somebody who types gets an answer, 99 times of 100.
_MOST = 50.0


def main() -> None:
    """Measure, and print a table; raises RuntimeError where one person waits too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    table = Table("Clients", "answers", "p50 ms", "p99 ms")
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        slack = stack.enter_context(sandbox_slack())
        team = slack.workspaces[0].team
        url = f"sqlite:///{folder}/kudoscope.db"
        port = stack.enter_context(kudoscope_server(slack, url)).port
        typed = sign_suggestions(team, list_typed())
        run_load(port, team, clients=1, seconds=1, requests=typed)  # not counted
        for clients in _CLIENTS:
            loads = [
                run_load(port, team, clients=clients, seconds=options.seconds, requests=typed)
                for _ in range(options.rounds)
            ]
            if any(one.refused for one in loads):
                raise RuntimeError("some requests were refused")
            p50, p99 = (
                statistics.median(one.percentile(share) for one in loads) for share in (0.5, 0.99)
            )
            answers = sum(one.acked for one in loads)
            table.add_row(str(clients), str(answers), f"{p50:.1f}", f"{p99:.1f}")
            slowest = slowest or p99
    show("The menu of the form, while somebody types", table)
    if slowest > _MOST:
        raise RuntimeError(f"p99 is {slowest:.1f} ms, more than {_MOST:.0f}")


def list_typed() -> list[str]:
    """What people type: nothing, each beginning, the same with a slip, and a sentence."""
    chance = random.Random(14)
    typed = ["", "calm with an angry caller", "zzzz"]
    for entry in look_up_for(get_builtin("ecf")).entries:
        for phrase in (entry.competency.name, *entry.competency.aliases):
            for end in range(1, len(phrase) + 1):
                typed.append(phrase[:end])
                if end > 4:
                    place = chance.randrange(end - 1)
                    slip = phrase[place : place + 2][::-1]
                    typed.append(phrase[:place] + slip + phrase[place + 2 : end])
    chance.shuffle(typed)
    return typed


if __name__ == "__main__":
    main()
