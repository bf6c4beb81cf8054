"""The files to deploy with parse, and name settings, commands, paths and metrics that exist."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from prometheus_client.parser import text_string_to_metric_families

from slackapp.cli import app, serve
from slackapp.cli.output import MISCONFIGURED
from slackapp.config import Settings
from slackapp.door.install import INSTALL_PATH, REDIRECT_PATH
from slackapp.door.web import MONITORED
from slackapp.metrics import DatabaseReading, Metrics, OutboxReading, PoolReading, Sources

CHECKOUT = Path(__file__).resolve().parents[3]
DEPLOY = CHECKOUT / "deploy"
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
EVENTS = "/slack/events"
SETTINGS = {name.upper() for name in Settings.model_fields}
SECRET = {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "KUDOSCOPE_ENCRYPTION_KEYS", "DATABASE_URL"}
#: What is set beside our own settings.
OTHERS = {"MALLOC_ARENA_MAX", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
METRIC = re.compile(r"\b(?:kudoscope|process)_\w+")


def load(path: str) -> Any:
    return yaml.safe_load((CHECKOUT / path).read_text(encoding="utf-8"))


def list_objects() -> Iterator[dict[str, Any]]:
    """What the Kubernetes files make."""
    for path in MANIFESTS:
        yield from yaml.safe_load_all(path.read_text(encoding="utf-8"))


def list_containers() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each container of ours there, with the pod that it is in."""
    for one in list_objects():
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        pod = spec.get("template", {}).get("spec", {})
        for container in (*pod.get("initContainers", ()), *pod.get("containers", ())):
            yield pod, container


def check_command(arguments: list[str]) -> None:
    """Fail where there is no such command, or an option that it does not know."""
    command: Any = typer.main.get_command(app)
    while getattr(command, "commands", None):
        command, arguments = command.commands[arguments[0]], arguments[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {one for one in arguments if one.startswith("--")} <= known


# Settings, commands, ports and paths


def test_every_setting_that_is_named_exists() -> None:
    compose = load("compose.yaml")["services"]["kudoscope"]["environment"]
    [config] = [one["data"] for one in list_objects() if one["kind"] == "ConfigMap"]
    lines = re.search(r"^ENV (.*?[^\\])\n", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert lines is not None
    image = re.findall(r"(\w+)=", lines[1].replace("/venv/bin:$PATH", ""))
    assert {*image} - OTHERS <= SETTINGS
    assert set(config) <= SETTINGS
    assert {name.removesuffix("_FILE") for name in compose} <= SETTINGS
    assert {name for name in compose if not name.endswith("_FILE")} & SECRET == set()
    created = (DEPLOY / "kubernetes" / "kudoscope.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"--from-literal=(\w+)=", created)) <= SETTINGS


def test_every_value_that_is_set_can_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    [config] = [one["data"] for one in list_objects() if one["kind"] == "ConfigMap"]
    for name, value in config.items():
        monkeypatch.setenv(name, value)
    Settings()


def test_every_command_that_is_run_exists() -> None:
    commands = [container["args"] for _, container in list_containers()]
    commands += [["run"], ["keys", "new"]]
    for unit in (DEPLOY / "systemd").glob("*.service"):
        [line] = re.findall(r"^ExecStart=\S+/kudoscope (.*)$", unit.read_text(), re.MULTILINE)
        commands.append(shlex.split(line))
    compose = (CHECKOUT / "compose.yaml").read_text(encoding="utf-8")
    for line in re.findall(r"^#.*exec kudoscope kudoscope (.*)$", compose, re.MULTILINE):
        commands.append(shlex.split(line))
    assert len(commands) >= 8
    for command in commands:
        check_command(command)


def test_everybody_asks_at_the_port_and_paths_that_are_served() -> None:
    port = Settings.model_fields["kudoscope_port"].default
    assert f"EXPOSE {port}\n" in DOCKERFILE
    assert load("compose.yaml")["services"]["kudoscope"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    from_slack = (EVENTS, INSTALL_PATH, REDIRECT_PATH)
    as_pattern = f"^/slack/({'|'.join(path.removeprefix('/slack/') for path in from_slack)})$"
    for proxy, paths in (("Caddyfile", " ".join(from_slack)), ("nginx.conf", as_pattern)):
        text = (DEPLOY / proxy).read_text(encoding="utf-8")
        assert f"127.0.0.1:{port}" in text
        assert re.findall(r"(?:location ~|@slack path) (.*?)(?: \{)?$", text, re.MULTILINE) == [
            paths
        ]
    [web] = [one for _, one in list_containers() if "ports" in one]
    assert web["ports"] == [{"name": "http", "containerPort": port}]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert web[probe]["httpGet"]["path"] in MONITORED
    [ingress] = [one for one in list_objects() if one["kind"] == "Ingress"]
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    assert [(path["path"], path["pathType"]) for path in paths] == [
        (path, "Exact") for path in from_slack
    ]


def test_what_is_in_flight_gets_the_time_to_end() -> None:
    grace = load("compose.yaml")["services"]["kudoscope"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > serve.STOP_WITHIN
    for pod, container in list_containers():
        if "lifecycle" in container:
            [_, wait] = container["lifecycle"]["preStop"]["exec"]["command"]
            assert pod["terminationGracePeriodSeconds"] > serve.STOP_WITHIN + int(wait)


# Containers


def test_the_image_takes_the_lock_as_it_is_and_all_that_the_wheel_needs() -> None:
    assert "--no-deps --require-hashes --requirement requirements.lock" in DOCKERFILE
    copied = {
        name
        for line in re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert copied == {
        *("requirements.lock", "pyproject.toml", "README.md", "LICENSE"),
        *("slackapp", "db", "alembic"),
    }
    ignored = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ignored[0] == "*"
    assert {one[1:] for one in ignored if one.startswith("!")} == copied
    assert not any(fnmatch.fnmatch(".env", one[1:]) for one in ignored if one.startswith("!"))


def test_a_container_has_no_more_rights_than_it_needs() -> None:
    user = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert user == ["10001:10001"]
    ours = load("compose.yaml")["services"]["kudoscope"]
    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert ours["security_opt"] == ["no-new-privileges:true"]
    found = list(list_containers())
    assert len(found) == 5
    for pod, container in found:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == 10001
        assert pod["automountServiceAccountToken"] is False
        alone = container["securityContext"]
        assert alone["readOnlyRootFilesystem"] is True
        assert alone["allowPrivilegeEscalation"] is False
        assert alone["capabilities"] == {"drop": ["ALL"]}


def test_compose_names_the_secrets_that_it_has() -> None:
    compose = load("compose.yaml")
    for service in compose["services"].values():
        assert set(service["secrets"]) <= set(compose["secrets"])
        for name, value in service["environment"].items():
            if name.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"]
        for volume in service["volumes"]:
            assert volume.split(":")[0] in compose["volumes"]


class _Alive(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_health_check_tells_whether_the_process_lives() -> None:
    [line] = re.findall(r"^    CMD (\[\"python\".*\])$", DOCKERFILE, re.MULTILINE)
    [_, *arguments] = json.loads(line)
    with HTTPServer(("127.0.0.1", 0), _Alive) as server:
        environment = os.environ | {"PORT": str(server.server_port)}
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        done = [subprocess.run([sys.executable, *arguments], env=environment, check=False)]
        thread.join()
    done.append(
        subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            check=False,
            stderr=subprocess.DEVNULL,
        )
    )
    assert [one.returncode for one in done] == [0, 1]


# systemd


def test_a_start_that_needs_another_setting_is_not_tried_again() -> None:
    unit = (DEPLOY / "systemd" / "kudoscope.service").read_text(encoding="utf-8")
    assert f"\nRestartPreventExitStatus={MISCONFIGURED}\n" in unit


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").iterdir()), ids=lambda path: path.name)
def test_systemd_understands_the_units_where_there_is_one(path: Path, tmp_path: Path) -> None:
    for one in path.parent.iterdir():
        text = one.read_text(encoding="utf-8")
        text = text.replace("/var/lib/kudoscope/venv/bin/kudoscope", sys.executable)
        (tmp_path / one.name).write_text(text, encoding="utf-8")
    checker = shutil.which("systemd-analyze") or "true"
    command = [checker, "verify", tmp_path / path.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# What is watched


def list_names() -> set[str]:
    """The names by which Prometheus finds what is measured."""
    metrics = Metrics()
    metrics.watch(
        Sources(
            lambda: OutboxReading(0, 0, 0.0),
            lambda: {"people_sync": 0.0},
            lambda: 0,
            lambda: DatabaseReading(True, 1, 0, 1, 1, {"tick": 1}),
            lambda: [PoolReading("people", 0, 1)],
        )
    )
    metrics.observe_ack("command", "ok", 0.1)
    text = metrics.render().decode()
    families = text_string_to_metric_families(text)
    named = re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)
    return {*named, *(sample.name for family in families for sample in family.samples)}


def list_questions() -> Iterator[str]:
    """What alerts and dashboard ask Prometheus."""
    for group in load("deploy/monitoring/alerts.yaml")["groups"]:
        yield from (rule["expr"] for rule in group["rules"])
    dashboard = json.loads((DEPLOY / "monitoring" / "grafana.json").read_text(encoding="utf-8"))
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def test_alerts_and_dashboard_ask_for_metrics_and_labels_that_exist() -> None:
    names = list_names()
    reference = (CHECKOUT / "docs" / "reference.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(?:kudoscope|process)_\w+` \|([^|]*)\|", reference, re.MULTILINE)
    labels = {label for row in rows for label in re.findall(r"`(\w+)`", row)}
    labels |= {"le", "instance", "job"}
    questions = list(list_questions())
    assert len(questions) > 30
    for question in questions:
        assert set(METRIC.findall(question)) - names == set(), question
        used = re.findall(r"[{,]\s*(\w+)\s*(?:=~|!~|!=|=)\s*\"", question)
        for group in re.findall(r"\bby \(([^)]*)\)", question):
            used += [label.strip() for label in group.split(",")]
        assert set(used) <= labels, question
        assert question.count("(") == question.count(")")


def test_every_metric_of_ours_is_on_the_dashboard() -> None:
    dashboard = (DEPLOY / "monitoring" / "grafana.json").read_text(encoding="utf-8")
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in METRIC.findall(dashboard)}
    ours = {
        re.sub(r"_(bucket|sum|count|created)$", "", name)
        for name in list_names()
        if name.startswith("kudoscope_")
    }
    created = {name for name in ours if f"{name}_total" in ours}
    assert ours - created - shown == set()


def test_alerts_name_ticks_that_there_are() -> None:
    source = (CHECKOUT / "slackapp" / "jobs" / "ticks.py").read_text(encoding="utf-8")
    ticks = set(re.findall(r'Tick\(\s*"(\w+)"', source))
    named = re.findall(r'tick=~"(.*?)"', "\n".join(list_questions()))
    assert named
    assert {tick for one in named for tick in one.split("|")} <= ticks


def test_every_alert_says_what_to_do_and_whom_it_wakes() -> None:
    for group in load("deploy/monitoring/alerts.yaml")["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "ticket")
            assert rule["annotations"]["summary"] and rule["annotations"]["action"]
            assert rule["alert"].startswith("Kudoscope")
