"""An upgrade in which the old and the new version run side by side, under load."""

from __future__ import annotations

import random
import re
import subprocess
import tarfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from alembic.script import ScriptDirectory

from db.migrations import migrate, name_schema
from faults.load import Load
from faults.processes import CHECKOUT, RUN, AppProcess
from faults.site import Result, open_site
from faults.two import balance

#: Words of the log that somebody was told of a fault, or that something of ours failed.
_FAILED = re.compile(r"\b(?:request|tick|delivery|unit|presence|socket_request)_failed\b.*")
#: What is not tapped: a kudos that was taken back would be missed at the end.
_LEFT_ALONE = "Take it back"


class Colleagues(Load):
    """Give, tap what the answers offer, and look at the Home."""

    taps = 0

    def give_one(self, chance: random.Random) -> None:
        """Give one kudos; then tap something of the answer."""
        super().give_one(chance)
        giver = chance.choice(self._givers)
        if chance.random() < 0.3:
            self._sandbox.open_home(giver)
        for room in chance.sample(self.rooms, 2):
            self._tap(giver, room, chance)

    def _tap(self, person: str, room: str, chance: random.Random) -> None:
        shown = self._sandbox.messages(room, visible_to=person)[-5:]
        for message in reversed(shown):
            buttons = [
                one
                for block in message.blocks or ()
                for one in block.get("elements", ())
                if one.get("type") == "button" and one["text"]["text"] != _LEFT_ALONE
            ]
            if buttons:
                button = chance.choice(buttons)
                answer = self._sandbox.press(
                    person, room, message.ts, button["action_id"], value=button.get("value")
                )
                self.taps += 1
                if not answer.ok:
                    self.refusals[f"{button['text']['text']}: {answer.error}"] += 1
                return


def run(folder: Path, *, seed: int, old: str = "") -> Iterator[Result]:
    """Two old processes; the migration beside them; then new ones in their place, one by one."""
    commit = _name_commit(old)
    checkout = folder / f"old-{commit}"
    _unpack(commit, checkout)
    before = ScriptDirectory(str(checkout / "alembic")).get_current_head()
    assert before is not None
    faults: list[str] = []
    with open_site(folder, "postgresql", seed=seed, schema=before) as site, ExitStack() as stack:
        site.load = load = Colleagues(site.sandbox, seed=seed)

        def start(checkout: Path) -> AppProcess:
            return stack.enter_context(site.app(command=RUN, checkout=checkout))

        def stop(process: AppProcess) -> None:
            if status := process.stop():
                faults.append(f"a process ended with {status}")

        old_ones = [start(checkout) for _ in range(2)]
        with load:
            balance(site, old_ones, 5.0)
            with ThreadPoolExecutor(1) as pool:
                began = time.monotonic()
                migration = pool.submit(migrate, site.database.engine)
                while not migration.done():
                    balance(site, old_ones, 0.2)
                migration.result()
                took = time.monotonic() - began
            balance(site, old_ones, 3.0)
            new_ones = [start(CHECKOUT)]
            balance(site, [*old_ones, *new_ones], 10.0)
            site.sandbox.deliver_over_http(new_ones[0].events_url)
            stop(old_ones[0])
            new_ones.append(start(CHECKOUT))
            balance(site, [old_ones[1], *new_ones], 10.0)
            site.sandbox.deliver_over_http(new_ones[0].events_url)
            stop(old_ones[1])
            balance(site, new_ones, 3.0)
        site.wait_until_sent()
        for process in new_ones:
            stop(process)
        end = site.check(is_settled=True, may_double=False)
        faults += [f"somebody was told: {one}" for one in sorted(load.refusals)]
        faults += _read_logs(site.folder)
        detail = (
            f"{commit} ({before}) beside the present ({name_schema()}): {len(load.acked)} acked, "
            f"{load.refused} refused, {load.taps} taps, {end.posts} posts, {end.doubled} twice, "
            f"migrated in {took:.1f} s"
        )
    yield Result("upgrade", detail, (*faults, *end.faults))


def _name_commit(old: str) -> str:
    """The commit that is named, or else the last one before the newest migration."""
    asked = ["--diff-filter=A", "alembic/versions"] if not old else ["--no-walk", old]
    [newest] = _git("log", "-1", "--format=%h", *asked).decode().split()
    return newest if old else _git("log", "-1", "--format=%h", f"{newest}^").decode().strip()


def _unpack(commit: str, folder: Path) -> None:
    with tarfile.open(fileobj=BytesIO(_git("archive", commit))) as archive:
        archive.extractall(folder, filter="data")


def _git(*arguments: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(CHECKOUT), *arguments], check=True, stdout=subprocess.PIPE
    ).stdout


def _read_logs(folder: Path) -> list[str]:
    return sorted(
        {
            f"{path.name}: {found[0][:160]}"
            for path in folder.glob("*.log")
            for found in _FAILED.finditer(path.read_text(encoding="utf-8"))
        }
    )
