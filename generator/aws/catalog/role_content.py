"""What IAM holds of the launch roles' stacks: CloudFormation does not look, and changes nothing that its template does
not change. So what somebody changed by hand is read in IAM, and put back there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, refusals
from generator.aws.role_policies import attached_policies, inline_policies, managed_policy
from generator.aws.session import Connection
from generator.planning import Observed
from generator.planning.launch_roles import ByHand, LaunchRoleState, canonical

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

Held = dict[str, dict[str, Any]]
"""Role or policy → `trust`, `boundary`, each policy by its name, as plain data."""
MOST_VERSIONS = 5
"""Of a managed policy (IAM User Guide, "IAM and AWS STS quotas")."""


@refusals("iam")
def read_role_contents(connection: Connection, observed: Observed) -> Observed:
    """The observed state; a stack whose role or policy is not as its template says has no digest, and says what."""
    cloudformation, roles = connection.client("cloudformation"), dict(observed.state.roles)
    before = connection.calls
    for role in observed.state.roles.values():
        if not role.digest:
            continue
        try:
            body = cloudformation.get_template(StackName=role.name)["TemplateBody"]
        except ClientError as error:
            if code_of(error) == "ValidationError":
                continue  # another region's stack holds the boundaries
            raise
        wanted = read_held(body if isinstance(body, str) else json.dumps(body))
        held = _read(connection, wanted)
        if by_hand := tuple(_differences(wanted, held)):
            roles[role.name] = _changed(role, held, by_hand)
    state = replace(observed.state, roles=roles)
    return replace(observed, state=state, calls=observed.calls + connection.calls - before)


def read_held(text: str) -> Held:
    """What a template of ours makes IAM hold, by the ARNs of policies and the names of roles."""
    found: Held = {}
    for body in json.loads(text)["Resources"].values():
        properties = body["Properties"]
        if body["Type"] == "AWS::IAM::Role":
            inline = {each["PolicyName"]: each["PolicyDocument"] for each in properties.get("Policies", ())}
            managed = dict.fromkeys(properties.get("ManagedPolicyArns", ()), "attached")
            trust = {"trust": properties["AssumeRolePolicyDocument"]}
            found[properties["RoleName"]] = {
                **trust,
                "boundary": properties["PermissionsBoundary"],
                **{f"policy {name}": document for name, document in (inline | managed).items()},
            }
        else:
            found[f"{properties['Path']}{properties['ManagedPolicyName']}"] = {"document": properties["PolicyDocument"]}
    return found


def _read(connection: Connection, wanted: Held) -> Held:
    iam: IAMClient = connection.client("iam")
    found: Held = {}
    for name in wanted:
        try:
            found[name] = (
                {"document": managed_policy(iam, _arn(connection, name))} if name.startswith("/") else _role(iam, name)
            )
        except iam.exceptions.NoSuchEntityException:
            found[name] = {}
    return found


def _role(iam: IAMClient, name: str) -> dict[str, Any]:
    role: Mapping[str, Any] = iam.get_role(RoleName=name)["Role"]
    held: dict[str, Any] = {
        "trust": role["AssumeRolePolicyDocument"],
        "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
    }
    held |= {f"policy {policy}": document for policy, document in inline_policies(iam, name)}
    held |= {f"policy {arn}": "attached" for arn in attached_policies(iam, name)}
    return held


def _arn(connection: Connection, path: str) -> str:
    return f"arn:{connection.partition}:iam::{connection.account}:policy{path}"


def _differences(wanted: Held, held: Held) -> Iterator[ByHand]:
    """Part by part: what the template says, what IAM holds; a policy statement by statement."""
    for name, parts in wanted.items():
        about = f"{name.rpartition('/')[2]}, " if len(wanted) > 1 else ""
        if not held[name]:
            yield ByHand(f"{about}role or policy", "there", None)
            continue
        for part in sorted({*parts, *held[name]}):
            was, now = parts.get(part), held[name].get(part)
            if part == "boundary" or "attached" in (was, now):
                sides = [(was, now)] if was != now else []
            else:
                before, after = _statements(was), _statements(now)
                sides = [(each, None) for each in sorted(before - after)] + [
                    (None, each) for each in sorted(after - before)
                ]
            yield from (ByHand(f"{about}{part}", *side) for side in sides)


def _statements(document: Any) -> set[str]:
    found = (document or {}).get("Statement", ())
    return {canonical(each) for each in ([found] if isinstance(found, Mapping) else found)}


def _changed(role: LaunchRoleState, held: Held, by_hand: tuple[ByHand, ...]) -> LaunchRoleState:
    documents = [
        value for parts in held.values() for part, value in parts.items() if part.startswith(("policy", "doc"))
    ]
    statements = {each for document in documents if document != "attached" for each in _statements(document)}
    return replace(
        role, digest="", statements=frozenset(statements) if role.product else role.statements, by_hand=by_hand
    )


@refusals("iam")
def restore(connection: Connection, text: str) -> bool:
    """Make IAM hold what the template says, policy by policy; False where a role or policy is not there any more."""
    wanted = read_held(text)
    held = _read(connection, wanted)
    if not all(held.values()):
        return False
    for name, parts in wanted.items():
        if name.startswith("/"):
            if held[name] != parts:
                _put_version(connection, _arn(connection, name), parts["document"])
        else:
            _restore_role(connection.client("iam"), name, parts, held[name])
    return True


def _restore_role(iam: IAMClient, name: str, wanted: dict[str, Any], held: dict[str, Any]) -> None:
    """What takes permissions away goes first."""
    if held["boundary"] != wanted["boundary"]:
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=wanted["boundary"])
    if held["trust"] != wanted["trust"]:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(wanted["trust"]))
    for part in held.keys() - wanted.keys():
        policy = part.removeprefix("policy ")
        if held[part] == "attached":
            iam.detach_role_policy(RoleName=name, PolicyArn=policy)
        else:
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for part in wanted.keys() - {"trust", "boundary"}:
        policy, document = part.removeprefix("policy "), wanted[part]
        if held.get(part) == document:
            continue
        if document == "attached":
            iam.attach_role_policy(RoleName=name, PolicyArn=policy)
        else:
            iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))


def _put_version(connection: Connection, arn: str, document: Any) -> None:
    iam = connection.client("iam")
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    unused = sorted((each for each in versions if not each["IsDefaultVersion"]), key=lambda each: each["CreateDate"])
    if len(versions) >= MOST_VERSIONS:
        iam.delete_policy_version(PolicyArn=arn, VersionId=unused[0]["VersionId"])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=True)
