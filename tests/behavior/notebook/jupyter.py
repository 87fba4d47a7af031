"""A small real Jupyter server on loopback, with a certificate of its own as SageMaker's has, and people who use it."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from jupyter_client.blocking.client import BlockingKernelClient

from tests.waiting import PATIENCE, wait_until

TOKEN = "a-token-of-this-test"
_LOOPBACK = IPv4Address("127.0.0.1")


@dataclass(frozen=True)
class Jupyter:
    """A running server."""

    url: str
    folder: Path

    def start_kernel(self) -> str:
        """A new kernel's id, once it is idle."""
        kernel = str(self._call("POST", "api/kernels")["id"])
        self._client(kernel).stop_channels()
        wait_until(lambda: self.state(kernel) == "idle", "the kernel is idle")
        return kernel

    def run(self, kernel: str, code: str) -> None:
        """Let the kernel compute; does not wait for the answer, only until the server has noticed."""
        client = self._client(kernel)
        client.execute(code)
        wait_until(lambda: self.state(kernel) == "busy", "the kernel is busy")
        client.stop_channels()

    def interrupt(self, kernel: str) -> None:
        """Stop what it computes."""
        self._call("POST", f"api/kernels/{kernel}/interrupt")
        wait_until(lambda: self.state(kernel) == "idle", "the kernel is idle")

    def end_kernels(self) -> None:
        """Shut them all down."""
        for kernel in self._call("GET", "api/kernels"):
            self._call("DELETE", f"api/kernels/{kernel['id']}")

    def state(self, kernel: str) -> str:
        """What the server says that it does."""
        return str(self._call("GET", f"api/kernels/{kernel}")["execution_state"])

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            return bool(self._call("GET", "api/status"))
        except (urllib.error.URLError, ConnectionError):
            return False

    def _client(self, kernel: str) -> BlockingKernelClient:
        client = BlockingKernelClient(connection_file=str(self.folder / "runtime" / f"kernel-{kernel}.json"))
        client.load_connection_file()
        client.start_channels()
        client.kernel_info(reply=True, timeout=PATIENCE)
        return client

    def _call(self, method: str, path: str) -> Any:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            headers={"Authorization": f"token {TOKEN}"},
            data=b"{}" if method == "POST" else None,
        )
        context = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        with opener.open(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def running_jupyter(folder: Path) -> Iterator[Jupyter]:
    """Start the server on a free port, and end it."""
    _write_certificate(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "ip": "127.0.0.1",
        "port": port,
        "port_retries": 0,
        "allow_root": True,
        "open_browser": False,
        "root_dir": folder,
        "certfile": folder / "certificate.pem",
        "keyfile": folder / "key.pem",
    }
    words = [f"--ServerApp.{name}={value}" for name, value in options.items()]
    places = {"HOME": folder, "JUPYTER_RUNTIME_DIR": folder / "runtime", "JUPYTER_CONFIG_DIR": folder / "config"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", f"--IdentityProvider.token={TOKEN}", *words],
            env={**os.environ, **{key: str(value) for key, value in places.items()}},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        jupyter = Jupyter(f"https://127.0.0.1:{port}/", folder)
        try:
            wait_until(jupyter.answers, "Jupyter answers")
            yield jupyter
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=PATIENCE)


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "notebook")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(_LOOPBACK)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
