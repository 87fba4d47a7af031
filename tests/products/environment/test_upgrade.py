"""What an update from 1.0.1 must not replace: names stay, and so does what AWS takes only at creation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.cloudformation.template.reader import read_document
from tests.products.environment.conftest import ROOT

CREATED: Mapping[str, tuple[str, ...]] = {
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", "Description"),
    "AWS::IAM::Role": ("RoleName",),
    "AWS::EC2::SecurityGroup": ("GroupName", "GroupDescription"),
    "AWS::EC2::VPC": ("CidrBlock", "InstanceTenancy"),
    "AWS::EC2::Subnet": ("CidrBlock",),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::CodeCommit::Repository": ("RepositoryName",),
    "AWS::CloudTrail::Trail": ("TrailName",),
}
"""Create-only properties (the registry's schemas). A named resource that would be replaced fails the whole update."""


def test_what_is_taken_only_at_creation_is_what_1_0_1_said(document: Mapping[str, Any]) -> None:
    old = read_document((ROOT / "dist/environment/1.0.1/template.yaml").read_text(encoding="utf-8"))["Resources"]
    compared = 0
    for name, before in old.items():
        now = document["Resources"].get(name)
        for key in CREATED.get(before["Type"], ()) if now is not None else ():
            compared += 1
            assert now["Properties"].get(key) == before["Properties"].get(key), f"{name}.{key} would replace it"
    assert compared > 50
