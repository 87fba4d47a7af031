"""The embedded AWS in this process: the server for tests, and the inside of the one that `local up` starts."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded_aws.asking import ask_control
from embedded_aws.secret import Secret, new_secret, read_secret
from embedded_aws.service import Keys, Lasting

ACCOUNT = "111122223333"
REGION = "eu-west-1"
ADDRESS = "127.0.0.1"
PLAIN = "127.0.0.2"
PATIENCE = 120.0
"""Seconds for what runs behind an answer, such as a launch, before the end."""
FUNCTIONS = "functions"
"""The folder in that of the state in which functions run."""
_RUNNING = threading.Lock()


@dataclass
class Embedded:
    """A running embedded AWS."""

    endpoint: str
    account: str
    secret: Secret = field(repr=False)
    gateway: Any = field(repr=False)
    _clients: Any = field(repr=False)

    @property
    def plain_endpoint(self) -> str:
        """The address at which requests count as plain HTTP (`aws:SecureTransport` false)."""
        return self.endpoint.replace(ADDRESS, PLAIN)

    def root_keys(self, account: str | None = None) -> Keys:
        """The credentials of an account's root."""
        return self.keys("root", account)

    def keys(self, name: str, account: str | None = None) -> Keys:
        """The credentials of `root`, `admin`, `dana` or `eli`."""
        return self.secret.keys(name, account or self.account)

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """What the control URL `/_embedded/PATH` answers; raises HTTPError where it refuses."""
        return ask_control(self.endpoint, self.secret, path, method, body)

    def client(self, service: str, region: str = REGION, keys: Keys | None = None, endpoint: str | None = None) -> Any:
        """A boto3 client without retries; the administrator's where no keys are given."""
        found = keys or self.keys("admin")
        return self._clients.find(endpoint or self.endpoint, found, service, region)


@contextmanager
def embedded(
    state: Path | None = None,
    port: int = 0,
    accounts: tuple[str, ...] = (ACCOUNT,),
    log: Callable[[str], None] | None = None,
    organization: bool = False,
    written: bool = True,
    run_functions: bool = False,
) -> Iterator[Embedded]:
    """Start the embedded AWS in this process, on a free port by default; one at a time, since moto's state is global.

    With `organization`, the first account manages an organization in whose root the others are, each with
    OrganizationAccountAccessRole. With `state`, the folder's snapshot is loaded and written again, after writes and at
    the end; not `written` where others load it, too. With `run_functions` Lambda functions of Python run, as whoever
    started this process. Raises OSError where the port is taken, and `CorruptState` where
    the snapshot cannot be read.
    """
    if not _RUNNING.acquire(blocking=False):
        raise RuntimeError("an embedded AWS is already running in this process")
    from embedded_aws.models import share_models

    with ExitStack() as ending:
        ending.callback(_RUNNING.release)
        share_models()
        running = _start(ending, state, port, accounts, log or _to_stderr, written)
        if run_functions:
            _run_functions(ending, running.gateway, state)
        if organization:
            running.gateway.organizations.unite(accounts[0], accounts[1:])
        yield running


def _start(
    ending: ExitStack,
    state: Path | None,
    port: int,
    accounts: tuple[str, ...],
    log: Callable[[str], None],
    written: bool,
) -> Embedded:
    from embedded_aws.gateway.clients import Clients
    from embedded_aws.gateway.gateway import EmbeddedGateway
    from embedded_aws.gateway.listeners import Listeners
    from embedded_aws.gateway.moto_backend import forget_everything
    from embedded_aws.gateway.pipeline import App
    from embedded_aws.gateway.snapshots import Snapshots
    from embedded_aws.seed_identities import populate
    from embedded_aws.wiring import wire_services

    forget_everything()
    ending.callback(forget_everything)
    listeners = Listeners(port)
    secret = _secret_of(state) if state is not None else new_secret()
    gateway = EmbeddedGateway(accounts, secret, listeners.open, listeners.close)
    snapshots = Snapshots(gateway, state, log) if state is not None else None
    ending.callback(listeners.stop)
    listeners.open(ADDRESS)
    _open_plain(listeners, log)
    gateway.endpoint = f"http://{ADDRESS}:{listeners.port}"
    wire_services(gateway)
    if snapshots is not None:
        snapshots.load()
        # Only what was loaded whole is written again: a snapshot that cannot be read stays as it is.
        if written:
            ending.callback(snapshots.stop)
    ending.callback(_wait, gateway)
    for account in accounts:
        populate(account, secret)
    listeners.start(gateway.answer_with(App(gateway, log)))
    if snapshots is not None and written:
        snapshots.start()
    return Embedded(gateway.endpoint, accounts[0], secret, gateway, Clients())


def _run_functions(ending: ExitStack, gateway: Any, state: Path | None) -> None:
    from tempfile import TemporaryDirectory

    from embedded_aws.services.functions.invocations import Functions

    folder = state / FUNCTIONS if state is not None else Path(ending.enter_context(TemporaryDirectory()))
    gateway.functions = functions = Functions(gateway, folder)
    gateway.operations["lambda", "Invoke"] = functions
    ending.callback(functions.stop)


def _secret_of(state: Path) -> Secret:
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    return read_secret(state)


def _wait(gateway: Any) -> None:
    """Let what still runs behind the services' answers come to its end, so that the snapshot holds it."""
    for service in (*gateway.services.values(), gateway.jobs):
        if isinstance(service, Lasting):
            service.wait(PATIENCE)


def _open_plain(listeners: Any, log: Callable[[str], None]) -> None:
    try:
        listeners.open(PLAIN)
    except OSError as error:
        log(f"{PLAIN} cannot be listened on ({error}): plain HTTP needs the header X-Local-Transport: plain")


def _to_stderr(text: str) -> None:
    sys.stderr.write(f"{text}\n")
