"""The publisher, whole, and an account of its own: services in memory behind boto3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import copy
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from generator.apply import apply_plan
from generator.apply.executor import THREADS
from generator.aws.artifacts import Artifacts
from generator.aws.catalog import Writer, leased, look_at_lease, observe, plan_catalog
from generator.aws.session import Connection
from generator.diagnostics import Problems
from generator.planning import CatalogState, Observed
from tests.fakes.account import FakeAccount, Kill, Killed, Refusal
from tests.fakes.buckets import FakeBuckets
from tests.fakes.documents import FakeDocuments
from tests.fakes.service_catalog import FakeServiceCatalog
from tests.fakes.stack_sets import FakeStackSets
from tests.fakes.stacks import FakeStacks


def _no_policy(operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """IAM of an account where no other region has the boundary."""
    raise Refusal("NoSuchEntity", f"{operation}: {given['PolicyArn']} is not there", 404)


def is_read(name: str) -> bool:
    """Whether a call changes nothing."""
    return name.partition(":")[2].startswith(("Get", "List", "Describe", "Head", "Search", "Scan"))


class Publisher:
    """The publisher and an account of its own; `lag` as in `FakeServiceCatalog`."""

    def __init__(self, project: Path, lag: int = 0) -> None:
        self.buckets = buckets = FakeBuckets()
        self.service = FakeServiceCatalog(buckets.read, lag)
        self.stacks = FakeStacks()
        self.documents = FakeDocuments()
        self.stack_sets = FakeStackSets()
        services = {
            "servicecatalog": self.service.answer,
            "s3": buckets.answer,
            "cloudformation": self._cloudformation,
            "organizations": self.stack_sets.organization,
            "iam": _no_policy,
            "ssm": self.documents.answer,
        }
        self._services, self._lock = services, Lock()
        self._account = FakeAccount(services, lock=self._lock)
        self._project = project

    def _cloudformation(self, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
        answer = self.stack_sets.answer if "StackSetName" in given else self.stacks.answer
        return answer(operation, given)

    def rival(self) -> Publisher:
        """Another publisher, of the same account."""
        other = copy(self)
        other._account = FakeAccount(self._services, 1, self._lock)
        return other

    def meanwhile(self, call: int, happens: Callable[[], object]) -> None:
        """Let something happen before this call of the next run."""
        self._account.meanwhile = call, happens

    @property
    def calls(self) -> int:
        """How many calls the newest run made."""
        return self._account.calls

    @property
    def writes(self) -> int:
        """How many calls of all runs were none that read."""
        return sum(not is_read(name) for name in self.names)

    @property
    def names(self) -> list[str]:
        """The calls of all runs, such as `s3:PutObject`."""
        return self._account.names

    def connect(self) -> Connection:
        """A connection for one run that nobody kills."""
        return self._account.connect()

    def publish(
        self, wanted: CatalogState, kill: Kill | None = None, *, prune: bool = False, threads: int = THREADS
    ) -> None:
        """One run, which may end at a call."""
        connection = self._account.connect(kill)
        plan, observed = plan_catalog(connection, wanted, prune=prune)
        writer = Writer(connection, wanted.catalog, Artifacts(connection, self._project))
        for _ in apply_plan(plan, observed, writer, threads):
            pass

    def apply(self, wanted: CatalogState) -> None:
        """One run as the command does it: under the lease, and planned anew where somebody held it since."""
        connection = self._account.connect()
        artifacts = Artifacts(connection, self._project)
        before = look_at_lease(artifacts, wanted.catalog)
        plan, observed = plan_catalog(connection, wanted)
        if not plan.steps:
            return
        with leased(connection, artifacts, wanted.catalog) as lease:
            if not lease.follows(before):
                plan, observed = plan_catalog(connection, wanted)
            writer = Writer(connection, wanted.catalog, artifacts, lease)
            for _ in apply_plan(plan, observed, writer, threads=1):
                pass

    def publish_in_spite_of(self, kills: list[Kill], wanted: CatalogState) -> Observed:
        """A run for each kill and one that nobody kills; then everything shows."""
        for kill in kills:
            with suppress(Killed):
                self.publish(wanted, kill)
        self.publish(wanted)
        return self.observe(wanted)

    def observe(self, wanted: CatalogState) -> Observed:
        """What is there, once every list shows it."""
        self.service.catch_up()
        return observe(self._account.connect(), wanted)


def refused(publisher: Publisher, state: CatalogState) -> list[tuple[str, str]]:
    """(code, fix) of what is said before any write."""
    before = publisher.writes
    with pytest.raises(Problems) as caught:
        publisher.publish(state)
    assert publisher.writes == before
    return [(finding.code, finding.fix or "") for finding in caught.value.findings]
