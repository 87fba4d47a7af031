"""Creates that show, that are lost, that fail, that were interrupted, and of what has gone meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from generator.aws.artifacts import Artifacts
from generator.aws.catalog.creation import CreationFailed, Creator, Made
from generator.aws.catalog.tombstones import Tombstones
from generator.diagnostics import AwsRefused
from generator.model import Address, Digest
from generator.planning.steps import CreateVersion
from tests.fakes.account import FakeAccount
from tests.fakes.buckets import FakeBuckets

ADDRESS = Address.of("product", "notebook", "1.0.0")


def write(content: str) -> CreateVersion:
    """The creation of the version at that address."""
    return CreateVersion("notebook", "1.0.0", Digest.of(content))


class Service:
    """Gives one id a token for ever, as AWS may; the first `failing` of what it makes fail."""

    def __init__(self, failing: int = 0) -> None:
        self.made: dict[str, Made] = {}
        self.deleted: list[str] = []
        self.asked = 0
        self.seen: dict[Address, str] = {}
        self._failing = failing
        self._account = FakeAccount({"s3": FakeBuckets().answer})

    def create(self, token: str) -> Made:
        return self.made.setdefault(token, Made(f"pa-{len(self.made) + 1}", datetime.now(UTC)))

    def age(self) -> None:
        """Everything was made an hour ago."""
        self.made = {token: Made(made.id, datetime.now(UTC) - timedelta(hours=1)) for token, made in self.made.items()}

    def is_there(self, identity: str) -> bool:
        self.asked += 1
        if identity in self.deleted:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "DescribeProvisioningArtifact")
        if int(identity.removeprefix("pa-")) <= self._failing:
            raise CreationFailed(f"{identity} failed")
        return True

    def publish(self, content: str = "content") -> str:
        """One run of the publisher, which knows nothing of the runs before but the bucket."""
        tombstones = Tombstones(Artifacts(self._account.connect(), Path()), "c")
        return Creator(tombstones, self.seen.get, ("c",)).create(
            write(content), self.create, self.is_there, self.deleted.append
        )


def test_the_same_create_gives_the_same_object_and_another_gives_another() -> None:
    service = Service()
    assert [service.publish(), service.publish(), service.publish("other")] == ["pa-1", "pa-1", "pa-2"]


def test_what_failed_is_made_again_and_taken_away_then() -> None:
    service = Service(failing=1)
    assert service.publish() == "pa-2"
    assert service.deleted == ["pa-1"]
    assert service.publish() == "pa-2"


def test_what_fails_each_time_is_reported_taken_away_and_made_anew_by_the_next_run() -> None:
    service = Service(failing=4)
    with pytest.raises(AwsRefused, match="pa-3 failed"):
        service.publish()
    assert service.deleted == ["pa-1", "pa-2", "pa-3"]
    assert service.publish() == "pa-5"
    assert service.deleted[3:] == ["pa-4"]


def test_what_has_gone_is_made_anew_at_once_although_its_token_gives_the_old_id_back() -> None:
    service = Service()
    service.publish()
    service.age()
    service.deleted.append("pa-1")
    service.asked = 0

    assert service.publish() == "pa-2"
    assert service.asked == 2, "no waiting for what is old"
    assert service.publish() == "pa-2"


def test_what_an_earlier_run_saw_and_has_gone_is_made_anew_at_once() -> None:
    service = Service()
    service.seen[ADDRESS] = service.publish()
    service.deleted.append("pa-1")
    assert service.publish() == "pa-2"
