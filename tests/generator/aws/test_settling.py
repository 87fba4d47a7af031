"""Creates that show, that are lost, that fail, and that were interrupted."""

from __future__ import annotations

import pytest

from generator.aws.catalog.settling import Failed, settle
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
            raise Failed(f"{identity} failed")
        return True

    def settle(self, key: str = "key") -> str:
        return settle(key, WRITE, self.create, self.is_there, self.deleted.append)


def test_the_same_create_gives_the_same_object_and_another_gives_another() -> None:
    service = Service()
    assert [service.settle(), service.settle(), service.settle("other")] == ["pa-1", "pa-1", "pa-2"]


def test_what_failed_is_made_again_and_taken_away_then() -> None:
    service = Service(failing=1)
    assert service.settle() == "pa-2"
    assert service.deleted == ["pa-1"]


def test_what_fails_each_time_is_told_and_the_next_run_may_succeed() -> None:
    service = Service(failing=4)
    with pytest.raises(AwsRefused, match="pa-3 failed"):
        service.settle()
    assert service.deleted == ["pa-2", "pa-3"]
    assert service.settle() == "pa-5"
    assert service.deleted[2:] == ["pa-1", "pa-4"]
