"""Asking the control URLs of a running embedded AWS: what the command line and tests do."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from embedded_aws.secret import HEADER, Secret

PATIENCE = 120.0


def ask_control(endpoint: str, secret: Secret, path: str, method: str = "GET", body: Any = None) -> Any:
    """What `/_embedded/PATH` answers; raises HTTPError where it refuses, OSError where nothing listens."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(  # noqa: S310 - a loopback address
        f"{endpoint}/_embedded/{path}", data, {HEADER: secret.text}, method=method
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=PATIENCE) as answer:
        return json.load(answer)
