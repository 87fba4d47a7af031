"""Which properties a provider was given and never looked at: they would have been passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from embedded_aws.cloudformation.providers import PROVIDERS


@dataclass
class Unread:
    """What was given to providers, and whether each value was read."""

    given: dict[str, bool] = field(default_factory=dict)

    def wrap(self, value: Any, path: str) -> Any:
        """The value, which notes what is read of it."""
        if isinstance(value, dict) and str(value.get("Key", "")).startswith("aws:"):
            return value  # a tag of CloudFormation's own, which not every service takes
        if isinstance(value, dict):
            return Watched(self, path, {name: self.wrap(inner, f"{path}.{name}") for name, inner in value.items()})
        if isinstance(value, list):
            return [self.wrap(item, f"{path}[{position}]") for position, item in enumerate(value)]
        return value

    def paths(self) -> list[str]:
        """Where something was given and not read."""
        return [f"ignored: {path}" for path, read in self.given.items() if not read]


class Watched(dict[str, Any]):
    """A mapping that notes which of its values were read."""

    def __init__(self, notes: Unread, path: str, values: dict[str, Any]) -> None:
        super().__init__(values)
        self._notes, self._path = notes, path
        for name in values:
            notes.given.setdefault(f"{path}.{name}", False)

    def _read(self, name: Any) -> None:
        if super().__contains__(name):
            self._notes.given[f"{self._path}.{name}"] = True

    def __eq__(self, other: object) -> bool:
        self._read_all()
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as of every dict

    def _read_all(self) -> None:
        for name in self:
            self._read(name)

    def __getitem__(self, name: str) -> Any:
        self._read(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._read(name)
        return super().get(name, default)

    def pop(self, name: str, *default: Any) -> Any:
        self._read(name)
        return super().pop(name, *default)

    def __iter__(self) -> Iterator[str]:
        return iter(list(super().keys()))

    def keys(self) -> Any:
        return list(super().keys())

    def items(self) -> Any:
        self._read_all()
        return super().items()

    def values(self) -> Any:
        self._read_all()
        return super().values()


@contextmanager
def watched(notes: Unread) -> Iterator[None]:
    """While it lasts, providers create from properties that note what is read of them."""
    assert isinstance(PROVIDERS, dict)
    originals = dict(PROVIDERS)
    for kind, provider in originals.items():

        def create(request: Any, properties: Any, make: Any = provider.create, kind: str = kind) -> None:
            make(request, notes.wrap(dict(properties), f"{kind} {request.logical_id}"))

        PROVIDERS[kind] = replace(provider, create=create)
    try:
        yield
    finally:
        PROVIDERS.update(originals)
