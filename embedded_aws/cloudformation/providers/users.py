"""IAM: User, Group, UserToGroupAddition, AccessKey and InstanceProfile.

No permissions boundary and no password of a user: moto keeps neither.
"""

from __future__ import annotations

from typing import Any

from embedded_aws.cloudformation.errors import not_supported
from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import (
    Setting,
    Settings,
    apply_settings,
    change_members,
    list_changes,
    update_each,
)
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list


def _iam(request: HandlerRequest) -> Any:
    return request.client("iam")


def _set_policies(put: str, delete: str, who: str) -> Setting:
    """The setting of `Policies` by the two calls for inline policies, whose principal is in the parameter `who`."""

    def apply(request: HandlerRequest, new: Any, old: Any) -> None:
        named = {who: request.physical_id}
        removed, added = list_changes(old, new)
        kept = {one["PolicyName"] for one in new or ()}
        for policy in removed:
            if policy["PolicyName"] not in kept:
                getattr(_iam(request), delete)(**named, PolicyName=policy["PolicyName"])
        for policy in added:
            document = json_text(policy["PolicyDocument"])
            getattr(_iam(request), put)(**named, PolicyName=policy["PolicyName"], PolicyDocument=document)

    return apply


USER_SETTINGS: Settings = {
    "Path": lambda request, new, old: _iam(request).update_user(UserName=request.physical_id, NewPath=new or "/"),
    "Groups": change_members(
        lambda request, group: _iam(request).add_user_to_group(UserName=request.physical_id, GroupName=group),
        lambda request, group: _iam(request).remove_user_from_group(UserName=request.physical_id, GroupName=group),
    ),
    "Policies": _set_policies("put_user_policy", "delete_user_policy", "UserName"),
    "ManagedPolicyArns": change_members(
        lambda request, policy: _iam(request).attach_user_policy(UserName=request.physical_id, PolicyArn=policy),
        lambda request, policy: _iam(request).detach_user_policy(UserName=request.physical_id, PolicyArn=policy),
    ),
    "Tags": set_tags("iam user"),
}


def create_user(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a user, then his memberships and policies."""
    name = request.name(64, wanted.get("UserName"))
    made = _iam(request).create_user(UserName=name, **pick(wanted, "Path"), **filled(Tags=tag_list(wanted.get("Tags"))))
    request.record(name, Arn=made["User"]["Arn"])
    further = {setting: USER_SETTINGS[setting] for setting in ("Groups", "Policies", "ManagedPolicyArns")}
    apply_settings(request, further, {}, wanted)
    _iam(request).get_user(UserName=name)


def update_user(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the user's path, memberships, policies and tags."""
    apply_settings(request, USER_SETTINGS, old, wanted)
    request.record(request.physical_id, Arn=_iam(request).get_user(UserName=request.physical_id)["User"]["Arn"])


def delete_user(request: HandlerRequest, _: Properties) -> None:
    """Deletes the user after his keys, memberships and policies, whoever added them, as the registry's handler does."""
    iam, named = _iam(request), {"UserName": request.physical_id}
    iam.get_user(**named)
    for key in iam.list_access_keys(**named)["AccessKeyMetadata"]:
        iam.delete_access_key(**named, AccessKeyId=key["AccessKeyId"])
    for group in iam.list_groups_for_user(**named)["Groups"]:
        iam.remove_user_from_group(**named, GroupName=group["GroupName"])
    for policy in iam.list_attached_user_policies(**named)["AttachedPolicies"]:
        iam.detach_user_policy(**named, PolicyArn=policy["PolicyArn"])
    for name in iam.list_user_policies(**named)["PolicyNames"]:
        iam.delete_user_policy(**named, PolicyName=name)
    iam.delete_user(**named)


def _keep_path(request: HandlerRequest, new: Any, old: Any) -> None:
    # moto changes a group's path only where its name changes, too.
    raise not_supported(f"Update of Path of {request.kind}")


GROUP_SETTINGS: Settings = {
    "Path": _keep_path,
    "Policies": _set_policies("put_group_policy", "delete_group_policy", "GroupName"),
    "ManagedPolicyArns": change_members(
        lambda request, policy: _iam(request).attach_group_policy(GroupName=request.physical_id, PolicyArn=policy),
        lambda request, policy: _iam(request).detach_group_policy(GroupName=request.physical_id, PolicyArn=policy),
    ),
}


def create_group(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a group, then its policies."""
    name = request.name(128, wanted.get("GroupName"))
    made = _iam(request).create_group(GroupName=name, **pick(wanted, "Path"))["Group"]
    request.record(name, Arn=made["Arn"])
    further = {setting: GROUP_SETTINGS[setting] for setting in ("Policies", "ManagedPolicyArns")}
    apply_settings(request, further, {}, wanted)
    _iam(request).get_group(GroupName=name)


def delete_group(request: HandlerRequest, _: Properties) -> None:
    """Deletes the group after its policies; IAM refuses where it has members."""
    iam, named = _iam(request), {"GroupName": request.physical_id}
    iam.get_group(**named)
    for policy in iam.list_attached_group_policies(**named)["AttachedPolicies"]:
        iam.detach_group_policy(**named, PolicyArn=policy["PolicyArn"])
    for name in iam.list_group_policies(**named)["PolicyNames"]:
        iam.delete_group_policy(**named, PolicyName=name)
    iam.delete_group(**named)


def add_users(request: HandlerRequest, wanted: Properties) -> None:
    """Adds users to a group."""
    name = request.name(128)
    request.record(name, Id=name)
    update_users(request, {}, wanted)


def update_users(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Adds the users that are new, and removes those that are no longer listed; all where the group is another one."""
    before, after = ([(one["GroupName"], user) for user in one["Users"]] if one else [] for one in (old, wanted))
    removed, added = list_changes(before, after)
    for group, user in added:
        _iam(request).add_user_to_group(GroupName=group, UserName=user)
    for group, user in removed:
        _iam(request).remove_user_from_group(GroupName=group, UserName=user)


def remove_users(request: HandlerRequest, properties: Properties) -> None:
    """Removes the users from the group."""
    update_users(request, properties, {})


def create_key(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an access key, which is active unless the template says otherwise."""
    made = _iam(request).create_access_key(UserName=wanted["UserName"])["AccessKey"]
    key = made["AccessKeyId"]
    request.record(key, Id=key, SecretAccessKey=made["SecretAccessKey"])
    if wanted.get("Status", "Active") != "Active":
        update_key(request, {}, wanted)


def update_key(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Makes the key active or inactive."""
    _iam(request).update_access_key(
        UserName=wanted["UserName"], AccessKeyId=request.physical_id, Status=wanted.get("Status", "Active")
    )


def delete_key(request: HandlerRequest, properties: Properties) -> None:
    """Deletes the key."""
    _iam(request).delete_access_key(UserName=properties["UserName"], AccessKeyId=request.physical_id)


_set_roles = change_members(
    lambda request, role: _iam(request).add_role_to_instance_profile(
        InstanceProfileName=request.physical_id, RoleName=role
    ),
    lambda request, role: _iam(request).remove_role_from_instance_profile(
        InstanceProfileName=request.physical_id, RoleName=role
    ),
)


def create_profile(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an instance profile with its role."""
    name = request.name(128, wanted.get("InstanceProfileName"))
    made = _iam(request).create_instance_profile(InstanceProfileName=name, **pick(wanted, "Path"))["InstanceProfile"]
    request.record(name, Arn=made["Arn"])
    _set_roles(request, wanted["Roles"], None)
    _iam(request).get_instance_profile(InstanceProfileName=name)


def delete_profile(request: HandlerRequest, _: Properties) -> None:
    """Deletes the instance profile; its role stays."""
    iam, named = _iam(request), {"InstanceProfileName": request.physical_id}
    for role in iam.get_instance_profile(**named)["InstanceProfile"]["Roles"]:
        iam.remove_role_from_instance_profile(**named, RoleName=role["RoleName"])
    iam.delete_instance_profile(**named)


POLICY = shape("PolicyName PolicyDocument")
PROVIDERS = (
    Provider(
        "AWS::IAM::User",
        create_user,
        delete_user,
        shape("UserName Path Groups ManagedPolicyArns Tags", Policies=POLICY),
        update_user,
        named_by="UserName",
        attributes="Arn",
    ),
    Provider(
        "AWS::IAM::Group",
        create_group,
        delete_group,
        shape("GroupName Path ManagedPolicyArns", Policies=POLICY),
        update_each(GROUP_SETTINGS),
        named_by="GroupName",
        attributes="Arn",
    ),
    Provider(
        "AWS::IAM::UserToGroupAddition",
        add_users,
        remove_users,
        shape("GroupName Users"),
        update_users,
        attributes="Id",
    ),
    Provider(
        "AWS::IAM::AccessKey",
        create_key,
        delete_key,
        shape("UserName Serial Status"),
        update_key,
        attributes="Id SecretAccessKey",
    ),
    Provider(
        "AWS::IAM::InstanceProfile",
        create_profile,
        delete_profile,
        shape("InstanceProfileName Path Roles"),
        update_each({"Roles": _set_roles}),
        named_by="InstanceProfileName",
        attributes="Arn",
    ),
)
