"""Every command of docs/operate.md, run as written from an empty folder to a restored backup.

The sandbox stands in for Slack, and the run's embedded PostgreSQL for the machine's. What an
operator does by hand (copy tokens, type a kudos, press Ctrl+C) is done here between the commands.
"""

from __future__ import annotations

import configparser
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL, func, select

from databases import find_programs, opened
from db import Kudos, set_key_ring
from slackapp.sandbox.server import Sandbox

CHECKOUT = Path(__file__).resolve().parents[3]
PAGE = (CHECKOUT / "docs" / "operate.md").read_text(encoding="utf-8")
UNIT = CHECKOUT / "deploy" / "systemd" / "kudoscope.service"
SOURCE = ("slackapp", "db", "alembic", "pyproject.toml", "README.md", "LICENSE")
#: A whole command, at most; the slowest makes a virtual environment.
LIMIT = 120


def blocks(kind: str) -> list[str]:
    """The fenced blocks of that kind, also those inside lists."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^\1```$", PAGE, re.MULTILINE | re.DOTALL)
    return [text.replace("\n" + indent, "\n").removeprefix(indent) for indent, text in found]


def commands() -> list[str]:
    """What an operator types, in order."""
    lines = [line for block in blocks("console") for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    return [line.removeprefix("$ ") for line in lines]


@dataclass
class Machine:
    """An operator's folder and shell, whose variables and umask live on between commands."""

    folder: Path
    shell: Path
    environment: dict[str, str]
    sandbox: Sandbox
    #: What each command said, in order.
    told: list[tuple[str, str]] = field(default_factory=list)

    def type(self, command: str) -> None:
        """Run a command to its end; it must succeed."""
        command = command.replace("U0123456789", self.sandbox.user("mei"))
        if command == "kudoscope run":
            self.give_kudos(command)
            return
        remember = f"{{ export -p; umask -p; }} > {self.shell}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f". {self.shell}\n{command}\n{remember}"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        self.told.append((command, done.stdout))

    def give_kudos(self, command: str = "kudoscope run") -> None:
        """Serve until a kudos is given and announced, then stop as with Ctrl+C."""
        sandbox, support = self.sandbox, self.sandbox.channel("support")
        posts = len(sandbox.messages(support))
        # The same words again would be asked about.
        words = "thanks again" if self.said(command) else "thanks"
        with subprocess.Popen(
            ["bash", "-c", f". {self.shell}\nexec {command}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                sandbox.wait_for(lambda: sandbox.socket_count, timeout=LIMIT)
                sandbox.wait_for(lambda: self._give(words), timeout=LIMIT)
                sandbox.wait_for(
                    lambda: [
                        one for one in sandbox.messages(support)[posts:] if not one.ephemeral_to
                    ],
                    timeout=LIMIT,
                )
            finally:
                process.send_signal(signal.SIGINT)
                said, _ = process.communicate(timeout=LIMIT)
        assert process.returncode == 0
        self.told.append((command, said))

    def _give(self, words: str) -> bool:
        """Give as a person does, who is asked to try again where the app has only just begun."""
        sandbox = self.sandbox
        ana, support = sandbox.user("ana"), sandbox.channel("support")
        answer = sandbox.command(sandbox.user("ben"), support, f"<@{ana}> empathy {words}")
        assert answer.ok
        return "please try again" not in answer.text

    def fill_in_tokens(self) -> None:
        """Edit `.env` as the page says."""
        path = self.folder / ".env"
        text = path.read_text(encoding="utf-8")
        for name, value in (
            ("SLACK_BOT_TOKEN", self.sandbox.bot_token),
            ("SLACK_APP_TOKEN", self.sandbox.app_token),
        ):
            text = text.replace(f"\n{name}=\n", f"\n{name}={value}\n")
        path.write_text(text, encoding="utf-8")

    def said(self, command: str) -> list[str]:
        """What a command said, each time that it was typed."""
        return [said for typed, said in self.told if typed == command]


@pytest.fixture
def machine(_postgresql: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the source on it, and nothing else."""
    folder = tmp_path_factory.mktemp("operate")
    for name in SOURCE:
        _copy(CHECKOUT / name, folder / "source" / name)
    _copy(CHECKOUT / "requirements.lock", folder / "source" / "requirements.lock")
    shell = tmp_path_factory.mktemp("shell") / "state"
    shell.touch()
    with Sandbox.start() as sandbox:
        environment = {
            "HOME": str(folder),
            "PATH": os.pathsep.join(
                [
                    str(Path(sys.executable).parent),
                    str(find_programs(_postgresql)),
                    os.environ["PATH"],
                ]
            ),
            # pip takes the libraries of the tests for installed, and asks nobody for any.
            "PYTHONPATH": str(_gather_libraries(tmp_path_factory.mktemp("libraries"))),
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PGHOST": str(_postgresql.query["host"]),
            "PGPORT": str(_postgresql.port or 5432),
            "PGUSER": str(_postgresql.username),
            "SLACK_API_URL": sandbox.api_url,
            "KUDOSCOPE_PORT": "0",
        }
        yield Machine(folder, shell, environment, sandbox)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def _gather_libraries(folder: Path) -> Path:
    """Everything that is installed here but Kudoscope itself."""
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if path.name != "db" and "kudoscope" not in path.name:
            (folder / path.name).symlink_to(path)
    return folder


def check_installed(machine: Machine) -> None:
    """What runs is what the page installed."""
    where = subprocess.run(
        [machine.folder / "venv/bin/python", "-c", "import slackapp; print(slackapp.__file__)"],
        cwd=machine.folder,
        env=machine.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert Path(where).is_relative_to(machine.folder / "venv")
    assert "init" in machine.said("kudoscope --help")[0]


def check_manifests(machine: Machine) -> None:
    """Both manifests are there to be pasted."""
    over_sockets = (machine.folder / "manifest.json").read_text(encoding="utf-8")
    assert over_sockets == (CHECKOUT / "manifest.json").read_text(encoding="utf-8")
    over_http = (machine.folder / "manifest-http.json").read_text(encoding="utf-8")
    assert "https://kudos.example.com/slack/events" in over_http


def check_first_kudos(machine: Machine) -> None:
    """A kudos was given over Socket Mode, once on each database."""
    said = machine.said("kudoscope run")
    assert len(said) == 2
    for one in said:
        assert "Kudoscope receives Slack's requests over Socket Mode" in one
    announced = [
        message
        for message in machine.sandbox.messages(machine.sandbox.channel("support"))
        if message.user == machine.sandbox.bot_user_id and message.ephemeral_to is None
    ]
    assert len(announced) == 2


def check_doctor(machine: Machine) -> None:
    """Doctor was content wherever the page asks it."""
    said = [said for command, said in machine.told if command.endswith("kudoscope doctor")]
    assert len(said) == 6
    assert all(one.endswith("No faults.\n") for one in said)
    assert '"ok": true' in machine.said("kudoscope doctor --json")[0]


def check_copies(machine: Machine) -> None:
    """Every copy opens with the key, which the page has shown."""
    said = {command: said for command, said in machine.told if command.startswith("DATABASE_URL=")}
    assert len(said) == 2
    for one in said.values():
        assert "The keys open it." in one
    [line] = machine.said("grep KUDOSCOPE_ENCRYPTION_KEYS= .env")
    assert re.fullmatch(r"KUDOSCOPE_ENCRYPTION_KEYS=[\w-]{43}=\n", line)


def check_restored(machine: Machine) -> None:
    """What was given before the backups is there after the restores."""
    [line] = machine.said("grep KUDOSCOPE_ENCRYPTION_KEYS= .env")
    set_key_ring([line.strip().partition("=")[2]])
    with (
        opened(f"sqlite:///{machine.folder / 'kudoscope.db'}") as database,
        database.sessions.read() as session,
    ):
        assert session.scalars(select(Kudos.message)).all() == ["thanks"]
    assert len(list(machine.folder.glob("kudoscope.db.before-*"))) == 1
    environment = machine.environment
    address = URL.create(
        "postgresql",
        username=environment["PGUSER"],
        database="kudoscope",
        query={"host": environment["PGHOST"], "port": environment["PGPORT"]},
    ).render_as_string(hide_password=False)
    with opened(address) as database, database.sessions.read() as session:
        # What was moved, and what was given there.
        assert session.scalar(select(func.count()).select_from(Kudos)) == 2


def check_private(machine: Machine) -> None:
    """Nobody else can read what the page makes."""
    for name in (".env", "kudoscope.db", "backups"):
        mode = stat.S_IMODE((machine.folder / name).stat().st_mode)
        assert mode & 0o077 == 0, name


# One test: those of a module may be spread over several workers, and each would run the page.
@pytest.mark.long
def test_every_command_of_the_page_does_what_the_page_says(machine: Machine) -> None:
    for command in commands():
        if command.startswith("pg_dump "):
            # So that there is something to be backed up.
            machine.give_kudos()
        machine.type(command)
        if command == "kudoscope init":
            machine.fill_in_tokens()
    check_installed(machine)
    check_manifests(machine)
    check_first_kudos(machine)
    check_doctor(machine)
    check_copies(machine)
    check_restored(machine)
    check_private(machine)


# The unit


def unit() -> configparser.ConfigParser:
    text = UNIT.read_text(encoding="utf-8")
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def test_the_unit_runs_kudoscope_with_no_more_rights_than_it_needs() -> None:
    service = unit()["Service"]
    home = "/var/lib/kudoscope"
    assert service["ExecStart"] == f"{home}/venv/bin/kudoscope run"
    assert service["WorkingDirectory"] == home
    assert service["StateDirectory"] == "kudoscope"
    assert service["User"] == "kudoscope"
    assert service["NoNewPrivileges"] == service["PrivateTmp"] == service["ProtectHome"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0077"
    # What is not there, such as a source that was taken away, keeps nobody from starting.
    assert f"-{home}/.env" in service["ReadOnlyPaths"].split()
    assert all(path.startswith("-") for path in service["ReadOnlyPaths"].split())
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


def test_the_unit_lets_what_is_in_flight_end() -> None:
    service = unit()["Service"]
    assert service["KillSignal"] == "SIGTERM"
    # Requests get 10 s to end, handlers of Socket Mode 5, and a call to Slack under way 10.
    assert int(service["TimeoutStopSec"]) > 25
    assert service["Restart"] == "on-failure"
