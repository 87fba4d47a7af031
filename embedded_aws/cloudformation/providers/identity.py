"""IAM: Role, ManagedPolicy, Policy, RolePolicy."""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import (
    Setting,
    Settings,
    apply_settings,
    change_members,
    put_or_delete,
    update_each,
)
from embedded_aws.cloudformation.providers.tagging import set_tags

HOLDERS = {"Roles": "role", "Users": "user", "Groups": "group"}
"""Who may have a policy, and what he is called in the names of IAM's calls."""


def create_role(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a role, then its inline policies and its attachments of managed policies."""
    name = request.name(64, wanted.get("RoleName"))
    role = request.client("iam").create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json_text(wanted["AssumeRolePolicyDocument"]),
        **pick(wanted, "Path Description MaxSessionDuration PermissionsBoundary Tags"),
    )["Role"]
    request.record(name, Arn=role["Arn"], RoleId=role["RoleId"])
    apply_settings(request, {one: ROLE_SETTINGS[one] for one in ("Policies", "ManagedPolicyArns")}, {}, wanted)
    request.client("iam").get_role(RoleName=name)
    for policy in wanted.get("Policies", ()):
        request.client("iam").get_role_policy(RoleName=name, PolicyName=policy["PolicyName"])


def _set_trust(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("iam").update_assume_role_policy(RoleName=request.physical_id, PolicyDocument=json_text(new))


def _set_inline(request: HandlerRequest, new: Any, old: Any) -> None:
    before, after = ({one["PolicyName"]: one["PolicyDocument"] for one in policies or ()} for policies in (old, new))
    for name in before.keys() - after.keys():
        request.client("iam").delete_role_policy(RoleName=request.physical_id, PolicyName=name)
    for name, document in after.items():
        if before.get(name) != document:
            _put_inline(request, request.physical_id, name, document)


def _put_inline(request: HandlerRequest, role: str, name: str, document: Any) -> None:
    request.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json_text(document))


def _attach(request: HandlerRequest, role: str, policy: str) -> None:
    request.client("iam").attach_role_policy(RoleName=role, PolicyArn=policy)


def _detach(request: HandlerRequest, role: str, policy: str) -> None:
    request.client("iam").detach_role_policy(RoleName=role, PolicyArn=policy)


def _set_description(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("iam").update_role(RoleName=request.physical_id, Description=new or "")


def _set_session(request: HandlerRequest, new: Any, old: Any) -> None:
    request.client("iam").update_role(RoleName=request.physical_id, MaxSessionDuration=new or 3600)


ROLE_SETTINGS: Settings = {
    "AssumeRolePolicyDocument": _set_trust,
    "PermissionsBoundary": put_or_delete(
        lambda request, policy: request.client("iam").put_role_permissions_boundary(
            RoleName=request.physical_id, PermissionsBoundary=policy
        ),
        lambda request: request.client("iam").delete_role_permissions_boundary(RoleName=request.physical_id),
    ),
    "Policies": _set_inline,
    "ManagedPolicyArns": change_members(
        lambda request, policy: _attach(request, request.physical_id, policy),
        lambda request, policy: _detach(request, request.physical_id, policy),
    ),
    "Description": _set_description,
    "MaxSessionDuration": _set_session,
    "Tags": set_tags("iam"),
}


def delete_role(request: HandlerRequest, _: Properties) -> None:
    """Deletes the role after its policies, whoever added them, as the registry's handler does."""
    iam, name = request.client("iam"), request.physical_id
    iam.get_role(RoleName=name)
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        _detach(request, name, policy["PolicyArn"])
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    iam.delete_role(RoleName=name)


def create_managed_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a managed policy and attaches it to its roles."""
    policy = request.client("iam").create_policy(
        PolicyName=request.name(128, wanted.get("ManagedPolicyName")),
        PolicyDocument=json_text(wanted["PolicyDocument"]),
        **pick(wanted, "Path Description"),
    )["Policy"]
    arn = policy["Arn"]
    request.record(arn, PolicyArn=arn, PolicyId=policy["PolicyId"], DefaultVersionId="v1", IsAttachable=True)
    apply_settings(request, ATTACHED, {}, wanted)


def _set_document(request: HandlerRequest, new: Any, old: Any) -> None:
    iam, arn = request.client("iam"), request.physical_id
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    unused = sorted((one for one in versions if not one["IsDefaultVersion"]), key=lambda one: one["CreateDate"])
    if len(versions) >= 5:
        iam.delete_policy_version(PolicyArn=arn, VersionId=unused[0]["VersionId"])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json_text(new), SetAsDefault=True)


def _attachments(kind: str) -> Setting:
    def call(verb: str, request: HandlerRequest, name: str) -> None:
        change = getattr(request.client("iam"), f"{verb}_{kind}_policy")
        change(**{f"{kind.capitalize()}Name": name}, PolicyArn=request.physical_id)

    return change_members(
        lambda request, name: call("attach", request, name),
        lambda request, name: call("detach", request, name),
    )


ATTACHED: Settings = {listed: _attachments(kind) for listed, kind in HOLDERS.items()}


def delete_managed_policy(request: HandlerRequest, existing: Properties) -> None:
    """Detaches the policy from its roles and deletes it with its versions; IAM refuses where it is still attached."""
    iam, arn = request.client("iam"), request.physical_id
    iam.get_policy(PolicyArn=arn)
    iam.list_entities_for_policy(PolicyArn=arn)
    apply_settings(request, ATTACHED, existing, {})
    for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    iam.delete_policy(PolicyArn=arn)


def create_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Puts one inline policy into several roles, users and groups."""
    if not _holders(wanted):
        raise invalid("At least one of [Groups,Roles,Users] must be non-empty.")
    request.record(request.name(128), Id=request.logical_id)
    _put_policies(request, wanted)


def update_policy(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Puts the policy again and deletes it where it is no longer listed, and where it had another name."""
    _put_policies(request, wanted)
    renamed, kept = old["PolicyName"] != wanted["PolicyName"], _holders(wanted)
    for holder in _holders(old):
        if renamed or holder not in kept:
            _delete_policy(request, holder, old["PolicyName"])


def delete_policy(request: HandlerRequest, existing: Properties) -> None:
    """Deletes the inline policy wherever it is."""
    for holder in _holders(existing):
        _delete_policy(request, holder, existing["PolicyName"])


def _holders(properties: Properties) -> list[tuple[str, str]]:
    return [(kind, name) for listed, kind in HOLDERS.items() for name in properties.get(listed) or ()]


def _put_policies(request: HandlerRequest, wanted: Properties) -> None:
    document = json_text(wanted["PolicyDocument"])
    for kind, name in _holders(wanted):
        put = getattr(request.client("iam"), f"put_{kind}_policy")
        put(**{f"{kind.capitalize()}Name": name}, PolicyName=wanted["PolicyName"], PolicyDocument=document)


def _delete_policy(request: HandlerRequest, holder: tuple[str, str], policy: str) -> None:
    kind, name = holder
    delete = getattr(request.client("iam"), f"delete_{kind}_policy")
    delete(**{f"{kind.capitalize()}Name": name}, PolicyName=policy)


def create_role_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Puts one inline policy into one role."""
    request.record(f"{wanted['PolicyName']}|{wanted['RoleName']}")
    update_role_policy(request, {}, wanted)


def update_role_policy(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts the inline policy again."""
    _put_inline(request, wanted["RoleName"], wanted["PolicyName"], wanted["PolicyDocument"])


def delete_role_policy(request: HandlerRequest, existing: Properties) -> None:
    """Deletes the inline policy from its role."""
    request.client("iam").delete_role_policy(**pick(existing, "RoleName PolicyName"))


ROLE = (
    "RoleName Path AssumeRolePolicyDocument Description MaxSessionDuration PermissionsBoundary ManagedPolicyArns Tags"
)
PROVIDERS = (
    Provider(
        "AWS::IAM::Role",
        create_role,
        delete_role,
        shape(ROLE, Policies=shape("PolicyName PolicyDocument")),
        update_each(ROLE_SETTINGS),
        named_by="RoleName",
        attributes="Arn RoleId",
    ),
    Provider(
        "AWS::IAM::ManagedPolicy",
        create_managed_policy,
        delete_managed_policy,
        shape("ManagedPolicyName Path Description PolicyDocument Roles Users Groups"),
        update_each({"PolicyDocument": _set_document, **ATTACHED}),
        named_by="ManagedPolicyName",
        attributes="DefaultVersionId IsAttachable PolicyArn PolicyId",
    ),
    Provider(
        "AWS::IAM::Policy",
        create_policy,
        delete_policy,
        shape("PolicyName PolicyDocument Roles Users Groups"),
        update_policy,
        attributes="Id",
    ),
    Provider(
        "AWS::IAM::RolePolicy",
        create_role_policy,
        delete_role_policy,
        shape("PolicyName PolicyDocument RoleName"),
        update_role_policy,
    ),
)
