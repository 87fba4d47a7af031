"""State on disk: one file, written whole and then renamed, after writes and at the end.

A disk that takes no more is said at once: until a snapshot succeeds, which is tried again and again, no write is taken.
"""

from __future__ import annotations

import io
import marshal
import os
import pickle
import platform
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CellType, FunctionType
from typing import TYPE_CHECKING, Any, get_args
from weakref import WeakValueDictionary

import moto
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from moto.backends import get_backend
from moto.core.base_backend import AccountSpecificBackend, BackendDict

if TYPE_CHECKING:
    from embedded_aws.gateway.gateway import EmbeddedGateway

MADE_WITH = {"format": "4", "python": ".".join(platform.python_version_tuple()[:2]), "moto": moto.__version__}
"""What is written before the state: moto's objects and compiled code are read again by the same versions only."""
FILE = "state.pickle"
PAUSE = 0.5
SHARE = 10
"""A snapshot stops the server for a moment; between two there are at least so many times as long, on the clock: where
others use the processor, too, its own time would let snapshots take half of what is left."""
LONGEST = 5.0
"""Seconds after a write within which a snapshot begins, however long one takes: what a kill can lose."""
PRIVATE_KEYS = get_args(PrivateKeyTypes)


class CorruptState(Exception):
    """The snapshot cannot be read; `path` is its file."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(f"{path} cannot be read: {why}")


class Snapshots:
    """The snapshots of one embedded AWS in one folder, which is the user's own."""

    def __init__(self, gateway: EmbeddedGateway, folder: Path, log: Callable[[str], None]) -> None:
        self._gateway, self._path, self._log = gateway, folder / FILE, log
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._written = threading.Lock()

    def load(self) -> None:
        """Take over the snapshot where there is one; raises CorruptState."""
        if not self._path.exists():
            return
        try:
            with self._path.open("rb") as file:
                _check_versions(pickle.load(file))  # noqa: S301 - our own file, which only its user can write
                state = pickle.load(file)  # noqa: S301
            _restore(self._gateway, state)
        except Exception as error:
            raise CorruptState(self._path, f"{type(error).__name__}: {error}") from error

    def start(self) -> None:
        """Write a snapshot shortly after each burst of writes."""
        self._thread = threading.Thread(target=self._watch, name="snapshots", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write the last snapshot; what cannot be written is said in the log."""
        self._stopped.set()
        self._gateway.changed.set()
        if self._thread is not None:
            self._thread.join()
        with suppress(OSError):
            self.write()

    def write(self) -> None:
        """Write the whole state now; the old file stays until the new one is complete.

        Raises OSError, and notes why the state is not kept, where it cannot be written.
        """
        with self._written:
            part = self._path.with_suffix(".part")
            try:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.write(pickle.dumps(MADE_WITH) + _pickled(_collect(self._gateway)))
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self._path)
            except OSError as error:
                self._say(error.strerror or str(error))
                with suppress(OSError):
                    part.unlink()
                raise
            self._say("")

    def _say(self, why: str) -> None:
        if why != self._gateway.unkept:
            self._log(f"the state cannot be kept: {why}" if why else "the state is kept again")
        self._gateway.unkept = why

    def _watch(self) -> None:
        took = 0.0
        while not self._stopped.is_set():
            self._gateway.changed.wait()
            if self._stopped.wait(max(PAUSE, min(SHARE * took, LONGEST))):
                return
            self._gateway.changed.clear()
            began = time.monotonic()
            try:
                self.write()
            except (RuntimeError, OSError):
                # A collection changed while it was being read, or the disk is full; the next round has it.
                self._gateway.changed.set()
            took = time.monotonic() - began


def _check_versions(found: Any) -> None:
    """Raise ValueError with what differs; nothing more may be read then."""
    held = found if isinstance(found, dict) else {}
    other = [name for name, version in MADE_WITH.items() if held.get(name) != version]
    if other:
        was = ", ".join(f"{name} {held.get(name, 'unknown')}" for name in other)
        now = ", ".join(f"{name} {MADE_WITH[name]}" for name in other)
        raise ValueError(f"it was written with {was}, and this is {now}")


def _collect(gateway: EmbeddedGateway) -> dict[str, Any]:
    return {
        "moto": {name: dict(held) for name, held in _backends()},
        "buckets": dict(get_backend("s3").bucket_accounts),
        "audit": gateway.audit.dump(),
        "addresses": gateway.vpc_endpoints.dump(),
        "services": {name: service.dump() for name, service in _stateful(gateway)},
    }


def _restore(gateway: EmbeddedGateway, state: dict[str, Any]) -> None:
    for name, accounts in state["moto"].items():
        backends: Any = get_backend(name)
        for account, regions in accounts.items():
            held = backends[account]
            for region, backend in regions.items():
                dict.__setitem__(held, region, backend)
    get_backend("s3").bucket_accounts.update(state["buckets"])
    gateway.audit.load(state["audit"])
    for name, service in _stateful(gateway):
        if name in state["services"]:
            service.load(state["services"][name])
    gateway.vpc_endpoints.load(state["addresses"])


def _backends() -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    for backends in list(BackendDict._instances):
        yield backends.service_name, {account: dict(held) for account, held in list(backends.items())}


def _stateful(gateway: EmbeddedGateway) -> Iterator[tuple[str, Any]]:
    yield from gateway.services.items()
    seen: set[int] = set()
    for (service, operation), single in gateway.operations.items():
        if id(single) not in seen:
            seen.add(id(single))
            yield f"{service}.{operation}", single


def _pickled(state: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(state)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    """moto's objects refer to locks, to lambdas and to the registries of backends; none of these is state."""

    def reducer_override(self, obj: Any) -> Any:
        """How an object of one of `_REDUCERS` is made again; called for everything that is no plain data."""
        kind: type = type(obj)
        reduce = _reducer_of(kind)
        return NotImplemented if reduce is None else reduce(obj)


@cache
def _reducer_of(kind: type) -> Callable[[Any], Any] | None:
    """By class, since there are a few hundred of them and a hundred thousand objects."""
    return next((reduce for known, reduce in _REDUCERS.items() if issubclass(kind, known)), None)


def _reduce_defaultdict(obj: Any) -> Any:
    """moto's own ones; their values are made by lambdas, which are kept as their code."""
    if type(obj) is defaultdict:
        return NotImplemented
    return _make_defaultdict, (type(obj), obj.default_factory), vars(obj), None, iter(obj.items())


def _reduce_function(obj: Any) -> Any:
    if "<" not in obj.__qualname__:
        return NotImplemented
    return _load_function, (obj.__module__, marshal.dumps(obj.__code__), _cells(obj), obj.__defaults__)


def _reduce_key(obj: Any) -> Any:
    return _load_key, (obj.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),)


_REDUCERS: dict[type | tuple[type, ...], Callable[[Any], Any]] = {
    BackendDict: lambda obj: (get_backend, (obj.service_name,)),
    AccountSpecificBackend: lambda obj: (_find_account, (obj.service_name, obj.account_id)),
    type(threading.Lock()): lambda obj: (threading.Lock, ()),
    type(threading.RLock()): lambda obj: (threading.RLock, ()),
    defaultdict: _reduce_defaultdict,
    WeakValueDictionary: lambda obj: (WeakValueDictionary, (dict(obj),)),
    FunctionType: _reduce_function,
    PRIVATE_KEYS: _reduce_key,
}


def _find_account(service: str, account: str) -> Any:
    backends: Any = get_backend(service)
    return backends[account]


def _make_defaultdict(kind: type[defaultdict[Any, Any]], factory: Any) -> defaultdict[Any, Any]:
    """One of a class of moto's own, whose constructor wants what only its attributes hold."""
    made = kind.__new__(kind)
    made.default_factory = factory
    return made


def _cells(function: FunctionType) -> tuple[Any, ...]:
    return tuple(cell.cell_contents for cell in function.__closure__ or ())


def _load_function(module: str, code: bytes, cells: tuple[Any, ...], defaults: Any) -> FunctionType:
    closure = tuple(CellType(value) for value in cells)
    return FunctionType(marshal.loads(code), vars(import_module(module)), "restored", defaults, closure)  # noqa: S302 - our own file


def _load_key(der: bytes) -> Any:
    return load_der_private_key(der, None)
