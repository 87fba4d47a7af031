"""Runs a person's files in a foreign environment as the notebook's machine would: `machine.py ROOT 'FILE [WORD …]' …`.

All of them in one process, since a process that has the SDK takes long to begin; between marks that say how each ended.

Stands for what only a machine of its own has: the metadata file at its path, and names that private DNS answers. What
has no address here is unreachable, and nothing leaves this machine. Pauses are short, since jobs are. The file itself
knows nothing of all this.
"""

from __future__ import annotations

import builtins
import os
import runpy
import socket
import sys
import time
import traceback
from urllib.parse import urlsplit

PAUSE = 0.2
"""Seconds that code may sleep at a time: where the SDK waits ten for a job, that is over in one here."""
BEGINS, ENDS = "-- begins:", "-- ended:"
METADATA = "/opt/ml/metadata/resource-metadata.json"
NAMES = {"sts": "AWS_ENDPOINT_URL_STS"}
"""Services that the SDK asks by their full name, whatever endpoint the environment names."""


def main(root: str, *calls: str) -> None:
    """Run each file as `__main__`, with its words; what it raises is printed, and the next one follows."""
    _give_metadata(root)
    _give_names()
    _close_the_network()
    _shorten_pauses()
    for call in calls:
        file, *words = call.split()
        sys.argv, sys.path[0] = [file, *words], os.path.dirname(file)
        print(BEGINS, call, flush=True)
        try:
            runpy.run_path(file, run_name="__main__")
            print(ENDS, 0, flush=True)
        except BaseException:
            traceback.print_exc()
            print(ENDS, 1, flush=True)


def _give_metadata(root: str) -> None:
    there, is_there, opened = root + METADATA, os.path.exists, builtins.open
    os.path.exists = lambda path: is_there(there if path == METADATA else path)
    builtins.open = lambda path, *more, **options: opened(there if path == METADATA else path, *more, **options)


def _give_names() -> None:
    """What is signed for `sts.<region>.amazonaws.com` arrives at its endpoint, with the name that it was signed for."""
    from botocore.httpsession import URLLib3Session

    send = URLLib3Session.send

    def sent(self, request):
        name = urlsplit(request.url)
        service = (name.hostname or "").split(".")[0]
        if (name.hostname or "").endswith((".amazonaws.com", ".api.aws")) and service in NAMES:
            request.headers["Host"] = name.netloc
            request.url = request.url.replace(f"{name.scheme}://{name.netloc}", os.environ[NAMES[service]], 1)
        return send(self, request)

    URLLib3Session.send = sent


def _close_the_network() -> None:
    found = socket.getaddrinfo

    def answered(host, *more, **options):
        name = host.decode() if isinstance(host, bytes) else str(host)
        if not name.startswith("127.") and name != "localhost":
            raise socket.gaierror(socket.EAI_NONAME, f"{name} has no route from here")
        return found(host, *more, **options)

    socket.getaddrinfo = answered


def _shorten_pauses() -> None:
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(min(seconds, PAUSE))


if __name__ == "__main__":
    main(*sys.argv[1:])
