"""State: what was there before a restart is there after it, in several accounts."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import embedded
from embedded_aws.gateway.snapshots import MADE_WITH, CorruptState
from embedded_aws.secret import FILE
from embedded_aws.service import Keys

OTHER = "444455556666"


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    place = {"LocationConstraint": "eu-west-1"}
    with embedded(state=tmp_path) as aws:
        key = aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
        blob = aws.client("kms").encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
        aws.client("s3").create_bucket(Bucket="kept", CreateBucketConfiguration=place)
        aws.client("s3").put_object(Bucket="kept", Key="key", Body=b"content")
        token = aws.client("sts").get_session_token()["Credentials"]
        vpc = aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        aws.client("ec2").create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.s3")
        address = aws.gateway.vpc_endpoints.of_vpc(aws.account, "eu-west-1", vpc)[0].address
        aws.client("logs").create_log_group(logGroupName="/ds/kept")
        aws.client("lambda").list_functions()
    with embedded(state=tmp_path) as aws:
        assert aws.client("kms").decrypt(CiphertextBlob=blob)["Plaintext"] == b"secret"
        assert aws.client("s3").get_object(Bucket="kept", Key="key")["Body"].read() == b"content"
        keys = Keys(token["AccessKeyId"], token["SecretAccessKey"], token["SessionToken"])
        assert aws.client("sts", keys=keys).get_caller_identity()["Arn"].endswith("user/admin")
        assert aws.gateway.vpc_endpoints.of_vpc(aws.account, "eu-west-1", vpc)[0].address == address
        assert aws.client("logs").describe_log_groups()["logGroups"][0]["logGroupName"] == "/ds/kept"


def test_nothing_is_left_without_a_state_folder() -> None:
    with embedded() as aws:
        aws.client("iam").create_user(UserName="gone")
    with embedded() as aws:
        assert "gone" not in [user["UserName"] for user in aws.client("iam").list_users()["Users"]]


def test_a_state_that_others_load_too_is_read_and_stays_as_it_is(tmp_path: Path) -> None:
    with embedded(state=tmp_path) as aws:
        aws.client("iam").create_user(UserName="kept")
    held = (tmp_path / "state.pickle").read_bytes()
    with embedded(state=tmp_path, written=False) as aws:
        aws.client("iam").delete_user(UserName="kept")
    assert (tmp_path / "state.pickle").read_bytes() == held
    assert {file.name for file in tmp_path.iterdir()} == {"secret", "state.pickle"}


def test_a_damaged_snapshot_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "state.pickle").write_bytes(b"not a pickle")
    with pytest.raises(CorruptState, match=r"state\.pickle cannot be read"), embedded(state=tmp_path):
        pass
    assert (tmp_path / "state.pickle").read_bytes() == b"not a pickle"


@pytest.mark.parametrize("other", [{"python": "3.99"}, {"moto": "9.9.9"}, {"format": "0"}])
def test_a_snapshot_of_other_versions_is_refused_before_it_is_read(tmp_path: Path, other: dict[str, str]) -> None:
    header = pickle.dumps({**MADE_WITH, **other})
    (tmp_path / "state.pickle").write_bytes(header + b"what other versions made of it")
    (name, version), *_ = other.items()
    said = f"it was written with {name} {version}, and this is {name} {MADE_WITH[name]}"
    with pytest.raises(CorruptState, match=re.escape(said)), embedded(state=tmp_path):
        pass
    assert (tmp_path / "state.pickle").read_bytes().startswith(header)


def test_accounts_are_apart_and_meet_through_roles_and_buckets(refused: Any) -> None:
    with embedded(accounts=("111122223333", OTHER)) as aws:
        there = aws.keys("admin", OTHER)
        assert aws.client("sts", keys=there).get_caller_identity()["Account"] == OTHER
        aws.client("ssm").put_parameter(Name="/ds/here", Value="x", Type="String")
        assert refused(aws.client("ssm", keys=there).get_parameter, Name="/ds/here")[0] == "ParameterNotFound"
        trust = {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        aws.client("iam").create_role(RoleName="ds-open", AssumeRolePolicyDocument=document)
        role = f"arn:aws:iam::{aws.account}:role/ds-open"
        aws.client("sts", keys=there).assume_role(RoleArn=role, RoleSessionName="test")
        place = {"LocationConstraint": "eu-west-1"}
        aws.client("s3").create_bucket(Bucket="closed", CreateBucketConfiguration=place)
        assert refused(aws.client("s3", keys=there).list_objects_v2, Bucket="closed")[0] == "AccessDenied"


def test_one_at_a_time_in_a_process() -> None:
    with embedded(), pytest.raises(RuntimeError, match="already running"), embedded():
        pass


def test_each_state_has_a_secret_of_its_own_that_only_its_owner_reads(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two", "one"):
        with embedded(state=tmp_path / name) as aws:
            found.append((aws.secret.text, aws.keys("admin"), aws.root_keys()))
            assert aws.client("sts").get_caller_identity()["Arn"].endswith(":user/admin")
    assert found[0] == found[2]
    assert all(one != other for one, other in zip(found[0], found[1], strict=True))
    for file in (tmp_path / "one").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_the_keys_of_another_state_are_refused(tmp_path: Path) -> None:
    with embedded(state=tmp_path / "one") as aws:
        keys = aws.keys("admin"), aws.root_keys()
    with embedded(state=tmp_path / "two") as aws:
        for each in keys:
            with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
                aws.client("sts", keys=each).get_caller_identity()


def test_a_snapshot_whose_secret_is_gone_has_new_keys(tmp_path: Path) -> None:
    with embedded(state=tmp_path) as aws:
        keys = aws.keys("admin")
    (tmp_path / FILE).unlink()
    with embedded(state=tmp_path) as aws:
        assert aws.client("sts").get_caller_identity()["Arn"].endswith(":user/admin")
        with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
            aws.client("sts", keys=keys).get_caller_identity()
