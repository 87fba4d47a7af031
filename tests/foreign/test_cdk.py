"""AWS's Cloud Development Kit: its bootstrap stack, then a stack with a nested one deployed, compared and destroyed.

The roles are those that bootstrap has made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION, embedded
from tests.e2e.world import Done, run_command
from tests.foreign.cloud_assembly import BUCKET, PARAMETER, PLACE, nested_stack, write_assembly
from tests.foreign.environments import node, node_modules_of
from tests.foreign.person import variables_of

pytestmark = pytest.mark.slow
NAME = f"churn-{PLACE}"
INNER: dict[str, Any] = {
    "Parameters": {"Bucket": {"Type": "String"}},
    "Resources": {
        "Where": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Name": "/churn/bucket", "Type": "String", "Value": {"Ref": "Bucket"}},
        }
    },
}


def template(value: str) -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::Sub": "${Bucket.Arn}/*"}}
    policy = {"PolicyName": "read", "PolicyDocument": {"Version": "2012-10-17", "Statement": [read]}}
    role = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]}, "Policies": [policy]}
    old = [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]
    return {
        "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": PARAMETER}},
        "Rules": {
            "CheckBootstrapVersion": {
                "Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": old}]}, "AssertDescription": "Bootstrap again"}]
            }
        },
        "Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": NAME}},
            "Role": {"Type": "AWS::IAM::Role", "Properties": role},
            "Inner": nested_stack(INNER, {"Bucket": {"Fn::Sub": f"${{Bucket}}{value}"}}),
        },
        "Outputs": {"Bucket": {"Value": {"Ref": "Bucket"}}},
    }


def test_cdk_bootstraps_deploys_compares_and_destroys(tmp_path: Path) -> None:
    program = str(node_modules_of("cdk") / "aws-cdk" / "bin" / "cdk")
    app = tmp_path / "cdk.out"
    write_assembly(app, "Churn", template(""), INNER)
    with embedded() as aws:
        variables = variables_of(aws, CDK_DISABLE_CLI_TELEMETRY="true")

        def cdk(*words: str) -> Done:
            command = [str(node()), program, *words, "--no-notices", "--no-color"]
            return run_command(command, tmp_path, variables).ended(0)

        cdk("bootstrap", f"aws://{ACCOUNT}/{REGION}").said("bootstrapped")
        assert aws.client("ssm").get_parameter(Name=PARAMETER)["Parameter"]["Value"].isdigit()
        cdk("deploy", "--app", str(app), "--require-approval", "never").said(f"Churn.Bucket = {NAME}")
        assert_made_by_the_execution_role(aws.ask)
        published = aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
        assert [one["Key"].endswith(".json") for one in published] == [True, True]
        write_assembly(app, "Churn", template("-2"), INNER)
        cdk("diff", "--app", str(app)).said(
            "[~] AWS::CloudFormation::Stack Inner", "Number of stacks with differences: 1"
        )
        cdk("deploy", "--app", str(app), "--require-approval", "never")
        assert aws.client("ssm").get_parameter(Name="/churn/bucket")["Parameter"]["Value"] == f"{NAME}-2"
        cdk("destroy", "--app", str(app), "--force").said("destroyed")
        with pytest.raises(ClientError, match="does not exist"):
            aws.client("cloudformation").describe_stacks(StackName="Churn")
        refused = {(one["operation"], one["error"]) for one in aws.ask("audit?limit=20000") if one["error"]}
        asked = {("DescribeStacks", "ValidationError"), ("DescribeChangeSet", "ChangeSetNotFound")}
        assert refused == asked, "CDK asks first whether a stack exists, and whether its last change set is gone"


def assert_made_by_the_execution_role(ask: Callable[[str], Any]) -> None:
    """What the deployment made was made as the role that bootstrap gave CloudFormation."""
    made = [one["principal"] for one in ask("audit?limit=20000") if one["operation"] == "CreateBucket"]
    assert any("cfn-exec-role" in one for one in made), made
