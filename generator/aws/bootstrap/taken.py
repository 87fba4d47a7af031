"""Names that somebody else has, and people, providers and boundaries that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.account.principals import find_missing_principals
from generator.aws.bootstrap.standing import StandingRoles
from generator.aws.errors import code_of, listing, refusals
from generator.aws.session import Connection
from generator.diagnostics import Finding, Severity
from generator.planning.bootstrap.changes import CATALOG_TAG, STACK
from generator.planning.bootstrap.entrances import IDENTITY_CENTER, PRINCIPAL, SAML, Trusted
from generator.planning.bootstrap.trusts import Issuer

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@listing("iam")
def find_taken(standing: StandingRoles, template: Mapping[str, Any], catalog: str) -> Iterator[Finding]:
    """AWS754: each role and policy of the template that somebody else has made; another stack, or catalog, here."""
    owner = standing.tags.get(CATALOG_TAG, catalog)
    known = not standing.resources or "Planner" in standing.resources or "Publisher" in standing.resources
    # What is left of a stack of ours may be anything of it; its tag stays. One that was made by hand has no tag.
    ours = CATALOG_TAG in standing.tags or known
    if owner != catalog or not ours:
        whose = f"of the catalog `{owner}`" if owner != catalog else "another one"
        yield Finding("AWS754", f"the stack {STACK} in {standing.home} is {whose}", fix="use another account")
        return
    client: IAMClient = standing.connection.client("iam")
    begin = f"arn:{standing.connection.partition}:iam::{standing.connection.account}:policy"
    for body in template["Resources"].values():
        properties = body["Properties"]
        if body["Type"] == "AWS::IAM::Role":
            name = str(properties["RoleName"])
            if name not in standing.owned and (found := _role(client, name)) is not None:
                fix = f"delete it, once nobody uses it: aws iam delete-role --role-name {name}"
                yield Finding("AWS754", f"the role name {name} is taken by {found}", fix=fix)
        elif body["Type"] == "AWS::IAM::ManagedPolicy":
            arn = f"{begin}{properties['Path']}{properties['ManagedPolicyName']}"
            if arn not in standing.owned and _is_there(lambda arn=arn: client.get_policy(PolicyArn=arn)):  # type: ignore[misc]
                fix = f"delete it, once nobody uses it: aws iam delete-policy --policy-arn {arn}"
                yield Finding("AWS754", f"the policy {arn} is there, and not of the stack {STACK}", fix=fix)


def find_taken_bucket(bucket: str, code: str | None) -> Iterator[Finding]:
    """AWS754: the bucket is another account's, or cannot be looked at."""
    if code not in (None, "404", "NoSuchBucket"):
        what = f"the bucket {bucket} cannot be looked at ({code}): it is another account's, or you lack s3:ListBucket"
        yield Finding("AWS754", what, fix=f"aws s3api head-bucket --bucket {bucket}")


@refusals("iam")
def has_launch_boundary(standing: StandingRoles, arn: str) -> bool:
    """Whether an earlier `apply` has made the boundaries of launch roles, in a stack of their own."""
    client: IAMClient = standing.connection.client("iam")
    return arn not in standing.owned and _is_there(lambda: client.get_policy(PolicyArn=arn))


@refusals("iam")
def find_providers(standing: StandingRoles, issuers: Iterable[Issuer]) -> tuple[frozenset[str], list[Finding]]:
    """Hosts of providers that are there and not of the stack; AWS755 where one does not know our audience."""
    client: IAMClient = standing.connection.client("iam")
    arns = [row["Arn"] for row in client.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    there, findings = set[str](), list[Finding]()
    for issuer in issuers:
        arn = next((arn for arn in arns if arn.partition(":oidc-provider/")[2] == issuer.host), None)
        if arn is None or arn in standing.owned:
            continue
        there.add(issuer.host)
        audiences = client.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ClientIDList"]
        if issuer.audience not in audiences:
            what = f"{arn} is there, and takes no tokens for {issuer.audience}"
            fix = "aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn "
            findings.append(Finding("AWS755", what, fix=f"{fix}{arn} --client-id {issuer.audience}"))
    return frozenset(there), findings


@listing("iam")
def find_absent(connection: Connection, trusted: Trusted, limit: str | None) -> Iterator[Finding]:
    """AWS756: who is to get in, or to bound, and is not there; AWS757, a warning, for permission sets."""
    client: IAMClient = connection.client("iam")
    people = [each.who for each in trusted.entrances if each.kind == PRINCIPAL]
    for arn in find_missing_principals(connection, people):
        yield Finding("AWS756", f"{arn} does not exist: IAM takes no trust in it", fix=f"create it, or leave out {arn}")
    known = [row["Arn"] for row in client.list_saml_providers()["SAMLProviderList"]]
    for each in trusted.entrances:
        if each.kind == SAML and each.who not in known:
            fix = (
                f"one of {', '.join(known)}"
                if known
                else "aws iam create-saml-provider, with your directory's metadata"
            )
            yield Finding("AWS756", f"{each.who} does not exist", fix=fix)
    if limit is not None and not _is_there(lambda: client.get_policy(PolicyArn=limit)):
        yield Finding("AWS756", f"the boundary {limit} does not exist", fix="--boundary, with a policy's name or ARN")
    sets = [each.who for each in trusted.entrances if each.kind == IDENTITY_CENTER]
    if sets:
        pages = client.get_paginator("list_roles").paginate(PathPrefix="/aws-reserved/sso.amazonaws.com/")
        names = [role["RoleName"] for page in pages for role in page["Roles"]]
        for name in sets:
            if not any(each.startswith(f"AWSReservedSSO_{name}_") for each in names):
                what = f"the permission set {name} has no role in account {connection.account}: it is not assigned here"
                fix = "assign it in Identity Center; the trust holds as soon as it is"
                yield Finding("AWS757", what, fix=fix, severity=Severity.WARNING)


def _role(client: IAMClient, name: str) -> str | None:
    try:
        return client.get_role(RoleName=name)["Role"]["Arn"]
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return None


def _is_there(look: Callable[[], Any]) -> bool:
    try:
        look()
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return False
    return True
