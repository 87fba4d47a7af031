"""Amazon's own command line, 1 and 2, at what people do with it: profiles, objects, stacks, logs, binary values."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from embedded_aws import ACCOUNT, REGION, Embedded, embedded
from tests.e2e.world import Done
from tests.foreign.aws_cli import FIRST, SAYS_NO, SECOND, run_aws

pytestmark = pytest.mark.slow
BUCKET = f"bench-{ACCOUNT}"
TRUST = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/admin"}, "Action": "sts:AssumeRole"}
LOGGED = """\
Parameters: {Name: {Type: String}, Days: {Type: Number, Default: 7}}
Resources:
  Group: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: !Ref Name, RetentionInDays: !Ref Days}}
Outputs:
  Group: {Value: !Ref Group}
"""
NESTED = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
  Score:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Code: score, Role: !GetAtt Role.Arn}
  Logged:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: logged.yaml, Parameters: {Name: /bench/nested}}
"""
FILES = {
    "logged.yaml": LOGGED,
    "nested.yaml": NESTED,
    "score/index.py": "def handler(event, context):\n    return 1\n",
    "some/a.txt": "first",
    "some/b.txt": "second",
}
BIG = 9 * 1024 * 1024
"""More than the eight MiB from which on an object is sent in parts."""


class Person:
    """Somebody with one version of the program, a folder, and no AWS but what they configure."""

    def __init__(self, version: int, folder: Path, aws: Embedded) -> None:
        self.version, self.folder, self.server = version, folder, aws
        files = {"AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}
        self._variables = {name: str(folder / file) for name, file in files.items()}

    def aws(self, *words: str, profile: str = "admin") -> Done:
        return run_aws(self.version, [*words, "--profile", profile], self.folder, self._variables)

    def ask(self, *words: str) -> Any:
        return json.loads(self.aws(*words, "--output", "json").ended(0).out)

    def write_profiles(self) -> None:
        """The administrator's, and the place of another one.

        The first version signs links of regions from before 2014 with version 2, where it is not told otherwise.
        """
        keys, place = self.server.keys("admin"), f"region = {REGION}\nendpoint_url = {self.server.endpoint}\n"
        own = f"aws_access_key_id = {keys.access_key}\naws_secret_access_key = {keys.secret_key}\n"
        signs = "s3 =\n  signature_version = s3v4\n" if self.version == FIRST else ""
        admin = f"[profile admin]\n{place}{own}output = text\n{signs}"
        (self.folder / "config").write_text(f"{admin}[profile reader]\n{place}output = text\n", encoding="utf-8")


@pytest.fixture(params=[FIRST, SECOND])
def person(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Person]:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with embedded() as aws:
        yield Person(request.param, tmp_path, aws)


def test_a_day_with_the_command_line(person: Person) -> None:
    configures_itself(person)
    keeps_objects(person)
    deploys(person)
    reads_logs(person)
    sends_binary_values(person)


def configures_itself(person: Person) -> None:
    """Profiles, of which the program itself makes one that assumes a role."""
    person.write_profiles()
    for name, value in (("role_arn", f"arn:aws:iam::{ACCOUNT}:role/reader"), ("source_profile", "admin")):
        person.aws("configure", "set", name, value, profile="reader").ended(0)
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    person.aws("iam", "create-role", "--role-name", "reader", "--assume-role-policy-document", trust).ended(0)
    who = person.aws("sts", "get-caller-identity", "--query", "Arn", profile="reader").ended(0)
    assert who.out.startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/"), who
    refused = person.aws("s3", "ls", profile="reader").ended(SAYS_NO[person.version])
    refused.said("AccessDenied", "s3:ListAllMyBuckets")


def keeps_objects(person: Person) -> None:
    """Copied there and back, in one piece and in parts; listed page by page; by a link."""
    there, big = f"s3://{BUCKET}", os.urandom(BIG)
    (person.folder / "big").write_bytes(big)
    person.aws("s3", "mb", there).ended(0)
    person.aws("s3", "cp", "big", f"{there}/big").ended(0)
    person.aws("s3", "sync", "some", f"{there}/some").ended(0)
    person.aws("s3", "cp", f"{there}/big", "back").ended(0)
    assert (person.folder / "back").read_bytes() == big
    got = person.ask("s3api", "get-object", "--bucket", BUCKET, "--key", "big", "--checksum-mode", "ENABLED", "again")
    assert got["ChecksumType"] == ("FULL_OBJECT" if person.version == SECOND else "COMPOSITE")
    assert (person.folder / "again").read_bytes() == big
    person.aws("s3", "ls", there, "--recursive").ended(0).said(f"{BIG} big", "some/a.txt", "some/b.txt")
    link = person.aws("s3", "presign", f"{there}/some/a.txt").ended(0).out.strip()
    with urlopen(link) as answer:
        assert answer.read() == b"first"
    listing = ("s3api", "list-objects-v2", "--bucket", BUCKET)
    first = person.ask(*listing, "--max-items", "1")
    rest = person.ask(*listing, "--page-size", "1", "--starting-token", first["NextToken"])
    assert [row["Key"] for row in (*first["Contents"], *rest["Contents"])] == ["big", "some/a.txt", "some/b.txt"]


def deploys(person: Person) -> None:
    """A stack made and left as it is; one with code and a nested stack, packaged, made and deleted."""
    deploy = ("cloudformation", "deploy", "--stack-name")
    logged = (*deploy, "logged", "--template-file", "logged.yaml", "--parameter-overrides", "Name=/bench/logged")
    person.aws(*logged).ended(0).said("Successfully created/updated stack - logged")
    person.aws(*logged, "--no-fail-on-empty-changeset").ended(0).said("No changes to deploy")
    packaged = ("--template-file", "nested.yaml", "--s3-bucket", BUCKET, "--output-template-file", "packaged.yaml")
    person.aws("cloudformation", "package", *packaged).ended(0)
    words = ("--template-file", "packaged.yaml", "--capabilities", "CAPABILITY_IAM")
    person.aws(*deploy, "nested", *words).ended(0)
    stack = ("--stack-name", "nested")
    shown = person.aws("cloudformation", "describe-stacks", *stack, "--output", yaml_or_json(person)).ended(0)
    assert yaml.safe_load(shown.out)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    person.aws("cloudformation", "delete-stack", *stack).ended(0)
    person.aws("cloudformation", "wait", "stack-delete-complete", *stack).ended(0)


def yaml_or_json(person: Person) -> str:
    """The first version writes no YAML; JSON is YAML, too."""
    return "yaml" if person.version == SECOND else "json"


def reads_logs(person: Person) -> None:
    """Written, and read as each version reads them."""
    group, stream = ("--log-group-name", "/bench/logged"), ("--log-stream-name", "one")
    person.aws("logs", "create-log-stream", *group, *stream).ended(0)
    event = f"timestamp={time.time_ns() // 10**6},message=Epoch-1"
    person.aws("logs", "put-log-events", *group, *stream, "--log-events", event).ended(0)
    tail = ("tail", "/bench/logged") if person.version == SECOND else ("filter-log-events", *group)
    person.aws("logs", *tail).ended(0).said("one", "Epoch-1")


def sends_binary_values(person: Person) -> None:
    """The second version takes binary values in base64 where the first takes them as they are."""
    key = person.aws("kms", "create-key", "--query", "KeyMetadata.KeyId").ended(0).out.strip()
    plain = base64.b64encode(b"a secret").decode() if person.version == SECOND else "a secret"
    encrypt = ("kms", "encrypt", "--key-id", key, "--query", "CiphertextBlob")
    (person.folder / "sealed").write_bytes(base64.b64decode(person.aws(*encrypt, "--plaintext", plain).ended(0).out))
    decrypt = ("kms", "decrypt", "--ciphertext-blob", "fileb://sealed", "--query", "Plaintext")
    assert base64.b64decode(person.aws(*decrypt).ended(0).out) == b"a secret"
