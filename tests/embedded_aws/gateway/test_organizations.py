"""Several accounts and an organization: who may do what, and how the management account enters the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from embedded_aws import ACCOUNT, Embedded, embedded
from embedded_aws.service import Keys

MEMBER, OUTSIDE = "444455556666", "777788889990"
TRUSTED = "servicecatalog.amazonaws.com"
Refused = Callable[..., tuple[str, str]]


@pytest.fixture
def aws() -> Iterator[Embedded]:
    with embedded(accounts=(ACCOUNT, MEMBER, OUTSIDE)) as running:
        yield running


@pytest.fixture
def management(aws: Embedded) -> Any:
    """The management account of a new organization."""
    client = aws.client("organizations")
    client.create_organization(FeatureSet="ALL")
    return client


def of(aws: Embedded, account: str, service: str = "organizations") -> Any:
    return aws.client(service, keys=aws.keys("admin", account))


def join(aws: Embedded, management: Any, account: str = MEMBER) -> None:
    made = management.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": account})
    of(aws, account).accept_handshake(HandshakeId=made["Handshake"]["Id"])


def root_of(management: Any) -> str:
    return str(management.list_roots()["Roots"][0]["Id"])


def enter(aws: Embedded, account: str) -> Keys:
    """A session of the role by which the management account enters a member."""
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    found = aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="in")["Credentials"]
    return Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])


def test_an_account_without_an_organization_is_told_so(aws: Embedded, refused: Refused) -> None:
    assert refused(of(aws, OUTSIDE).describe_organization)[0] == "AWSOrganizationsNotInUseException"


def test_an_invited_account_is_a_member_once_it_accepts(aws: Embedded, management: Any, refused: Refused) -> None:
    made = management.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": MEMBER})["Handshake"]
    assert [row["Id"] for row in management.list_accounts()["Accounts"]] == [ACCOUNT]
    assert refused(of(aws, OUTSIDE).accept_handshake, HandshakeId=made["Id"])[0] == "HandshakeNotFoundException"
    assert of(aws, MEMBER).accept_handshake(HandshakeId=made["Id"])["Handshake"]["State"] == "ACCEPTED"
    assert [row["JoinedMethod"] for row in management.list_accounts()["Accounts"]] == ["INVITED", "INVITED"]
    assert of(aws, MEMBER).describe_organization()["Organization"]["MasterAccountId"] == ACCOUNT
    said = refused(management.invite_account_to_organization, Target={"Type": "ACCOUNT", "Id": MEMBER})
    assert said[0] == "HandshakeConstraintViolationException"


def test_a_member_neither_reads_nor_changes_the_organization(aws: Embedded, management: Any, refused: Refused) -> None:
    join(aws, management)
    member = of(aws, MEMBER)
    assert refused(member.list_accounts)[0] == "AccessDeniedException"
    assert refused(member.create_organizational_unit, ParentId=root_of(management), Name="a")[0] == (
        "AccessDeniedException"
    )
    assert refused(member.enable_aws_service_access, ServicePrincipal=TRUSTED)[0] == "AccessDeniedException"


def test_units_lie_in_units_and_accounts_move_between_them(aws: Embedded, management: Any, refused: Refused) -> None:
    join(aws, management)
    root = root_of(management)
    outer = management.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    inner = management.create_organizational_unit(ParentId=outer, Name="Dev")["OrganizationalUnit"]["Id"]
    management.move_account(AccountId=MEMBER, SourceParentId=root, DestinationParentId=inner)
    assert management.list_parents(ChildId=MEMBER)["Parents"] == [{"Id": inner, "Type": "ORGANIZATIONAL_UNIT"}]
    assert management.list_parents(ChildId=inner)["Parents"] == [{"Id": outer, "Type": "ORGANIZATIONAL_UNIT"}]
    assert [row["Id"] for row in management.list_accounts_for_parent(ParentId=inner)["Accounts"]] == [MEMBER]
    assert management.list_accounts_for_parent(ParentId=outer)["Accounts"] == []
    assert management.list_children(ParentId=outer, ChildType="ORGANIZATIONAL_UNIT")["Children"][0]["Id"] == inner
    wrong = {"AccountId": MEMBER, "SourceParentId": root, "DestinationParentId": outer}
    assert refused(management.move_account, **wrong)[0] == "SourceParentNotFoundException"
    assert refused(management.delete_organizational_unit, OrganizationalUnitId=inner)[0] == (
        "OrganizationalUnitNotEmptyException"
    )
    said = refused(management.create_organizational_unit, ParentId=root, Name="Workloads")
    assert said[0] == "DuplicateOrganizationalUnitException"


def test_a_created_account_is_entered_by_its_access_role(aws: Embedded, management: Any, refused: Refused) -> None:
    made = management.create_account(Email="dev@example.com", AccountName="dev")["CreateAccountStatus"]
    assert made["State"] == "IN_PROGRESS"
    done = management.describe_create_account_status(CreateAccountRequestId=made["Id"])["CreateAccountStatus"]
    keys = enter(aws, done["AccountId"])
    assert aws.client("sts", keys=keys).get_caller_identity()["Account"] == done["AccountId"]
    aws.client("ssm", keys=keys).put_parameter(Name="here", Value="1", Type="String")
    assert refused(aws.client("ssm").get_parameter, Name="here")[0] == "ParameterNotFound"
    arn = f"arn:aws:iam::{done['AccountId']}:role/OrganizationAccountAccessRole"
    sts = of(aws, OUTSIDE, "sts")
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="in")[0] == "AccessDenied"


def test_an_invited_account_has_no_access_role(aws: Embedded, management: Any, refused: Refused) -> None:
    join(aws, management)
    arn = f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole"
    assert refused(aws.client("sts").assume_role, RoleArn=arn, RoleSessionName="in")[0] == "AccessDenied"


def test_a_delegated_administrator_needs_trusted_access_and_then_reads(
    aws: Embedded, management: Any, refused: Refused
) -> None:
    join(aws, management)
    delegate = {"AccountId": MEMBER, "ServicePrincipal": TRUSTED}
    assert refused(management.register_delegated_administrator, **delegate)[0] == "ConstraintViolationException"
    management.enable_aws_service_access(ServicePrincipal=TRUSTED)
    management.register_delegated_administrator(**delegate)
    assert [row["Id"] for row in of(aws, MEMBER).list_accounts()["Accounts"]] == [ACCOUNT, MEMBER]
    found = management.list_delegated_administrators(ServicePrincipal=TRUSTED)["DelegatedAdministrators"]
    assert [row["Id"] for row in found] == [MEMBER]
    found = management.list_delegated_services_for_account(AccountId=MEMBER)["DelegatedServices"]
    assert [row["ServicePrincipal"] for row in found] == [TRUSTED]
    assert refused(management.disable_aws_service_access, ServicePrincipal=TRUSTED)[0] == (
        "ConstraintViolationException"
    )
    assert refused(management.remove_account_from_organization, AccountId=MEMBER)[0] == "ConstraintViolationException"
    management.deregister_delegated_administrator(**delegate)
    management.disable_aws_service_access(ServicePrincipal=TRUSTED)
    assert management.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []
    management.remove_account_from_organization(AccountId=MEMBER)
    assert refused(of(aws, MEMBER).describe_organization)[0] == "AWSOrganizationsNotInUseException"


def test_iam_decides_by_the_organizations_arns(aws: Embedded, management: Any, refused: Refused) -> None:
    join(aws, management)
    root = root_of(management)
    units = [
        management.create_organizational_unit(ParentId=root, Name=name)["OrganizationalUnit"] for name in ("a", "b")
    ]
    organization = management.describe_organization()["Organization"]["Id"]
    arns = [
        f"arn:aws:organizations::{ACCOUNT}:account/{organization}/{MEMBER}",
        f"arn:aws:organizations::{ACCOUNT}:root/{organization}/{root}",
        units[0]["Arn"],
    ]
    allowed = {"Effect": "Allow", "Action": "organizations:MoveAccount", "Resource": arns}
    iam = aws.client("iam")
    iam.create_user(UserName="mover")
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName="mover", PolicyName="own", PolicyDocument=document)
    made = iam.create_access_key(UserName="mover")["AccessKey"]
    mover = aws.client("organizations", keys=Keys(made["AccessKeyId"], made["SecretAccessKey"]))
    wrong = {"AccountId": MEMBER, "SourceParentId": root, "DestinationParentId": units[1]["Id"]}
    assert refused(mover.move_account, **wrong)[0] == "AccessDeniedException"
    mover.move_account(AccountId=MEMBER, SourceParentId=root, DestinationParentId=units[0]["Id"])


def test_an_organization_from_the_start_survives_a_restart_as_it_was_left(tmp_path: Path) -> None:
    with embedded(tmp_path, accounts=(ACCOUNT, MEMBER), organization=True) as aws:
        assert aws.client("sts", keys=enter(aws, MEMBER)).get_caller_identity()["Account"] == MEMBER
        management = aws.client("organizations")
        organization = management.describe_organization()["Organization"]["Id"]
        management.remove_account_from_organization(AccountId=MEMBER)
    with embedded(tmp_path, accounts=(ACCOUNT, MEMBER), organization=True) as aws:
        management = aws.client("organizations")
        assert management.describe_organization()["Organization"]["Id"] == organization
        assert [row["Id"] for row in management.list_accounts()["Accounts"]] == [ACCOUNT]


def test_what_is_not_offered_is_refused_by_name(management: Any, refused: Refused) -> None:
    said = refused(management.list_policies, Filter="SERVICE_CONTROL_POLICY")
    assert said == ("NotImplemented", "organizations:ListPolicies is not part of the embedded AWS")


def test_policies_see_where_the_accounts_of_caller_and_resource_lie(
    aws: Embedded, management: Any, refused: Refused
) -> None:
    join(aws, management)
    organization = management.describe_organization()["Organization"]["Id"]
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="shared", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="shared", Key="a", Body=b"a")
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::shared/*",
        "Condition": {
            "StringEquals": {"aws:PrincipalOrgID": organization, "aws:ResourceOrgID": organization},
            "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": [f"{organization}/{root_of(management)}/*"]},
        },
    }
    s3.put_bucket_policy(Bucket="shared", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert of(aws, MEMBER, "s3").get_object(Bucket="shared", Key="a")["Body"].read() == b"a"
    place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    assert refused(of(aws, MEMBER, "s3").create_bucket, Bucket="shared", **place)[0] == "BucketAlreadyExists"
    assert refused(of(aws, OUTSIDE, "s3").get_object, Bucket="shared", Key="a")[0] == "AccessDenied"
