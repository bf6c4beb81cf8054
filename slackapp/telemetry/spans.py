"""Spans to a collector of OpenTelemetry, over OTLP/HTTP.

All that is done because of one request is one trace, in whichever process: the ids of the trace and
of its first span come of the request's own id, which every promised message carries.
"""

from __future__ import annotations

import importlib.metadata
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
)

from slackapp.errors import UserFacingError
from slackapp.refusal import Refusal
from slackapp.traces import REQUEST, Fields, collect_spans, find_request_id
from slackapp.trouble import name_error

_KINDS = {REQUEST: SpanKind.SERVER, "delivery": SpanKind.CLIENT}
#: Seconds for which a collector is waited for when the process ends.
_END = 2.0


@contextmanager
def sending_spans(endpoint: str) -> Iterator[None]:
    """Send the block's spans to that collector; what else there is to set, `OTEL_…` says."""
    ids = _Ids()
    provider = TracerProvider(
        resource=Resource.create(
            {
                "service.name": "kudoscope",
                "service.version": importlib.metadata.version("kudoscope"),
            }
        ),
        id_generator=ids,
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    collect_spans(_Sender(provider, ids))
    try:
        yield
    finally:
        collect_spans(None)
        # The exporter tries again and again; what it has not sent by then is lost.
        end = threading.Timer(_END, exporter.shutdown)
        end.start()
        provider.shutdown()
        end.cancel()


class _Ids(RandomIdGenerator):
    """Random ids, but for the first span of a request."""

    def __init__(self) -> None:
        self._wanted = threading.local()

    def want(self, trace_id: int, span_id: int) -> None:
        """Let the next span of this thread have these."""
        self._wanted.ids = [span_id, trace_id]

    def _take(self) -> int | None:
        ids: list[int] = getattr(self._wanted, "ids", [])
        return ids.pop() if ids else None

    def generate_trace_id(self) -> int:
        """The one that is wanted, or a random one."""
        return self._take() or super().generate_trace_id()

    def generate_span_id(self) -> int:
        """The one that is wanted, or a random one."""
        return self._take() or super().generate_span_id()


class _Sender:
    """What `slackapp.traces` hands spans to."""

    def __init__(self, provider: TracerProvider, ids: _Ids) -> None:
        self._sampler = provider.sampler
        self._tracer = provider.get_tracer("kudoscope")
        self._ids = ids

    @contextmanager
    def span(self, name: str, fields: Fields) -> Iterator[None]:
        """What is done in the block; of what it raises the kind alone, none of its words."""
        with self._tracer.start_as_current_span(
            name,
            context=self._find_place(name),
            kind=_KINDS.get(name, SpanKind.INTERNAL),
            attributes=_name_all(fields),
            record_exception=False,
            set_status_on_exception=False,
        ) as current:
            try:
                yield
            except BaseException as error:
                if not isinstance(error, UserFacingError | Refusal):
                    current.set_status(Status(StatusCode.ERROR))
                current.set_attribute("error.type", name_error(error))
                raise

    def annotate(self, fields: Fields) -> None:
        """Tell more of the current span."""
        trace.get_current_span().set_attributes(_name_all(fields))

    def _find_place(self, name: str) -> Context | None:
        """Beneath the span that this thread is at, or the request's first; else a new trace."""
        request_id = find_request_id()
        if request_id is None or trace.get_current_span().get_span_context().is_valid:
            return None
        digest = sha256(request_id.encode()).digest()
        trace_id, span_id = int.from_bytes(digest[:16]), int.from_bytes(digest[16:24])
        if name == REQUEST:
            self._ids.want(trace_id, span_id)
            return None
        decision = self._sampler.should_sample(None, trace_id, REQUEST).decision
        is_sampled = decision is Decision.RECORD_AND_SAMPLE
        flags = TraceFlags(TraceFlags.SAMPLED if is_sampled else TraceFlags.DEFAULT)
        first = SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)
        return trace.set_span_in_context(NonRecordingSpan(first))


def _name_all(fields: Fields) -> dict[str, str | int]:
    told = {f"kudoscope.{name}": value for name, value in fields.items()}
    request_id = find_request_id()
    return told if request_id is None else told | {"kudoscope.request_id": request_id}
