"""A proxy before the tests' PostgreSQL, which can fall silent as a server or network does."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url


class Proxy:
    """Passes bytes on between the app and the server, until it is told to fall silent."""

    def __init__(self, listener: socket.socket, server: str) -> None:
        self._listener = listener
        self._server = server
        #: Where it listens on this machine.
        self.port: int = listener.getsockname()[1]
        self._speaking = threading.Event()
        self._speaking.set()
        self._is_over = False
        self._sockets: list[socket.socket] = []
        self._threads = [self._start(self._accept)]

    def fall_silent(self) -> None:
        """Take connections and bytes as before, and pass nothing on."""
        self._speaking.clear()

    def speak(self) -> None:
        """Pass on what has come meanwhile, and what comes."""
        self._speaking.set()

    def close(self) -> None:
        """End all connections."""
        self._is_over = True
        self._speaking.set()
        for one in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join()

    def _start(self, target: object, *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=target, args=arguments, name="proxy")  # type: ignore[arg-type]
        thread.start()
        return thread

    def _accept(self) -> None:
        while not self._is_over:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(client)
            self._threads.append(self._start(self._serve, client))

    def _serve(self, client: socket.socket) -> None:
        self._speaking.wait()
        if self._is_over:
            return
        server = socket.socket(socket.AF_UNIX)
        self._sockets.append(server)
        server.connect(self._server)
        back = self._start(self._pass_on, server, client)
        self._pass_on(client, server)
        back.join()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._speaking.wait()
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_to(database_url: str, port: int = 0) -> Iterator[tuple[Proxy, str]]:
    """A proxy to that PostgreSQL, and the address of the database through it."""
    url = make_url(database_url)
    server = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
    listener = socket.create_server(("127.0.0.1", port))
    proxy = Proxy(listener, server)
    through = url.set(host="127.0.0.1", port=proxy.port, query={})
    try:
        yield proxy, through.render_as_string(hide_password=False)
    finally:
        proxy.close()
