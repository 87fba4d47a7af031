"""IAM: Role, ManagedPolicy, Policy, RolePolicy."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import outside
from embedded_aws.cloudformation.providers.endpoint import policy_text
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
    tag_changes,
)


def create_role(work: Work, wanted: Properties) -> None:
    """A role, then its inline and attached policies."""
    name = work.name(64, wanted.get("RoleName"))
    role = work.client("iam").create_role(
        RoleName=name,
        AssumeRolePolicyDocument=policy_text(wanted["AssumeRolePolicyDocument"]),
        **pick(wanted, "Path Description MaxSessionDuration PermissionsBoundary Tags"),
    )["Role"]
    work.made(name, Arn=role["Arn"], RoleId=role["RoleId"])
    apply_settings(work, {"Policies": _set_inline, "ManagedPolicyArns": _set_attached}, {}, wanted)


def _set_trust(work: Work, new: Any, old: Any) -> None:
    work.client("iam").update_assume_role_policy(RoleName=work.physical_id, PolicyDocument=policy_text(new))


def _set_inline(work: Work, new: Any, old: Any) -> None:
    iam, before = work.client("iam"), {one["PolicyName"]: one["PolicyDocument"] for one in old or ()}
    after = {one["PolicyName"]: one["PolicyDocument"] for one in new or ()}
    for name in before.keys() - after.keys():
        iam.delete_role_policy(RoleName=work.physical_id, PolicyName=name)
    for name, document in after.items():
        if before.get(name) != document:
            iam.put_role_policy(RoleName=work.physical_id, PolicyName=name, PolicyDocument=policy_text(document))


def _set_attached(work: Work, new: Any, old: Any) -> None:
    iam, before, after = work.client("iam"), list(old or ()), list(new or ())
    for arn in before:
        if arn not in after:
            iam.detach_role_policy(RoleName=work.physical_id, PolicyArn=arn)
    for arn in after:
        if arn not in before:
            iam.attach_role_policy(RoleName=work.physical_id, PolicyArn=arn)


def _set_boundary(work: Work, new: Any, old: Any) -> None:
    if new is None:
        work.client("iam").delete_role_permissions_boundary(RoleName=work.physical_id)
    else:
        work.client("iam").put_role_permissions_boundary(RoleName=work.physical_id, PermissionsBoundary=new)


def _set_description(work: Work, new: Any, old: Any) -> None:
    work.client("iam").update_role(RoleName=work.physical_id, Description=new or "")


def _set_session(work: Work, new: Any, old: Any) -> None:
    work.client("iam").update_role(RoleName=work.physical_id, MaxSessionDuration=new or 3600)


def _set_role_tags(work: Work, new: Any, old: Any) -> None:
    removed, changed = tag_changes(old, new)
    if removed:
        work.client("iam").untag_role(RoleName=work.physical_id, TagKeys=removed)
    if changed:
        tags = [{"Key": key, "Value": value} for key, value in changed.items()]
        work.client("iam").tag_role(RoleName=work.physical_id, Tags=tags)


ROLE_SETTINGS: dict[str, Setting] = {
    "AssumeRolePolicyDocument": _set_trust,
    "PermissionsBoundary": _set_boundary,
    "Policies": _set_inline,
    "ManagedPolicyArns": _set_attached,
    "Description": _set_description,
    "MaxSessionDuration": _set_session,
    "Tags": _set_role_tags,
}


def update_role(work: Work, old: Properties, wanted: Properties) -> None:
    """Everything but the name and the path."""
    apply_settings(work, ROLE_SETTINGS, old, wanted)


def delete_role(work: Work, _: Properties) -> None:
    """First what hangs on the role, whoever put it there, as the registry's handler does."""
    iam, name = work.client("iam"), work.physical_id
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    iam.delete_role(RoleName=name)


def create_managed_policy(work: Work, wanted: Properties) -> None:
    """A managed policy, then its attachment to roles."""
    policy = work.client("iam").create_policy(
        PolicyName=work.name(128, wanted.get("ManagedPolicyName")),
        PolicyDocument=policy_text(wanted["PolicyDocument"]),
        **pick(wanted, "Path Description"),
    )["Policy"]
    arn = policy["Arn"]
    work.made(arn, PolicyArn=arn, PolicyId=policy["PolicyId"], DefaultVersionId="v1", IsAttachable=True)
    _set_roles(work, wanted.get("Roles"), None)


def _set_document(work: Work, new: Any, old: Any) -> None:
    iam, arn = work.client("iam"), work.physical_id
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    unused = sorted((one for one in versions if not one["IsDefaultVersion"]), key=lambda one: one["CreateDate"])
    if len(versions) >= 5:
        iam.delete_policy_version(PolicyArn=arn, VersionId=unused[0]["VersionId"])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy_text(new), SetAsDefault=True)


def _set_roles(work: Work, new: Any, old: Any) -> None:
    iam, before, after = work.client("iam"), list(old or ()), list(new or ())
    for name in before:
        if name not in after:
            iam.detach_role_policy(RoleName=name, PolicyArn=work.physical_id)
    for name in after:
        if name not in before:
            iam.attach_role_policy(RoleName=name, PolicyArn=work.physical_id)


def update_managed_policy(work: Work, old: Properties, wanted: Properties) -> None:
    """A new default version, other roles."""
    apply_settings(work, {"PolicyDocument": _set_document, "Roles": _set_roles}, old, wanted)


def delete_managed_policy(work: Work, standing: Properties) -> None:
    """Detached, emptied of versions, deleted; fails where something else still uses it."""
    iam, arn = work.client("iam"), work.physical_id
    _set_roles(work, None, standing.get("Roles"))
    for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    iam.delete_policy(PolicyArn=arn)


def _put_inline(work: Work, roles: list[str], wanted: Properties) -> None:
    for role in roles:
        work.client("iam").put_role_policy(
            RoleName=role, PolicyName=wanted["PolicyName"], PolicyDocument=policy_text(wanted["PolicyDocument"])
        )


def create_policy(work: Work, wanted: Properties) -> None:
    """One inline policy on several roles."""
    if not wanted.get("Roles"):
        raise outside(f"A policy without Roles (of {work.logical_id})")
    work.made(work.name(128), Id=work.logical_id)
    _put_inline(work, wanted["Roles"], wanted)


def update_policy(work: Work, old: Properties, wanted: Properties) -> None:
    """Put anew; taken from the roles that are no longer named, and away under its old name."""
    _put_inline(work, wanted["Roles"], wanted)
    renamed = old["PolicyName"] != wanted["PolicyName"]
    for role in old["Roles"]:
        if renamed or role not in wanted["Roles"]:
            work.client("iam").delete_role_policy(RoleName=role, PolicyName=old["PolicyName"])


def delete_policy(work: Work, standing: Properties) -> None:
    """Taken from its roles."""
    for role in standing["Roles"]:
        work.client("iam").delete_role_policy(RoleName=role, PolicyName=standing["PolicyName"])


def create_role_policy(work: Work, wanted: Properties) -> None:
    """One inline policy on one role."""
    work.made(f"{wanted['PolicyName']}|{wanted['RoleName']}")
    _put_inline(work, [wanted["RoleName"]], wanted)


def update_role_policy(work: Work, old: Properties, wanted: Properties) -> None:
    """Put anew."""
    _put_inline(work, [wanted["RoleName"]], wanted)


def delete_role_policy(work: Work, standing: Properties) -> None:
    """Taken from its role."""
    work.client("iam").delete_role_policy(RoleName=standing["RoleName"], PolicyName=standing["PolicyName"])


ROLE = (
    "RoleName Path AssumeRolePolicyDocument Description MaxSessionDuration PermissionsBoundary ManagedPolicyArns Tags"
)
PROVIDERS = (
    Provider(
        "AWS::IAM::Role",
        create_role,
        delete_role,
        shape(ROLE, Policies=shape("PolicyName PolicyDocument")),
        update_role,
        named_by="RoleName",
    ),
    Provider(
        "AWS::IAM::ManagedPolicy",
        create_managed_policy,
        delete_managed_policy,
        shape("ManagedPolicyName Path Description PolicyDocument Roles"),
        update_managed_policy,
        named_by="ManagedPolicyName",
    ),
    Provider("AWS::IAM::Policy", create_policy, delete_policy, shape("PolicyName PolicyDocument Roles"), update_policy),
    Provider(
        "AWS::IAM::RolePolicy",
        create_role_policy,
        delete_role_policy,
        shape("PolicyName PolicyDocument RoleName"),
        update_role_policy,
    ),
)
