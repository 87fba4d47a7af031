"""boto3 clients, one for each endpoint, set of credentials, service and region."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from embedded_aws.service import Keys

KEPT = 512
_MAKING = threading.Lock()
"""A session makes one client at a time."""


class Clients:
    """The clients in use; the least recently used one goes first.

    `prepare` is called with each that is made, and its keys; `agent` is what each says that it is, where that is not
    what boto3 says.
    """

    def __init__(self, prepare: Callable[[Any, Keys], None] | None = None, agent: str | None = None) -> None:
        self._prepare, self._agent = prepare, agent
        self._held: OrderedDict[tuple[str, Keys, str, str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, endpoint: str, keys: Keys, service: str, region: str) -> Any:
        """The client; made on first use, since making one is slow and not safe in several threads."""
        name = (endpoint, keys, service, region)
        with self._lock:
            held = self._held.get(name)
            if held is None:
                with _MAKING:
                    held = make_client(_session(), endpoint, keys, service, region, self._agent)
                if self._prepare is not None:
                    self._prepare(held, keys)
                self._held[name] = held
            self._held.move_to_end(name)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
            return held


@cache
def _session() -> Any:
    """The process's own: a session keeps the models of services, and to read one takes up to half a second."""
    return boto3.session.Session(region_name="us-east-1")


def make_client(session: Any, endpoint: str, keys: Keys, service: str, region: str, agent: str | None = None) -> Any:
    """A client that talks to the endpoint and to nothing else, without retries."""
    return session.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        aws_session_token=keys.token,
        config=Config(
            retries={"max_attempts": 0},
            s3={"addressing_style": "path"},
            signature_version="s3v4" if service == "s3" else None,
            connect_timeout=5,
            read_timeout=300,
            max_pool_connections=20,
            proxies={},
            inject_host_prefix=False,
            user_agent=agent,
        ),
    )
