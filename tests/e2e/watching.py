"""Looks at Service Catalog after each call that changes it: what anybody could launch then, and under what.

Commands go through a small server, which passes on one request at a time. Nothing happens while it looks, so that what
it sees is what was there between two calls.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.principals import client
from tests.e2e.world import READS, World

TARGET = "AWS242ServiceCatalogService."
ALONE = {"connection", "keep-alive", "transfer-encoding", "content-length"}
"""Headers that are between two neighbors."""


@dataclass(frozen=True)
class Terms:
    """A version that somebody can launch: whether it is deprecated, its launch constraint and its narrowing."""

    product: str
    version: str
    deprecated: bool = field(compare=False)
    launch: str | None
    narrowing: str | None


@dataclass
class Watch:
    """The call, and what could be launched after it, in their order."""

    world: World
    seen: list[tuple[str, frozenset[Terms]]] = field(default_factory=list)

    def look(self, call: str) -> None:
        """Note what is there."""
        self.seen.append((call, launchable(self.world)))


def launchable(world: World) -> frozenset[Terms]:
    """What somebody can launch now, as the administrator reads it."""
    catalog = client(world.as_person("admin"), "servicecatalog")
    found = set()
    for portfolio in (row["Id"] for row in catalog.list_portfolios()["PortfolioDetails"]):
        if not catalog.list_principals_for_portfolio(PortfolioId=portfolio)["Principals"]:
            continue
        for row in catalog.search_products_as_admin(PortfolioId=portfolio)["ProductViewDetails"]:
            product = row["ProductViewSummary"]["ProductId"]
            held = _constraints(catalog, portfolio, product)
            for each in catalog.list_provisioning_artifacts(ProductId=product)["ProvisioningArtifactDetails"]:
                if each["Active"]:
                    deprecated = each["Guidance"] == "DEPRECATED"
                    terms = Terms(product, each["Name"], deprecated, held.get("LAUNCH"), held.get("TEMPLATE"))
                    found.add(terms)
    return frozenset(found)


def _constraints(catalog: Any, portfolio: str, product: str) -> dict[str, str]:
    """Type → parameters of what holds."""
    rows = catalog.list_constraints_for_portfolio(PortfolioId=portfolio, ProductId=product)["ConstraintDetails"]
    described = [catalog.describe_constraint(Id=row["ConstraintId"]) for row in rows]
    return {
        each["ConstraintDetail"]["Type"]: each["ConstraintParameters"]
        for each in described
        if each["Status"] == "AVAILABLE"
    }


@contextmanager
def watched(world: World) -> Iterator[tuple[World, Watch]]:
    """The same world, whose commands are watched."""
    watch = Watch(replace(world, staged=None))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(urlsplit(world.endpoint).netloc, watch))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield replace(world, endpoint=f"http://127.0.0.1:{server.server_port}"), watch
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(place: str, watch: Watch) -> type[BaseHTTPRequestHandler]:
    lock = Lock()

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def passes(self) -> None:
            """Pass the request on, look, and answer."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                onward = HTTPConnection(place)
                onward.request(self.command, self.path, body, dict(self.headers))
                answer = onward.getresponse()
                content = answer.read()
                onward.close()
                called = self.headers.get("X-Amz-Target", "")
                if called.startswith(TARGET) and not called.removeprefix(TARGET).startswith(READS):
                    watch.look(called.removeprefix(TARGET))
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ALONE:
                    self.send_header(name, value)
            length = answer.getheader("Content-Length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = passes  # noqa: N815 - what http.server looks for

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    return Passing


def describe(seen: list[tuple[str, frozenset[Terms]]]) -> str:
    """For a message."""
    return "\n".join(f"{call}: {json.dumps(sorted(map(repr, terms)))}" for call, terms in seen)
