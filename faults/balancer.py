"""A small load balancer: each connection goes to the next process that takes one."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Balancer(socketserver.ThreadingTCPServer):
    """Passes bytes on, and sends nothing twice: a request whose process died is lost."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._lock = threading.Lock()
        self._ports: list[int] = []

    def add(self, port: int) -> None:
        """Send to that port of this machine, too."""
        with self._lock:
            self._ports.append(port)

    def remove(self, port: int) -> None:
        """Send nothing more there."""
        with self._lock:
            self._ports.remove(port)

    def connect(self) -> socket.socket | None:
        """A connection to the next that takes one; None where nobody does."""
        with self._lock:
            ports = [*self._ports]
            self._ports = [*self._ports[1:], *self._ports[:1]]
        for port in ports:
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", port))
        return None


class _Connection(socketserver.BaseRequestHandler):
    server: Balancer

    def handle(self) -> None:
        process = self.server.connect()
        if process is None:
            return
        with process:
            back = threading.Thread(target=_pass_on, args=(process, self.request), daemon=True)
            back.start()
            _pass_on(self.request, process)
            back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def balancing() -> Iterator[Balancer]:
    """A balancer that serves, with nobody behind it yet."""
    with Balancer() as balancer:
        thread = threading.Thread(target=balancer.serve_forever, name="balancer")
        thread.start()
        try:
            yield balancer
        finally:
            balancer.shutdown()
            thread.join()
