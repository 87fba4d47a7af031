"""git and pip of a notebook whose environment has a proxy, against a proxy: what they ask it, and what they do not."""

from __future__ import annotations

import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.behavior.notebook.sandbox import GIT, Machine

pytestmark = pytest.mark.slow

HUB = "https://git.hub.invalid/a/b.git"
OURS = "https://git-codecommit.eu-west-1.aws.invalid/v1/repos/ds-churn-dev"
"""Names that no resolver answers (RFC 2606), so that nothing is asked of anybody but the proxy."""


class Listed(socketserver.ThreadingTCPServer):
    """A proxy with an empty list: it writes down who is asked for, and refuses."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refusal)
        self.asked: list[str] = []

    @property
    def place(self) -> str:
        """`address:port`, as an environment publishes one."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Refusal(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Listed)
        self.server.asked.append(self.rfile.readline().decode().strip())
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"HTTP/1.1 403 Not on the list\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@pytest.fixture
def proxy() -> Iterator[Listed]:
    with Listed() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def ls_remote(machine: Machine, url: str) -> str:
    """What git says when it asks an address for its branches."""
    words = [str(GIT), "ls-remote", url]
    return subprocess.run(words, env=machine.environment(), capture_output=True, text=True, check=False).stderr


def test_git_asks_the_proxy_for_a_host_whose_name_nobody_here_looks_up(machine: Machine, proxy: Listed) -> None:
    machine.tagged(git_url=HUB, proxy=proxy.place)
    machine.start()
    said = ls_remote(machine, HUB)
    assert set(proxy.asked) == {"CONNECT git.hub.invalid:443 HTTP/1.1"}
    assert "403" in said


def test_git_asks_it_nothing_about_the_projects_own_repository(machine: Machine, proxy: Listed) -> None:
    machine.tagged(git_url=OURS, proxy=proxy.place)
    machine.start()
    assert "Could not resolve host" in ls_remote(machine, OURS)
    assert proxy.asked == []


def test_without_a_proxy_git_asks_nobody_for_the_way(machine: Machine, proxy: Listed) -> None:
    machine.tagged(git_url=HUB, proxy="none")
    machine.start()
    assert "Could not resolve host" in ls_remote(machine, HUB)
    assert proxy.asked == []


@pytest.mark.parametrize("index", ["none", "churn"])
def test_pip_asks_the_proxy_only_where_there_is_no_index(machine: Machine, proxy: Listed, index: str) -> None:
    machine.tagged(proxy=proxy.place, packages_domain=index, packages_repository=index)
    machine.start()
    own = ["--index-url", "https://127.0.0.1:9/simple"] if index != "none" else []
    words = [sys.executable, "-m", "pip", "download", "--no-deps", "--retries", "0", *own, "example-package"]
    configured = {"PIP_CONFIG_FILE": str(machine.place("/etc/pip.conf")), "HOME": str(machine.root)}
    settings = {**machine.environment(), **configured}
    done = subprocess.run(words, env=settings, capture_output=True, text=True, check=False, cwd=machine.root)
    assert done.returncode != 0
    asked = {line.partition(":")[2].split()[0] for line in proxy.asked if line.startswith("CONNECT ")}
    assert asked == ({"443"} if index == "none" else set())
