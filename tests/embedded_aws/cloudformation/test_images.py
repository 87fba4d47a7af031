"""Repositories of images, and canned ACLs of buckets, as CDK's bootstrap template has them."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

RULE = {
    "rulePriority": 1,
    "description": "untagged images end after a year",
    "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 365},
    "action": {"type": "expire"},
}
PULL = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "ecr:BatchGetImage"},
    ],
}


def template(**properties: object) -> str:
    wanted = {"RepositoryName": "churn/training", **properties}
    return json.dumps(
        {
            "Resources": {"Images": {"Type": "AWS::ECR::Repository", "Properties": wanted}},
            "Outputs": {
                "Name": {"Value": {"Ref": "Images"}},
                "Uri": {"Value": {"Fn::GetAtt": ["Images", "RepositoryUri"]}},
            },
        }
    )


def test_a_repository_is_made_changed_and_unmade(aws: Embedded, stacks: Stacks) -> None:
    ecr = aws.client("ecr")
    lifecycle = {"LifecyclePolicyText": json.dumps({"rules": [RULE]})}
    first = template(
        ImageTagMutability="IMMUTABLE",
        ImageScanningConfiguration={"ScanOnPush": True},
        LifecyclePolicy=lifecycle,
        RepositoryPolicyText=PULL,
        Tags=[{"Key": "team", "Value": "ds"}],
    )
    assert stacks.create("images", first) == "CREATE_COMPLETE"
    assert stacks.outputs("images") == {
        "Name": "churn/training",
        "Uri": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn/training",
    }
    found = ecr.describe_repositories(repositoryNames=["churn/training"])["repositories"][0]
    assert (found["imageTagMutability"], found["imageScanningConfiguration"]) == ("IMMUTABLE", {"scanOnPush": True})
    assert json.loads(ecr.get_repository_policy(repositoryName="churn/training")["policyText"]) == PULL
    assert stacks.update("images", template(EmptyOnDelete=True)) == "UPDATE_COMPLETE"
    found = ecr.describe_repositories(repositoryNames=["churn/training"])["repositories"][0]
    assert (found["imageTagMutability"], found["imageScanningConfiguration"]) == ("MUTABLE", {"scanOnPush": False})
    for ask in (ecr.get_lifecycle_policy, ecr.get_repository_policy):
        with pytest.raises(ClientError, match="PolicyNotFound"):
            ask(repositoryName="churn/training")
    tags = {one["Key"] for one in ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]}
    assert "team" not in tags
    assert stacks.delete("images") == "DELETE_COMPLETE"
    assert ecr.describe_repositories()["repositories"] == []


@pytest.mark.parametrize(
    ("acl", "owner", "status"),
    [
        ("Private", None, "CREATE_COMPLETE"),
        ("LogDeliveryWrite", "ObjectWriter", "CREATE_COMPLETE"),
        ("LogDeliveryWrite", None, "ROLLBACK_COMPLETE"),
        ("PublicRead", "BucketOwnerEnforced", "ROLLBACK_COMPLETE"),
    ],
)
def test_a_bucket_takes_an_acl_that_its_ownership_allows(stacks: Stacks, acl: str, owner: str, status: str) -> None:
    rules = {"OwnershipControls": {"Rules": [{"ObjectOwnership": owner}]}} if owner else {}
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"AccessControl": acl, **rules}}
    assert stacks.create("acl", json.dumps({"Resources": {"Bucket": bucket}})) == status
    if status == "ROLLBACK_COMPLETE":
        why = stacks.reason("acl", "Bucket", "CREATE_FAILED")
        assert "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting" in why
