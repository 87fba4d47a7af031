"""What IAM refuses and moto (5.2) takes: deletion of what is in use, sizes, quotas, and policies in the wrong place.

Sources: "IAM and STS quotas" (IAM User Guide: sizes without whitespace, 10 managed policies, names that differ in case
are the same); the sentences of IAM itself, as kubeflow/kubeflow#6687, aws/copilot-cli#5917,
ministryofjustice/cloud-platform-environments#14118 and #14473, rebuy-de/aws-nuke#281,
cloud-custodian/cloud-custodian#1663, hashicorp/terraform#13449 and aws-controllers-k8s/community#2229 report them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.statements import read_statements
from embedded_aws.service import PARTITION, Call, ServiceError

INLINE = {"User": 2048, "Role": 10_240, "Group": 5120}
TRUST, MANAGED, ATTACHED = 2048, 6144, 10
SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
SID = re.compile(r"[A-Za-z0-9]*")
HELD_BY_USERS: tuple[tuple[str, str], ...] = (
    ("delete access keys", "access_keys"),
    ("delete MFA device", "mfa_devices"),
    ("delete login profile", "password"),
    ("delete signing certificates", "signing_certificates"),
    ("delete SSH public keys", "ssh_public_keys"),
)


def _iam(call: Call) -> Any:
    return iam_backends[call.account][PARTITION]


def _conflict(message: str) -> ServiceError:
    return ServiceError("DeleteConflict", message, 409)


def _limit(message: str) -> ServiceError:
    return ServiceError("LimitExceeded", message, 409)


def _size(text: str) -> int:
    """A policy's length as IAM counts it, without whitespace."""
    return len("".join(text.split()))


def check_user_deletion(call: Call) -> None:
    """DeleteUser: a user has neither credentials nor groups when he is deleted ("DeleteUser", IAM API Reference)."""
    backend, name = _iam(call), str(call.params.get("UserName"))
    user = backend.users.get(name)
    if user is None:
        return
    if backend.get_groups_for_user(name):
        raise _conflict("Cannot delete entity, must remove users from group first.")
    for words, kind in HELD_BY_USERS:
        if getattr(user, kind):
            raise _conflict(f"Cannot delete entity, must {words} first.")


def check_policy_deletion(call: Call) -> None:
    """DeletePolicy: a policy is attached nowhere, limits nobody, and has its default version alone."""
    backend, arn = _iam(call), str(call.params.get("PolicyArn"))
    policy = backend.managed_policies.get(arn)
    if policy is None:
        return
    holders = [*backend.users.values(), *backend.roles.values(), *backend.groups.values()]
    limited = any(getattr(one, "permissions_boundary_arn", None) == arn for one in holders)
    if limited or any(arn in one.managed_policies for one in holders):
        raise _conflict("Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise _conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the "
            + "policy's versions. The default version is deleted with the policy."
        )


def check_attachment(call: Call) -> None:
    """Attach…Policy: ten managed policies are attached to one user, role or group at most."""
    kind = call.operation.removeprefix("Attach").removesuffix("Policy")
    holder = _held(call, kind).get(str(call.params.get(f"{kind}Name")))
    arn = call.params.get("PolicyArn")
    if holder is not None and arn not in holder.managed_policies and len(holder.managed_policies) >= ATTACHED:
        raise _limit(f"Cannot exceed quota for PoliciesPer{kind}: {ATTACHED}")


def _held(call: Call, kind: str) -> Mapping[str, Any]:
    """moto's users and groups by name, and its roles, which it holds by id, too."""
    backend = _iam(call)
    held: Mapping[str, Any] = getattr(backend, f"{kind.lower()}s")
    return {one.name: one for one in held.values()}


def check_inline(call: Call) -> None:
    """Put…Policy: the inline policies of one user, role or group have a size together."""
    kind = call.operation.removeprefix("Put").removesuffix("Policy")
    name, text = str(call.params.get(f"{kind}Name")), str(call.params.get("PolicyDocument"))
    check_identity_policy(call)
    holder = _held(call, kind).get(name)
    if holder is None:
        return
    others = [one for held, one in holder.policies.items() if held != call.params.get("PolicyName")]
    if _size(text) + sum(_size(one) for one in others) > INLINE[kind]:
        raise _limit(f"Maximum policy size of {INLINE[kind]} bytes exceeded for {kind.lower()} {name}")


def check_managed(call: Call) -> None:
    """CreatePolicy, CreatePolicyVersion: the size of a managed policy."""
    if _size(str(call.params.get("PolicyDocument"))) > MANAGED:
        raise _limit(f"Cannot exceed quota for PolicySize: {MANAGED}")
    check_identity_policy(call)


def check_identity_policy(call: Call) -> None:
    """A policy of a user, role or group names nobody: it is about whom it is attached to."""
    for statement in _statements(call.params.get("PolicyDocument")):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise _malformed("Policy document should not specify a principal.")


def check_trust(call: Call) -> None:
    """CreateRole, UpdateAssumeRolePolicy: a trust policy says who assumes the role, and nothing of resources."""
    text = call.params.get("AssumeRolePolicyDocument") or call.params.get("PolicyDocument")
    _check_grammar(str(text))
    for statement in _statements(text):
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise _malformed("Missing required field Principal")
        _check_services(statement)
        for element in ("Resource", "NotResource"):
            if element in statement:
                raise _malformed(f"Has prohibited field {element}")
        actions = statement.get("Action", [])
        for action in [actions] if isinstance(actions, str) else actions:
            if ":" in str(action) and str(action).lower().partition(":")[0] != "sts":
                raise _malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    if _size(str(text)) > TRUST:
        raise _limit(f"Cannot exceed quota for ACLSizePerRole: {TRUST}")
    if call.operation == "CreateRole":
        check_new_name(call)
        check_boundary(call)


def _check_grammar(text: str) -> None:
    """moto looks at the grammar of every other policy of IAM's; the sentences are IAM's, as people report them."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _malformed("This policy contains invalid Json") from error
    if not isinstance(document, dict) or not document.get("Statement"):
        raise _malformed("Syntax errors in policy.")


def _check_services(statement: Mapping[str, Any]) -> None:
    """A service's name is one of a domain; which ones there are no list says that would be whole."""
    principal = statement.get("Principal")
    held = principal.get("Service", ()) if isinstance(principal, Mapping) else ()
    for name in [held] if isinstance(held, str) else held:
        if not SERVICE.fullmatch(str(name)):
            raise _malformed(f'Invalid principal in policy: "SERVICE":"{name}"')


def check_boundary(call: Call) -> None:
    """A permissions boundary is a policy that is there ("PermissionsBoundary", IAM API Reference: NoSuchEntity)."""
    arn = call.params.get("PermissionsBoundary")
    if arn and str(arn).startswith("arn:") and arn not in _iam(call).managed_policies:
        raise ServiceError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.", 404)


def check_new_name(call: Call) -> None:
    """Create…: names are unique whatever their case ("IAM and STS quotas")."""
    kind = call.operation.removeprefix("Create")
    name = str(call.params.get(f"{kind}Name"))
    if any(one.lower() == name.lower() for one in _held(call, kind)):
        raise ServiceError("EntityAlreadyExists", f"{kind} with name {name} already exists.", 409)


def check_new_user(call: Call) -> None:
    """CreateUser: a name of its own, and a boundary that is there."""
    check_new_name(call)
    check_boundary(call)


def check_tags(call: Call) -> None:
    """Tag…: keys that begin as AWS's own do are AWS's ("Tags for IAM resources"); CloudFormation does tag so."""
    for tag in () if call.caller.via else call.params.get("Tags") or ():
        if str(tag.get("Key", "")).lower().startswith("aws:"):
            raise ServiceError("InvalidInput", f"The tag key {tag['Key']} begins with aws:, which is AWS's", 400)


def check_page(call: Call) -> None:
    """List…: a page has 1 to 1,000 entries (`MaxItems`), and a marker is one that a page had; moto's are numbers."""
    if not 1 <= int(call.params.get("MaxItems") or 100) <= 1000:
        raise ServiceError("ValidationError", "'MaxItems' must be from 1 to 1000", 400)
    if not str(call.params.get("Marker") or 0).isdecimal():
        raise ServiceError("ValidationError", "Invalid Marker.", 400)


def _statements(text: Any) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy; none of what is none, of which moto says so. Raises ServiceError for a bad Sid."""
    for statement in read_statements(text):
        if not SID.fullmatch(str(statement.get("Sid", ""))):
            # "IAM JSON policy elements: Sid": letters and digits alone.
            raise _malformed(
                f"Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
                f"expression [0-9A-Za-z]*: {statement['Sid']}"
            )
        yield statement


def _malformed(message: str) -> ServiceError:
    return ServiceError("MalformedPolicyDocument", message, 400)


LISTS = ("Groups", "InstanceProfiles", "Policies", "Roles", "Users")
CHECKS: Mapping[tuple[str, str], Callable[[Call], None]] = {
    **{("iam", f"List{kind}"): check_page for kind in LISTS},
    **{("iam", f"Tag{kind}"): check_tags for kind in ("Policy", "Role", "User")},
    **{("iam", f"Attach{kind}Policy"): check_attachment for kind in INLINE},
    **{("iam", f"Put{kind}Policy"): check_inline for kind in INLINE},
    ("iam", "CreateGroup"): check_new_name,
    ("iam", "CreatePolicy"): check_managed,
    ("iam", "CreatePolicyVersion"): check_managed,
    ("iam", "CreateRole"): check_trust,
    ("iam", "CreateUser"): check_new_user,
    ("iam", "DeletePolicy"): check_policy_deletion,
    ("iam", "DeleteUser"): check_user_deletion,
    ("iam", "PutRolePermissionsBoundary"): check_boundary,
    ("iam", "PutUserPermissionsBoundary"): check_boundary,
    ("iam", "UpdateAssumeRolePolicy"): check_trust,
}
"""What is looked at in IAM before moto carries a call out, after the request's shapes."""
