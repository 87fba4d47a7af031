"""The untouched starter with a launch role of its own: written, released, offered, published, launched and ended."""

from __future__ import annotations

import json

import pytest

from tests.e2e.world import ACCOUNT, CHECKOUT, World, tools_with

pytestmark = pytest.mark.slow

ROLE = """\
format: 1
statements:
  - id: RunLaunchedStacks
    because: CloudFormation's and Service Catalog's own calls
    allow:
      - cloudformation:CreateStack
      - cloudformation:DeleteStack
      - cloudformation:DescribeStackEvents
      - cloudformation:DescribeStacks
      - cloudformation:SetStackPolicy
      - cloudformation:TagResource
      - cloudformation:UntagResource
      - cloudformation:UpdateStack
    on: "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/SC-*"
  - id: ReadTemplates
    because: every launch reads the template
    allow: [cloudformation:GetTemplateSummary, cloudformation:ValidateTemplate]
    on: "*"
  - id: ReadPublishedTemplates
    because: Service Catalog's copy of the template has this tag
    allow: s3:GetObject
    on: "*"
    when: { StringEquals: { "s3:ExistingObjectTag/servicecatalog:provisioning": "true" } }
  - id: MakeSettings
    because: "AWS::SSM::Parameter `Setting`: create, read, update, delete"
    allow:
      - ssm:AddTagsToResource
      - ssm:DeleteParameter
      - ssm:GetParameters
      - ssm:ListTagsForResource
      - ssm:PutParameter
      - ssm:RemoveTagsFromResource
    on: "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/CFN-*"
  - id: FindSettings
    because: "AWS::SSM::Parameter `Setting`: read"
    allow: ssm:DescribeParameters
    on: "*"
"""
OFFER = """\
      - use: setting
        offer: { current: "1.0.0" }
    access:
"""
ROLE_NAME = "ds-launch-churn-dev-setting"
FILE = "products/setting/launch-role.yaml"


SPITE = ("PD270", "PD271", "SEC461")
"""What `check` finds in the products here, which are made to fail, or to end with what they hold."""


def add_product(world: World, role: str = ROLE) -> None:
    """The starter as it is, with its launch role, released and offered; some of the roles lack something."""
    world.build("new", "product", "setting").ended(0)
    (world.project / FILE).write_text(role, encoding="utf-8")
    spite = [f"--in-spite-of={code}" for code in SPITE]
    world.build("release", "setting", *spite).ended(0).said("released setting 1.0.0")
    world.edit("    access:\n", OFFER)


def test_the_starter_is_published_with_its_role_launched_updated_and_ended(catalog: World) -> None:
    add_product(catalog)
    catalog.build("plan").ended(0).said(f"+ role {ROLE_NAME}, which launches setting")
    catalog.build("apply", "--allow", "broadens").ended(0)
    catalog.build("plan").ended(0).said("No changes.")
    role = catalog.ask("iam", "get-role", "--role-name", ROLE_NAME)["Role"]
    assert role["Path"] == "/ds/launch/"
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith(":policy/ds/launch/ds-launch-boundary")
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "servicecatalog.amazonaws.com"}

    dana = catalog.as_scientist("dana")
    dana.build("launch", "setting", "--name", "mine", "--set", "Value=one").ended(0).said("succeeded", "SettingName = ")
    dana.build("update", "mine", "--set", "Value=two").ended(0)

    # Not wanted any more, and kept while somebody's launch could not be ended without it.
    catalog.edit(OFFER, "    access:\n")
    catalog.build("apply", "--allow", "breaks-users").ended(0)
    catalog.build("plan").ended(0).said("No changes.", f"launch role {ROLE_NAME} is kept: 1 provisioned product of")
    dana.build("terminate", "mine", "--yes").ended(0)
    catalog.build("plan").ended(0).said(f"- role {ROLE_NAME}, which launched setting")
    catalog.build("apply").ended(0)
    catalog.build("plan").ended(0).said("No changes.")
    assert ROLE_NAME not in json.dumps(catalog.ask("iam", "list-roles"))


def test_what_somebody_changes_in_iam_is_told_and_taken_back(catalog: World) -> None:
    add_product(catalog)
    catalog.build("apply", "--allow", "broadens").ended(0)
    catalog.build("drift").ended(0).said("Nothing was changed by hand")
    trust = catalog.ask("iam", "get-role", "--role-name", ROLE_NAME)["Role"]["AssumeRolePolicyDocument"]
    theirs = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/eli"}, "Action": "sts:AssumeRole"}
    opened = json.dumps({**trust, "Statement": [*trust["Statement"], theirs]})
    everything = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    of_role = ("--role-name", ROLE_NAME)
    catalog.aws("iam", "update-assume-role-policy", *of_role, "--policy-document", opened).ended(0)
    catalog.aws("iam", "put-role-policy", *of_role, "--policy-name", "more", "--policy-document", everything).ended(0)
    catalog.aws("iam", "delete-role-permissions-boundary", *of_role).ended(0)

    catalog.build("drift").ended(10).said(
        f"role/{ROLE_NAME}",
        "- boundary: arn:aws:iam::111122223333:policy/ds/launch/ds-launch-boundary → nothing",
        '+ policy more: nothing → {"Action":"*","Effect":"Allow","Resource":"*"}',
        "+ trust: nothing →",
        "3 differences.",
    )
    catalog.build("plan").ended(0).said("No changes.")
    catalog.build("plan", "--deep").ended(0).said(f"~ role {ROLE_NAME}")
    catalog.build("apply", "--deep", "--allow", "broadens").ended(0)
    catalog.build("drift").ended(0).said("Nothing was changed by hand")
    assert catalog.ask("iam", "list-role-policies", *of_role)["PolicyNames"] != ["more"]

    # Gone altogether: CloudFormation's stack says that it is there.
    (own,) = catalog.ask("iam", "list-role-policies", *of_role)["PolicyNames"]
    catalog.aws("iam", "delete-role-policy", *of_role, "--policy-name", own).ended(0)
    catalog.aws("iam", "delete-role", *of_role).ended(0)
    catalog.build("drift").ended(10).said("- role or policy: there → nothing")
    catalog.build("apply", "--deep", "--allow", "broadens").ended(0)
    catalog.build("drift").ended(0).said("Nothing was changed by hand")


BUCKET = """\
    key = canvas.add(
        Key(
            "DataKey",
            EnableKeyRotation=True,
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Retain",
            KeyPolicy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "AccountAdministersKey",
                        "Effect": "Allow",
                        "Principal": {"AWS": Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
                        "Action": "kms:*",
                        "Resource": "*",
                    }
                ],
            },
        ),
        why="the data is readable with this key only",
    )
    canvas.add(
        Bucket(
            "Data",
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Retain",
            BucketEncryption=BucketEncryption(
                ServerSideEncryptionConfiguration=[
                    ServerSideEncryptionRule(
                        ServerSideEncryptionByDefault=ServerSideEncryptionByDefault(
                            SSEAlgorithm="aws:kms", KMSMasterKeyID=GetAtt(key, "Arn")
                        )
                    )
                ]
            ),
        ),
        why="a place for data",
    )
    setting = canvas.add("""
IMPORTS = """\
from troposphere import GetAtt, Ref, Sub
from troposphere.kms import Key
from troposphere.s3 import Bucket, BucketEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionRule
"""
FOR_THE_BUCKET = """\
  - id: MakeKeys
    because: "AWS::KMS::Key `DataKey`: create, read, update, delete"
    allow:
      - kms:CreateKey
      - kms:DescribeKey
      - kms:EnableKeyRotation
      - kms:GetKeyPolicy
      - kms:GetKeyRotationStatus
      - kms:ListResourceTags
      - kms:PutKeyPolicy
      - kms:ScheduleKeyDeletion
      - kms:TagResource
      - kms:UntagResource
    on: "*"
    when: { "ForAnyValue:StringEquals": { "aws:CalledVia": cloudformation.amazonaws.com } }
  - id: MakeBuckets
    because: "AWS::S3::Bucket `Data`: create, read, update, delete"
    allow:
      - s3:CreateBucket
      - s3:DeleteBucket
      - s3:GetBucketAbac
      - s3:GetBucketAcl
      - s3:GetBucketCORS
      - s3:GetBucketLogging
      - s3:GetBucketMetadataTableConfiguration
      - s3:GetBucketNotification
      - s3:GetBucketObjectLockConfiguration
      - s3:GetBucketOwnershipControls
      - s3:GetBucketPolicy
      - s3:GetBucketPublicAccessBlock
      - s3:GetBucketTagging
      - s3:GetBucketVersioning
      - s3:GetBucketWebsite
      - s3:GetEncryptionConfiguration
      - s3:ListBucket
      - s3:PutBucketTagging
      - s3:PutEncryptionConfiguration
    on: "arn:${AWS::Partition}:s3:::sc-*"
"""


def test_a_bucket_with_a_key_of_its_own_launches_with_the_statements_for_both(catalog: World) -> None:
    catalog.build("new", "product", "setting").ended(0)
    catalog.edit("from troposphere import Ref\n", IMPORTS, "products/setting/template.py")
    catalog.edit("    setting = canvas.add(", BUCKET, "products/setting/template.py")
    (catalog.project / FILE).write_text(ROLE + FOR_THE_BUCKET, encoding="utf-8")
    catalog.build("release", "setting").ended(1).said("error[SEC461]")
    catalog.build("release", "setting", *(f"--in-spite-of={code}" for code in SPITE)).ended(0)
    catalog.edit("    access:\n", OFFER)
    catalog.build("apply", "--allow", "broadens").ended(0)
    dana = catalog.as_scientist("dana")
    dana.build("launch", "setting", "--name", "mine", "--set", "Value=one").ended(0).said("succeeded")
    dana.build("update", "mine", "--set", "Value=two").ended(0)
    dana.build("terminate", "mine", "--yes").ended(0)


def test_what_the_role_lacks_is_refused_at_the_launch_and_a_wider_role_is_a_minor_version(catalog: World) -> None:
    add_product(catalog, ROLE.replace("      - ssm:PutParameter\n", ""))
    catalog.build("plan").ended(1).said(f"+ role {ROLE_NAME}", "error[PF176]", "ssm:PutParameter")
    catalog.build("apply", "--allow", "broadens").ended(4).said("error[PLN610]", "the role lacks ssm:PutParameter")
    catalog.build("apply", "--allow", "broadens", "--allow", "breaks-users").ended(0)
    dana = catalog.as_scientist("dana")
    refused = dana.build("launch", "setting", "--name", "mine", "--set", "Value=one")
    assert refused.code != 0
    refused.said("ssm:PutParameter", f"assumed-role/{ROLE_NAME}")
    dana.build("terminate", "mine", "--yes")

    (catalog.project / FILE).write_text(ROLE, encoding="utf-8")
    catalog.build("render", "--check").ended(1).said("error[VER501]", "./build.py release setting --minor")
    catalog.build("diff", "setting").said("Launch role")
    catalog.build("release", "setting", "--patch").ended(4).said("error[VER508]")
    catalog.build("release", "setting").ended(4).said("error[SEC480]", "MORE identity launch role: grants ssm:")
    catalog.build("release", "setting", "--allow", "broadens").ended(0).said("released setting 1.1.0")
    catalog.edit('offer: { current: "1.0.0" }', 'offer: { current: "1.1.0", deprecated: "1.0.0" }')
    told = "note: setting 1.1.0, against 1.0.0: MORE identity launch role: grants ssm:"
    catalog.build("plan").ended(0).said(told)
    catalog.build("plan").ended(0).said(told)  # as it was kept
    catalog.build("apply").ended(4).said("1 × broadens")
    catalog.build("apply", "--allow", "broadens").ended(0)
    dana.build("launch", "setting", "--name", "other", "--set", "Value=one").ended(0).said("succeeded")
    dana.build("terminate", "other", "--yes").ended(0)


def test_a_portfolio_without_an_environment_offers_a_product_in_its_account(catalog: World) -> None:
    add_product(catalog)
    catalog.edit(OFFER, "    access:\n")
    portfolio = f"""
  tools:
    name: Tools
    provider: ML Platform
    target: dev
    products:
      - use: setting
        offer: {{ current: "1.0.0" }}
    access:
      - principal: arn:aws:iam::{ACCOUNT}:user/admin
"""
    with (catalog.project / "portfolio.yaml").open("a", encoding="utf-8") as file:
        file.write(portfolio)
    catalog.build("apply", "--allow", "broadens").ended(0)
    assert catalog.ask("iam", "get-role", "--role-name", "ds-launch-setting-eu-west-1")["Role"]["Path"] == "/ds/launch/"
    catalog.build("launch", "setting", "--name", "mine", "--set", "Value=one").ended(0).said("succeeded")
    catalog.build("terminate", "mine", "--yes").ended(0)


FOR_FILES = """\
  - id: MakeBuckets
    because: "AWS::S3::Bucket `Files` and its policy: create, read, update; both are kept"
    allow:
      - s3:CreateBucket
      - s3:DeleteBucketPolicy
      - s3:GetBucketAbac
      - s3:GetBucketAcl
      - s3:GetBucketCORS
      - s3:GetBucketLogging
      - s3:GetBucketMetadataTableConfiguration
      - s3:GetBucketNotification
      - s3:GetBucketObjectLockConfiguration
      - s3:GetBucketOwnershipControls
      - s3:GetBucketPolicy
      - s3:GetBucketPublicAccessBlock
      - s3:GetBucketTagging
      - s3:GetBucketVersioning
      - s3:GetBucketWebsite
      - s3:GetEncryptionConfiguration
      - s3:GetLifecycleConfiguration
      - s3:ListBucket
      - s3:PutBucketPolicy
      - s3:PutBucketPublicAccessBlock
      - s3:PutBucketTagging
      - s3:PutBucketVersioning
      - s3:PutEncryptionConfiguration
      - s3:PutLifecycleConfiguration
    on: "arn:${AWS::Partition}:s3:::sc-*"
"""
TOOLS = tools_with("files", "        narrow: { KeepDays: { min: 7, max: 30 } }\n")


def test_a_template_of_ones_own_is_a_product_that_launches(catalog: World) -> None:
    """The bytes of the file are what Service Catalog gets, comments and short tags in them."""
    template = CHECKOUT / "tests" / "fixtures" / "templates" / "bucket.yaml"
    catalog.build("new", "product", "files", "--from", str(template)).ended(0)
    stacks = ROLE[: ROLE.index("  - id: MakeSettings")]
    (catalog.project / "products" / "files" / "launch-role.yaml").write_text(stacks + FOR_FILES, encoding="utf-8")
    catalog.build("render", "files").ended(0)
    catalog.build("check", "files").ended(0)
    catalog.build("release", "files").ended(0)
    assert (catalog.project / "dist" / "files" / "1.0.0" / "template.yaml").read_bytes() == template.read_bytes()
    with (catalog.project / "portfolio.yaml").open("a", encoding="utf-8") as file:
        file.write(TOOLS)
    catalog.build("apply", "--allow", "broadens").ended(0)
    catalog.build("show", "files").ended(0).said("Team", "KeepDays", "7 to 30")
    launch = ("launch", "files", "--name", "ours")
    catalog.build(*launch, "--set", "Team=Upper").ended(1).said("error[AWS719]", "it must match")
    catalog.build(*launch, "--set", "Team=churn").ended(0).said("BucketName = ")
    catalog.build("update", "ours", "--set", "KeepDays=14").ended(0)
    catalog.build("terminate", "ours", "--yes").ended(0)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("ssm:PutParameter", "ssm:PutParametr", "PD262"),
        ("ssm:PutParameter", "iam:CreateUser", "PD265"),
        ("ssm:PutParameter", "iam:CreateRole", "PD265"),
        ("ssm:DescribeParameters", "kms:PutKeyPolicy", "PD290"),
        ("StringEquals", "StringEqual", "PD261"),
        ("parameter/CFN-*", "parameter/${Value}", "PD263"),
    ],
)
def test_a_role_that_is_wrong_is_found_at_its_line_and_nothing_is_released(
    catalog: World, old: str, new: str, code: str
) -> None:
    catalog.build("new", "product", "setting").ended(0)
    (catalog.project / FILE).write_text(ROLE.replace(old, new), encoding="utf-8")
    before = (catalog.project / "dist" / "ledger.json").read_bytes()
    catalog.build("release", "setting").ended(1).said(f"error[{code}]", f"{FILE}:")
    assert (catalog.project / "dist" / "ledger.json").read_bytes() == before


def test_what_could_never_launch_is_refused_before_anything_is_asked_of_aws(catalog: World) -> None:
    with catalog.counting() as calls:
        catalog.edit("launch-role: notebook-creation", "launch-role: data-scientist")
        catalog.build("plan").ended(1).said("error[PF175]", "does not trust Service Catalog")
        catalog.edit("launch-role: data-scientist", "launch-role: notebook-creation")
        catalog.edit("lives-in: environment", "lives-in: environment\nenvironment-parameter: Stage", PRODUCT)
        catalog.build("plan").ended(1).said("error[PF164]", f"{PRODUCT}:", "has no parameter `Stage`")
    assert calls == {}


PRODUCT = "products/notebook/product.yaml"
