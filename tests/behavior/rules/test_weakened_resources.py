"""Resources of six templates weakened one by one, ours and others': each is seen by the rule of its code alone.

IAM statements are weakened by `make mutate`; here it is properties, attributes, resources and parameters.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.template.loops import unroll
from generator.cloudformation.template.reader import read_document
from generator.manifest import load_products
from generator.synth import render_product
from generator.verify.rules import RULES, check_document, judge
from generator.verify.rules.template import Template
from scan.scanners.own import list_codes

ROOT = Path(__file__).parents[3]
FOREIGN = ROOT / "tests" / "fixtures" / "templates"
Document = dict[str, Any]
Weaken = Callable[[Document], object]
EVERYWHERE = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}


@cache
def drawn(product: str) -> Document:
    """One of our products, or a template of somebody else's."""
    file = FOREIGN / f"{product}.yaml"
    if file.is_file():
        return dict(unroll(read_document(file.read_text(encoding="utf-8"))).document)
    return dict(render_product(ROOT, load_products(ROOT)[product]).document)


def found(document: Document, code: str) -> int:
    """How often the rule of a code finds it."""
    (words,) = [words for words in RULES if code in list_codes(words)]
    return sum(each.code == code for each in judge(words, RULES[words], Template(document)))


def put(name: str, **values: Any) -> Weaken:
    return lambda document: document["Resources"][name].setdefault("Properties", {}).update(values)


def drop(name: str, key: str) -> Weaken:
    return lambda document: document["Resources"][name]["Properties"].pop(key)


def lower(name: str, key: str, inner: str, value: Any) -> Weaken:
    return lambda document: document["Resources"][name]["Properties"][key].update({inner: value})


def attribute(name: str, key: str, value: str) -> Weaken:
    return lambda document: document["Resources"][name].update({key: value})


def add(kind: str, **values: Any) -> Weaken:
    return lambda document: document["Resources"].update(Added={"Type": f"AWS::{kind}", "Properties": values})


def ask(name: str, **values: Any) -> Weaken:
    return lambda document: document["Parameters"].setdefault(name, {"Type": "String"}).update(values)


def show(value: Any) -> Weaken:
    return lambda document: document.setdefault("Outputs", {}).update(Shown={"Value": value})


def without_tls(name: str) -> Weaken:
    def weaken(document: Document) -> None:
        policy = document["Resources"][name]["Properties"]["PolicyDocument"]
        policy["Statement"] = [each for each in policy["Statement"] if "aws:SecureTransport" not in str(each)]

    return weaken


def grant(action: str) -> Weaken:
    statement = {"Sid": "More", "Effect": "Allow", "Action": action, "Resource": "*"}
    return add("IAM::ManagedPolicy", PolicyDocument={"Version": "2012-10-17", "Statement": [statement]})


def lend(key: str, principal: Any, action: str, condition: Any = None) -> Weaken:
    statement = {"Sid": "Lent", "Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    limited = {**statement, "Condition": condition} if condition else statement
    return lambda document: document["Resources"][key]["Properties"]["KeyPolicy"]["Statement"].append(limited)


def of(product: str, kind: str) -> list[str]:
    return [name for name, body in drawn(product)["Resources"].items() if body["Type"] == f"AWS::{kind}"]


def environment() -> Iterator[tuple[str, Weaken]]:
    for key in of("environment", "KMS::Key"):
        yield "SEC491", drop(key, "EnableKeyRotation")
        yield "SEC462", put(key, PendingWindowInDays=7)
    for group in of("environment", "Logs::LogGroup"):
        yield "SEC490", drop(group, "KmsKeyId")
        yield "SEC495", drop(group, "RetentionInDays")
    for bucket in of("environment", "S3::Bucket"):
        yield "SEC490", drop(bucket, "BucketEncryption")
        yield "SEC493", lower(bucket, "PublicAccessBlockConfiguration", "BlockPublicPolicy", False)
        yield "SEC493", put(bucket, AccessControl="PublicRead")
        yield "SEC494", put(bucket, VersioningConfiguration={"Status": "Suspended"})
        yield "SEC494", drop(bucket, "VersioningConfiguration")
        yield "SEC461", attribute(bucket, "DeletionPolicy", "Delete")
        yield "SEC496", without_tls(f"{bucket}Policy")
    yield "SEC494", drop("DataBucket", "LoggingConfiguration")
    for name, key in (("AuditTrail", "KMSKeyId"), ("AlarmTopic", "KmsMasterKeyId"), ("PackageDomain", "EncryptionKey")):
        yield "SEC490", drop(name, key)
    yield "SEC490", drop("Repository", "KmsKeyId")
    for switch in ("IsLogging", "EnableLogFileValidation", "IsMultiRegionTrail"):
        yield "SEC460", put("AuditTrail", **{switch: False})
    for gate in ("InternetGateway", "NatGateway", "EgressOnlyInternetGateway"):
        yield "SEC499", add(f"EC2::{gate}")
    yield "SEC499", add("EC2::Route", DestinationCidrBlock="0.0.0.0/0", TransitGatewayId="tgw-1")
    yield "SEC499", put("FirstSubnet", MapPublicIpOnLaunch=True)
    yield "SEC492", put("EndpointsGroup", SecurityGroupIngress=[EVERYWHERE])
    yield "SEC492", add("EC2::SecurityGroupIngress", IpProtocol="-1", CidrIpv6="::/0")
    yield "SEC492", ask("AccessCidr", Default="0.0.0.0/0")
    for action in ("iam:PutRolePolicy", "iam:PassRole", "iam:*", "lambda:UpdateFunctionCode"):
        yield "SEC498", grant(action)
    yield "SEC493", add("Lambda::Permission", Principal="*", Action="lambda:InvokeFunction")


def keys() -> Iterator[tuple[str, Weaken]]:
    service = {"Service": "sns.amazonaws.com"}
    yield "SEC516", lend("LogsKey", service, "kms:Decrypt")
    yield "SEC516", lend("LogsKey", service, "kms:PutKeyPolicy", {"StringEquals": {"aws:SourceAccount": "1"}})
    yield "SEC516", lend("DataKey", {"AWS": "arn:aws:iam::444455556666:root"}, "kms:Decrypt")
    yield "SEC516", lend("DataKey", {"AWS": "444455556666"}, "kms:CreateGrant", {"Bool": {"kms:ViaService": "x"}})


def others() -> Iterator[tuple[str, str, Weaken]]:
    yield "notebook", "SEC436", put("Notebook", DirectInternetAccess="Enabled")
    yield "notebook", "SEC436", drop("Notebook", "RootAccess")
    yield "notebook", "SEC490", drop("Notebook", "KmsKeyId")
    yield "notebook", "SEC497", ask("GitToken")
    yield "notebook", "SEC497", show("AKIA" + "Q" * 16)
    yield "model-endpoint", "SEC490", drop("Config", "KmsKeyId")
    yield "model-endpoint", "SEC497", ask("ApiKey", NoEcho=True, Default="one")
    yield "job-alerts", "SEC491", put("AlertKey", EnableKeyRotation=False)
    yield "job-alerts", "SEC462", put("AlertKey", PendingWindowInDays=7)
    yield "job-alerts", "SEC490", drop("AlertTopic", "KmsMasterKeyId")
    yield "job-alerts", "SEC496", add("SNS::Subscription", Protocol="http", Endpoint="http://example.com")
    yield "bucket", "SEC461", attribute("Files", "DeletionPolicy", "Delete")
    yield "bucket", "SEC493", lower("Files", "PublicAccessBlockConfiguration", "IgnorePublicAcls", False)
    yield "bucket", "SEC493", put("Files", AccessControl={"Fn::If": ["Open", "PublicReadWrite", "Private"]})
    yield "bucket", "SEC494", put("Files", VersioningConfiguration={"Status": "Suspended"})
    yield "bucket", "SEC496", without_tls("FilesPolicy")
    yield "database", "SEC490", put("Database", StorageEncrypted=False)
    yield "database", "SEC490", put("Database", StorageEncrypted={"Ref": "MultiZone"})
    yield "database", "SEC493", put("Database", PubliclyAccessible="true")
    yield "database", "SEC497", ask("Password", NoEcho=False)
    yield "database", "SEC497", ask("Password", Default="one-for-everybody")
    yield "database", "SEC497", show({"Fn::Sub": "postgres:${Password}"})
    told = {"Password": {"Ref": "Password"}}
    yield "database", "SEC497", add("Lambda::Function", Environment={"Variables": told})
    yield "database", "SEC497", add("EC2::Instance", UserData={"Fn::Base64": {"Fn::Sub": "echo ${Password}"}})
    yield "database", "SEC497", put("Database", Tags=[{"Key": "p", "Value": {"Ref": "Password"}}])


TABLE = [*(("environment", code, weaken) for code, weaken in (*environment(), *keys())), *others()]


@pytest.mark.parametrize(("product", "code", "weaken"), TABLE, ids=[f"{row[0]}-{row[1]}" for row in TABLE])
def test_a_weakened_resource_is_found_by_the_rule_of_its_code(product: str, code: str, weaken: Weaken) -> None:
    document = copy.deepcopy(drawn(product))
    assert found(document, code) == 0
    weaken(document)
    assert found(document, code) > 0


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 60
    assert {product for product, _, _ in TABLE} >= {"environment", "notebook", "model-endpoint", "job-alerts"}


@pytest.mark.parametrize("file", sorted(FOREIGN.glob("*.[jy]*")), ids=lambda file: file.name)
def test_no_rule_stumbles_over_a_template_of_others(file: Path) -> None:
    found_ = check_document(unroll(read_document(file.read_text(encoding="utf-8"))).document)
    assert "SEC466" not in {each.code for each in found_}
