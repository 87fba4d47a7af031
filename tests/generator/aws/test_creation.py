"""Creates that show, that are lost, that fail, and that were interrupted."""

from __future__ import annotations

import pytest

from generator.aws.catalog.creation import CreationFailed, create_and_wait
from generator.diagnostics import AwsRefused
from generator.planning.steps import Associate

WRITE = Associate("churn-dev", "notebook")


class Service:
    """Gives one id a token, as AWS does; the first `failing` of what it makes fail."""

    def __init__(self, failing: int = 0) -> None:
        self.made: dict[str, str] = {}
        self.deleted: list[str] = []
        self._failing = failing

    def create(self, token: str) -> str:
        return self.made.setdefault(token, f"pa-{len(self.made) + 1}")

    def is_there(self, identity: str) -> bool:
        if int(identity.removeprefix("pa-")) <= self._failing:
            raise CreationFailed(f"{identity} failed")
        return True

    def create_and_wait(self, key: str = "key") -> str:
        return create_and_wait(key, WRITE, self.create, self.is_there, self.deleted.append)


def test_the_same_create_gives_the_same_object_and_another_gives_another() -> None:
    service = Service()
    assert [service.create_and_wait(), service.create_and_wait(), service.create_and_wait("other")] == [
        "pa-1",
        "pa-1",
        "pa-2",
    ]


def test_what_failed_is_made_again_and_taken_away_then() -> None:
    service = Service(failing=1)
    assert service.create_and_wait() == "pa-2"
    assert service.deleted == ["pa-1"]


def test_what_fails_each_time_is_reported_and_the_next_run_may_succeed() -> None:
    service = Service(failing=4)
    with pytest.raises(AwsRefused, match="pa-3 failed"):
        service.create_and_wait()
    assert service.deleted == ["pa-2", "pa-3"]
    assert service.create_and_wait() == "pa-5"
    assert service.deleted[2:] == ["pa-1", "pa-4"]
