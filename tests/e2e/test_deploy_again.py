"""An environment is destroyed and deployed again: its data, keys and logs stay, and come back into the new stack."""

from __future__ import annotations

import pytest

from tests.e2e.world import ACCOUNT, ENVIRONMENT, REGION, World

pytestmark = pytest.mark.slow

DATA = f"ds-{ENVIRONMENT}-data-{ACCOUNT}-{REGION}"
TAKEN_BACK = ("DataBucket", "DataBucketPolicy", "ModelsBucket", "LogsBucket", "DataKey", "LogsKey", "Repository")


def through(world: World, *words: str) -> object:
    """A call through the environment's own S3 endpoint."""
    vpc = world.ask("ssm", "get-parameter", "--name", f"/ds/{ENVIRONMENT}/vpc/id")["Parameter"]["Value"]
    endpoint = world.control("GET", f"endpoints?vpc={vpc}")["s3"]
    return world.ask("s3api", *words, "--endpoint-url", endpoint)


def key_of(world: World) -> str:
    return str(world.ask("ssm", "get-parameter", "--name", f"/ds/{ENVIRONMENT}/key/data")["Parameter"]["Value"])


def test_what_holds_data_survives_its_stack_and_comes_back(world: World) -> None:
    (world.project / "customers.csv").write_text("dana,42")
    there = ("--bucket", DATA, "--key", "customers.csv")
    through(world, "put-object", *there, "--body", "customers.csv")
    key = key_of(world)
    world.build("destroy", ENVIRONMENT, "--yes").ended(0).said("deleted")
    world.build("deploy", ENVIRONMENT, "--preview").ended(0).said("are there from before", *TAKEN_BACK)
    world.build("deploy", ENVIRONMENT).ended(0).said("IMPORT_COMPLETE", "next: ./build.py plan")
    through(world, "get-object", *there, "back.csv")
    assert (world.project / "back.csv").read_text() == "dana,42"
    assert key_of(world) == key
    encryption = world.ask("s3api", "get-bucket-encryption", "--bucket", DATA)["ServerSideEncryptionConfiguration"]
    assert encryption["Rules"][0]["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == key
    world.aws("s3api", "get-object", *there, "outside.csv").said("explicit deny")
    world.build("deploy", ENVIRONMENT).ended(0).said("No changes")


def test_a_creation_that_fails_leaves_nothing_but_the_log_bucket_and_is_done_again(world: World) -> None:
    world.build("destroy", ENVIRONMENT, "--yes").ended(0)
    for bucket in ("data", "models"):
        name = f"ds-{ENVIRONMENT}-{bucket}-{ACCOUNT}-{REGION}"
        world.aws("s3api", "delete-bucket", "--bucket", name).ended(0)
    with world.faults({"kind": "deny", "service": "cloudtrail", "operation": "CreateTrail", "times": 1}):
        world.build("deploy", ENVIRONMENT).said("UPDATE_ROLLBACK_COMPLETE")
    left = [bucket["Name"] for bucket in world.ask("s3api", "list-buckets")["Buckets"]]
    assert DATA not in left
    assert f"ds-{ENVIRONMENT}-logs-{ACCOUNT}-{REGION}" in left
    world.build("deploy", ENVIRONMENT).ended(0).said("UPDATE_COMPLETE")
