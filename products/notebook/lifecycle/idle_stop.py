"""Stop this notebook when nobody has run code for a while.

Busy while a kernel computes; idle since the last activity of any kernel or terminal, or since the machine started. When
Jupyter does not answer, nothing is stopped. Standard library and the AWS CLI; Python 3.9.
"""

from __future__ import annotations

import argparse
import json
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone
from typing import Any

PAUSE_SECONDS = 120


def read_activities(url: str, token: str, timeout: float = 10) -> list[tuple[bool, float]]:
    """(busy, last activity as a Unix time) of every kernel and terminal."""
    found = []
    for place in ("api/kernels", "api/terminals"):
        for row in read_json(url + place, token, timeout):
            busy = row.get("execution_state") == "busy"
            found.append((busy, to_time(row["last_activity"])))
    return found


def read_json(url: str, token: str, timeout: float) -> list[dict[str, Any]]:
    """One answer of Jupyter; a server without terminals answers 404, which means none."""
    headers = {"Authorization": "token " + token} if token else {}
    context = ssl.create_default_context()
    # Jupyter's certificate is its own; the connection never leaves this machine.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with direct.open(urllib.request.Request(url, headers=headers), timeout=timeout) as answer:
            rows: list[dict[str, Any]] = json.load(answer)
            return rows
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return []
        raise


def to_time(text: str) -> float:
    """Jupyter's time, such as 2026-11-01T10:00:00.123456Z, as a Unix time."""
    moment = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    return moment.replace(tzinfo=timezone.utc).timestamp()


def idle_seconds(activities: list[tuple[bool, float]], started: float, now: float) -> float:
    """For how long nobody has run code: 0 while a kernel is busy."""
    if any(busy for busy, _ in activities):
        return 0
    return max(0, now - max([started, *(last for _, last in activities)]))


def boot_time(now: float) -> float:
    """When the machine started."""
    with open("/proc/uptime", encoding="ascii") as file:
        return now - float(file.read().split()[0])


def stop(notebook: str, region: str) -> bool:
    """Ask SageMaker to stop this notebook, and no other; True where it agreed."""
    words = ["aws", "sagemaker", "stop-notebook-instance", "--notebook-instance-name", notebook, "--region", region]
    return subprocess.run(words, check=False).returncode == 0


def check_once(given: argparse.Namespace, now: float) -> bool:
    """One look; True where the notebook was asked to stop."""
    try:
        activities = read_activities(given.url, given.token)
    except (OSError, ValueError, KeyError) as error:
        print(f"cannot read Jupyter's activity, so nothing is stopped: {error!r}", flush=True)
        return False
    started = given.started if given.started is not None else boot_time(now)
    idle = idle_seconds(activities, started, now)
    print(f"idle for {idle:.0f} s of {given.minutes * 60:.0f} s", flush=True)
    return bool(idle >= given.minutes * 60) and stop(given.notebook, given.region)


def main() -> int:
    """Look again and again until the notebook stops."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--notebook", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--url", default="https://localhost:8443/")
    parser.add_argument("--token", default="")
    parser.add_argument("--started", type=float, default=None)
    parser.add_argument("--pause", type=float, default=PAUSE_SECONDS)
    given = parser.parse_args()
    while not check_once(given, time.time()):
        time.sleep(given.pause)
    return 0


if __name__ == "__main__":
    sys.exit(main())
