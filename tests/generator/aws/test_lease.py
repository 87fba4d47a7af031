"""One publisher at a time: who holds the lease, who takes over, and who stops."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from generator.aws.artifacts import Artifacts
from generator.aws.catalog import lease as module
from generator.aws.catalog.lease import HELD, Lease, leased, read_lease
from generator.diagnostics import AwsRefused, Refused
from tests.fakes.account import FakeAccount
from tests.fakes.buckets import FakeBuckets

KEY = "catalogs/c/lease.json"


@dataclass
class World:
    """An account with a bucket, and publishers on machines of their own."""

    buckets: FakeBuckets
    account: FakeAccount

    def publisher(self, name: str, host: str = "elsewhere") -> Lease:
        artifacts = Artifacts(self.account.connect(), Path())
        artifacts.open()
        lease = Lease(artifacts, KEY, name)
        lease._holder["host"] = host
        return lease

    def age(self, by: timedelta) -> None:
        """The lease was written that long ago."""
        (bucket,) = self.buckets.buckets.values()
        bucket.written[KEY] -= by


@pytest.fixture
def world() -> World:
    buckets = FakeBuckets()
    return World(buckets, FakeAccount({"s3": buckets.answer}))


def test_one_of_two_gets_it_and_the_other_when_it_is_given_back(world: World) -> None:
    one, two = world.publisher("one"), world.publisher("two")
    assert one.take()
    assert not two.take()
    one.give_back()
    assert two.take()
    assert two.holder() == "two"


def test_an_abandoned_lease_is_taken_over_and_its_old_holder_cannot_renew_it(world: World) -> None:
    one, two = world.publisher("one"), world.publisher("two")
    assert one.take()
    world.age(HELD + timedelta(seconds=1))
    assert two.take()
    one.renew()
    one.give_back()
    assert two.holder() == "two"


def test_of_two_who_take_over_at_the_same_moment_one_does(world: World) -> None:
    one, two, three = (world.publisher(name) for name in ("one", "two", "three"))
    assert one.take()
    world.age(HELD + timedelta(seconds=1))
    stale = read_lease(two._artifacts, KEY)
    assert stale is not None
    assert three.take()
    assert not two._write(two._holder, {"IfMatch": stale.etag})


def test_a_process_of_this_machine_that_has_ended_holds_nothing(world: World) -> None:
    one, two = world.publisher("one", socket.gethostname()), world.publisher("two", socket.gethostname())
    one._holder["pid"] = 2**22 + 1  # above the largest number of a process (proc(5), pid_max)
    assert one.take()
    assert two.take()


def test_whoever_could_not_renew_for_long_stops_before_the_next_write(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = world.publisher("one")
    assert lease.take()
    lease.check()
    lease._renewed -= module.SAFE_SECONDS + 1
    with pytest.raises(AwsRefused, match="could not be renewed"):
        lease.check()
    lease.renew()
    lease.check()


def test_what_is_no_lease_is_taken_over_once_it_is_old(world: World) -> None:
    lease = world.publisher("one")
    lease._artifacts.write(KEY, "{ no lease")
    assert not lease.take()
    world.age(HELD + timedelta(seconds=1))
    assert lease.take()


def test_whoever_waits_in_vain_is_told_by_whom(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.0)
    assert world.publisher("eli").take()
    connection = world.account.connect()
    with pytest.raises(Refused) as caught, leased(connection, Artifacts(connection, Path()), "c"):
        raise AssertionError("not reached")
    assert (caught.value.finding.code, "eli" in caught.value.finding.message) == ("PLN614", True)


def test_it_is_given_back_whatever_happens(world: World) -> None:
    connection = world.account.connect()
    with pytest.raises(KeyboardInterrupt), leased(connection, Artifacts(connection, Path()), "c"):
        raise KeyboardInterrupt
    (bucket,) = world.buckets.buckets.values()
    assert json.loads(bucket.objects[KEY])["released"] is True
    assert world.publisher("two").take()


def test_a_plan_holds_where_nobody_held_the_lease_since(world: World) -> None:
    one, two = world.publisher("one"), world.publisher("two")
    first = one.look()
    assert one.take()
    assert one.follows(first)
    one.give_back()
    second = two.look()
    assert two.take()
    assert two.follows(second)


def test_a_plan_is_made_anew_where_somebody_held_the_lease_since_or_was_killed_with_it(world: World) -> None:
    one, two, three = (world.publisher(name) for name in ("one", "two", "three"))
    before = two.look()
    assert one.take()
    one.give_back()
    assert two.take()
    assert not two.follows(before)
    during = three.look()
    world.age(HELD + timedelta(seconds=1))
    abandoned = three.look()
    assert three.take()
    assert not three.follows(during)
    assert not three.follows(abandoned)


def test_once_it_may_be_another_s_no_call_to_service_catalog_is_made(world: World) -> None:
    connection = world.account.connect()
    with leased(connection, Artifacts(connection, Path()), "c") as lease:
        connection.guard()
        lease._renewed -= module.SAFE_SECONDS + 1
        with pytest.raises(AwsRefused, match="could not be renewed"):
            connection.guard()
    connection.guard()
