"""What was deleted, noted in the artifact bucket before the deletion: the generation of an address.

A create under an idempotency token that was used before gives the old id back, also when the object has gone, and AWS
does not say for how long. So each token holds the number of objects that its address had before: zero at first, and
one more with each tombstone. A tombstone is written before what it stands for is deleted, and bears its id, so that a
run that is killed between the two and started again counts it once.
"""

from __future__ import annotations

from collections import defaultdict
from threading import Lock
from typing import TYPE_CHECKING

from generator.aws.artifacts import Artifacts
from generator.aws.errors import refusals
from generator.model import Address

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tombstones:
    """The tombstones of one catalog in one account and region; read at the first create of a run."""

    def __init__(self, artifacts: Artifacts, catalog: str) -> None:
        self._artifacts = artifacts
        self._folder = f"catalogs/{catalog}/deleted"
        self._read: Mapping[str, set[str]] | None = None
        self._lock = Lock()

    @refusals("s3")
    def generation(self, address: Address) -> int:
        """How many objects of this address have gone."""
        return len(self._all()[str(address)])

    @refusals("s3")
    def bury(self, address: Address, identity: str) -> None:
        """Note that the object behind an id goes, or has gone; again is no error."""
        buried = self._all()[str(address)]
        if identity not in buried:
            self._artifacts.write(f"{self._folder}/{address}/{identity}", "")
            buried.add(identity)

    def _all(self) -> Mapping[str, set[str]]:
        with self._lock:
            if self._read is None:
                found = defaultdict(set)
                for key in self._artifacts.keys(f"{self._folder}/"):
                    address, _, identity = key.removeprefix(f"{self._folder}/").rpartition("/")
                    found[address].add(identity)
                self._read = found
            return self._read
