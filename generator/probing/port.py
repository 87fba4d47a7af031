"""What probing needs of AWS."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol, TypeVar

Found = TypeVar("Found")


class ProbePort(Protocol):
    """AWS, as several callers."""

    @property
    def callers(self) -> Collection[str]:
        """The callers whose credentials are there, such as `administrator` and `data-scientist`."""

    @property
    def launcher(self) -> str:
        """Which of them launches products: the role that people take on."""

    def call(
        self, who: str, action: str, given: Mapping[str, Any], denied: Sequence[Mapping[str, Any]] = ()
    ) -> Mapping[str, Any]:
        """Carry out `service:Operation` as a caller, whose session refuses `denied` (statements without an effect).

        Raises AwsRefused.
        """

    def launch(self, product: str, name: str, answers: Mapping[str, str]) -> Mapping[str, str]:
        """Launch a product of the catalog as the launcher, wait for it, and return its outputs."""

    def terminate(self, name: str) -> None:
        """Terminate what was launched under this name, and wait until it is gone; nothing where it is not there."""

    def find(self, expression: str, answer: Any) -> Any:
        """What a JMESPath expression finds."""

    def wait(self, look: Callable[[], Found | None], seconds: float) -> Found | None:
        """Look until there is something; None where there was nothing in time."""
