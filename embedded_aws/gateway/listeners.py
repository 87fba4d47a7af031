"""The sockets: one loop that accepts on every loopback address, one thread a connection, which is kept."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

PAUSE = 0.2


class Server(ThreadedWSGIServer):
    """One address; it knows its connections."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        self.kept: set[socket.socket] = set()
        # werkzeug closes the socket that it has made itself before it takes the one that it is given.
        super().__init__(*arguments, **more)
        self.timeout = 0
        self.ended = False

    def server_close(self) -> None:
        """Take no more requests, in connections that are kept neither; what is being answered is answered."""
        super().server_close()
        self.ended = True
        for connection in list(self.kept):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)


class Handler(MotoRequestHandler):  # type: ignore[misc]  # moto has no types
    """Nothing is written to the terminal; answers leave at once; a connection is kept, which werkzeug's own closes."""

    server: Server
    disable_nagle_algorithm = True
    timeout = 60

    def setup(self) -> None:
        """Note the connection."""
        super().setup()
        self.server.kept.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        self.server.kept.discard(self.connection)
        super().finish()

    def log(self, type: str, message: str, *args: Any) -> None:
        """The audit log holds more than a line of text could."""

    def run_wsgi(self) -> None:
        """Answer one request; the application has read its content to the end, or says that the connection ends."""
        if self.server.ended:
            self.close_connection = True
            return
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.environ = self.make_environ()
        said = [f"Date: {self.date_time_string()}"]

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            self.close_connection |= ("Connection", "close") in headers
            said.insert(0, f"{self.protocol_version} {status}")
            said.extend(f"{name}: {value}" for name, value in headers)

        try:
            content = b"".join(self.server.app(self.environ, start))
        except ConnectionError as error:
            self.connection_dropped(error, self.environ)
            return
        head = "\r\n".join([*said, "", ""]).encode("latin-1")
        # An answer to HEAD has the length of a content that it has not.
        self.wfile.write(head + (b"" if self.command == "HEAD" else content))

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """Close the connection at once: a kept-alive one would leave its client waiting for the answer."""
        self.close_connection = True


class Listeners:
    """Loopback addresses that are listened on, all at one port."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._app: Any = None
        self._servers: dict[str, Server] = {}
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
        server = Server(address, self.port, self._call, Handler, fd=made.fileno())
        made.close()
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
