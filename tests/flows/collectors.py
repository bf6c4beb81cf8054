"""Where an operator's spans and errors go: both places in one server of this machine."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from pydantic import SecretStr

from slackapp.config import Settings


class Collectors:
    """What came, as it was sent."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.url = ""

    @property
    def settings(self) -> Settings:
        """The settings that send everything here."""
        return Settings.model_construct(
            otel_exporter_otlp_endpoint=self.url,
            sentry_dsn=SecretStr(f"{self.url.replace('//', '//public@')}/1"),
        )

    def spans(self) -> list[Span]:
        """Every span that came."""
        found = []
        for path, body in self.received:
            if path == "/v1/traces":
                request = ExportTraceServiceRequest.FromString(body)
                scopes = [one for each in request.resource_spans for one in each.scope_spans]
                found += [span for scope in scopes for span in scope.spans]
        return found

    def errors(self) -> list[dict[str, Any]]:
        """Every error that came."""
        items = [
            line
            for path, body in self.received
            if path == "/api/1/envelope/"
            for line in body.splitlines()
            if line.startswith(b"{")
        ]
        return [one for one in map(json.loads, items) if "exception" in one]


@contextmanager
def collecting() -> Iterator[Collectors]:
    """A server that takes what OTLP over HTTP and Sentry's protocol send."""
    collectors = Collectors()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            collectors.received.append((self.path, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collectors.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield collectors
        finally:
            server.shutdown()
            thread.join()
