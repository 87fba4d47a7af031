"""A host of AWS's that speaks HTTPS, reached by its own name: a proxy on loopback that answers in its place.

The embedded AWS speaks plain HTTP and has no git and no packages behind it; what git and pip send is seen here.
"""

from __future__ import annotations

import datetime
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Seen:
    """One request to the host."""

    host: str
    path: str
    authorization: str | None


@dataclass
class Host:
    """Where it is, whom to trust for it, and what it has been asked."""

    proxy: str
    certificate: Path
    seen: list[Seen] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Other hosts that somebody wanted to reach."""


@contextmanager
def host(name: str, folder: Path, body: bytes, kind: str) -> Iterator[Host]:
    """A host that asks who it is, and answers everything with the same body to whoever says so."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(name, folder), folder / "key.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    one = Host(f"http://127.0.0.1:{server.server_port}", folder / "certificate.pem")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            if self.path != f"{name}:443":
                one.unknown.append(self.path)
                self.send_error(403)
                return
            self.send_response_only(200)
            self.end_headers()
            # The requests that follow in this connection are the host's.
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
            self.close_connection = False

        def do_GET(self) -> None:
            given = self.headers.get("Authorization")
            one.seen.append(Seen(self.headers["Host"], self.path, given))
            self.send_response_only(200 if given else 401)
            self.send_header("WWW-Authenticate", 'Basic realm="host"')
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server.RequestHandlerClass = Handler
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()


def _certificate(name: str, folder: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    # A common name has 64 characters at most; who asks looks at the other one.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "host")])
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem"
