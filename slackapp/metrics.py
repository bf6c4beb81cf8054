"""Numbers for Prometheus: counts, times and gauges, never an id, a text or a token."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

#: Seconds. Slack gives up on an answer after three.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)

_RATE_LIMITED = "rate_limited"


@dataclass(frozen=True, slots=True)
class OutboxReading:
    """Messages that wait and that failed, and how long the oldest has waited."""

    pending: int
    failed: int
    oldest_pending_seconds: float


@dataclass(frozen=True, slots=True)
class DatabaseReading:
    """Whether the schema is this version's, and how many workspaces work, or wait for a token.

    `database_bytes` is the size of all that is stored; `free_bytes` what is left on the disk
    beside it, None where that cannot be known from here. `processes` are how many processes do each
    part of the work; empty on SQLite.
    """

    is_schema_current: bool
    working: int
    paused: int
    database_bytes: int
    free_bytes: int | None
    processes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PoolReading:
    """One pool of connections to the database: how many are in use, and how many may be."""

    name: str
    in_use: int
    limit: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked when somebody reads the metrics.

    `read_outbox` and `read_database` give None when the database cannot be asked; `list_lags` gives
    the seconds since each tick last succeeded.
    """

    read_outbox: Callable[[], OutboxReading | None]
    list_lags: Callable[[], Mapping[str, float]]
    count_connections: Callable[[], int]
    read_database: Callable[[], DatabaseReading | None] = lambda: None
    list_pools: Callable[[], Sequence[PoolReading]] = tuple


class Metrics:
    """The metrics of one app; label values come from small fixed sets."""

    def __init__(self) -> None:
        # Not the library's global registry: two apps in one process keep their own counts.
        self._registry = CollectorRegistry()
        self._acks = self._counter(
            "acks", "Requests of Slack's that were answered.", "kind", "outcome"
        )
        self._ack_seconds = Histogram(
            "kudoscope_ack_seconds",
            "Time from a verified request to its answer.",
            ["kind"],
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self._refusals = self._counter("requests_refused", "Requests that were refused.", "reason")
        self._withheld_events = self._counter(
            "events_withheld", "Minutes in which Slack withheld events, as there were too many."
        )
        self._deliveries = self._counter(
            "deliveries",
            "Calls to Slack for messages of the outbox, and reads that came too soon.",
            "kind",
            "result",
        )
        self._rate_limits = self._counter(
            "deliveries_rate_limited", "Those that Slack answered with 429."
        )
        self._prompts = self._counter(
            "prompts", "Weekly reflections: recorded to be sent, or missed.", "outcome"
        )
        self._slack_up = Gauge(
            "kudoscope_slack_up",
            "Whether Slack answered when it was last asked, within the last minutes.",
            registry=self._registry,
        )
        self._slack_seconds = Gauge(
            "kudoscope_slack_answer_seconds",
            "How long that answer took, or the wait for it.",
            registry=self._registry,
        )
        # Of the process itself: memory, processor time, open files, when it was started.
        ProcessCollector(registry=self._registry)
        build = Gauge("kudoscope_build_info", "1.", ["version"], registry=self._registry)
        build.labels(importlib.metadata.version("kudoscope")).set(1)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"kudoscope_{name}", meaning, labels, registry=self._registry)

    def observe_ack(self, kind: str, outcome: str, seconds: float) -> None:
        """Count an answer: ok, refused or failed."""
        self._acks.labels(kind, outcome).inc()
        self._ack_seconds.labels(kind).observe(seconds)

    def observe_refusal(self, reason: str) -> None:
        """Count a request that got no further."""
        self._refusals.labels(reason).inc()

    def count_withheld_events(self) -> None:
        """Count Slack's word that it withheld events in a minute."""
        self._withheld_events.inc()

    def observe_delivery(self, kind: str, result: str) -> None:
        """Count a call to Slack for a message of the outbox, or a read that came too soon."""
        self._deliveries.labels(kind, result).inc()
        if result == _RATE_LIMITED:
            self._rate_limits.inc()

    def observe_slack(self, answered: bool, seconds: float) -> None:
        """Keep whether Slack answers, and how fast."""
        self._slack_up.set(float(answered))
        self._slack_seconds.set(seconds)

    def count_prompts(self, outcome: str, count: int) -> None:
        """Count prompts that were recorded to be sent, or that came too late for that."""
        self._prompts.labels(outcome).inc(count)

    def watch(self, sources: Sources) -> None:
        """Ask these whenever the metrics are read."""
        self._registry.register(_Gauges(sources))

    def render(self) -> bytes:
        """All metrics in Prometheus's text format."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def describe(self) -> list[Metric]:
        # Without it, the registry would ask for the values when we register.
        return []

    def collect(self) -> Iterator[Metric]:
        reading = self._sources.read_outbox()
        yield _gauge("database_up", "Whether the database answers.", float(reading is not None))
        if reading is not None:
            messages = GaugeMetricFamily(
                "kudoscope_outbox_messages", "Messages that wait or failed.", labels=["state"]
            )
            messages.add_metric(["pending"], reading.pending)
            messages.add_metric(["failed"], reading.failed)
            yield messages
            yield _gauge(
                "outbox_oldest_pending_seconds",
                "Age of the oldest message that waits; 0 when none does.",
                reading.oldest_pending_seconds,
            )
        yield from self._collect_database()
        lags = GaugeMetricFamily(
            "kudoscope_tick_lag_seconds",
            "Time since a regular job last succeeded.",
            labels=["tick"],
        )
        for tick, seconds in self._sources.list_lags().items():
            lags.add_metric([tick], seconds)
        yield lags
        yield _gauge(
            "socket_connections",
            "Socket Mode connections that are up.",
            self._sources.count_connections(),
        )

    def _collect_database(self) -> Iterator[Metric]:
        pools = GaugeMetricFamily(
            "kudoscope_database_connections",
            "Connections to the database that are in use, and how many may be.",
            labels=["pool", "state"],
        )
        for pool in self._sources.list_pools():
            pools.add_metric([pool.name, "in_use"], pool.in_use)
            pools.add_metric([pool.name, "limit"], pool.limit)
        yield pools
        stored = self._sources.read_database()
        if stored is None:
            return
        yield _gauge(
            "schema_current",
            "Whether the database has the schema of this version.",
            float(stored.is_schema_current),
        )
        workspaces = GaugeMetricFamily(
            "kudoscope_workspaces",
            "Workspaces that work, or wait because Slack does not take their token.",
            labels=["state"],
        )
        workspaces.add_metric(["working"], stored.working)
        workspaces.add_metric(["paused"], stored.paused)
        yield workspaces
        processes = GaugeMetricFamily(
            "kudoscope_processes",
            "Processes that do a part of the work.",
            labels=["part"],
        )
        for part, count in stored.processes.items():
            processes.add_metric([part], count)
        yield processes
        yield _gauge("database_bytes", "The size of all that is stored.", stored.database_bytes)
        if stored.free_bytes is not None:
            yield _gauge(
                "disk_free_bytes", "What is left on the disk of SQLite's file.", stored.free_bytes
            )


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"kudoscope_{name}", meaning, value=value)
