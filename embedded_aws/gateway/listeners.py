"""The sockets: one loop that accepts on every loopback address, one thread a connection."""

from __future__ import annotations

import selectors
import socket
import threading
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

PAUSE = 0.2


class Handler(MotoRequestHandler):  # type: ignore[misc]  # moto has no types
    """Nothing is written to the terminal; answers leave at once."""

    disable_nagle_algorithm = True
    timeout = 60

    def log(self, type: str, message: str, *args: Any) -> None:
        """The audit log holds more than a line of text could."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """Close the connection at once: a kept-alive one would leave its client waiting for the answer."""
        self.close_connection = True


class Listeners:
    """Loopback addresses that are listened on, all at one port."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._app: Any = None
        self._servers: dict[str, BaseWSGIServer] = {}
        self._selector = selectors.DefaultSelector()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self, address: str) -> None:
        """Listen on an address; raises OSError where the port is taken. Only loopback addresses are accepted."""
        if not address.startswith("127."):
            raise ValueError(f"{address} is not a loopback address")
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((address, self.port))
            made.listen(128)
        except OSError:
            made.close()
            raise
        self.port = made.getsockname()[1]
        # werkzeug ends the process where it cannot bind, so it is given a socket that is bound already.
        server = make_server(address, self.port, self._call, True, 1, Handler, fd=made.fileno())
        made.close()
        server.timeout = 0
        self._servers[address] = server
        self._selector.register(server.socket, selectors.EVENT_READ, server)

    def close(self, address: str) -> None:
        """Stop listening on an address."""
        server = self._servers.pop(address, None)
        if server is not None:
            self._selector.unregister(server.socket)
            server.server_close()

    def start(self, app: Any) -> None:
        """Accept connections in a thread of its own, and have a WSGI application answer them."""
        self._app = app
        self._thread = threading.Thread(target=self._accept, name="embedded-aws", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close every address."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(PAUSE * 10)
        for address in list(self._servers):
            self.close(address)
        self._selector.close()

    def _call(self, environ: Any, start: Any) -> Any:
        return self._app(environ, start)

    def _accept(self) -> None:
        while not self._stopped.is_set():
            for key, _ in self._selector.select(PAUSE):
                if self._stopped.is_set():
                    return
                key.data.handle_request()
