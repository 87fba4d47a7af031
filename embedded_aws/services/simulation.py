"""`iam:SimulatePrincipalPolicy`, which moto lacks: what a user's or a role's policies and boundary say of actions.

Of the resources' own policies nothing is known, as on AWS where none is given (IAM API Reference). Policies of an
organization are no part of the embedded AWS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.callers import find_role, policies_of, service_session
from embedded_aws.service import PARTITION, Call, Caller, ServiceError
from generator.iam.evaluate import Decision, NamedPolicy, Outcome, PolicyNotUnderstood, Request, decide

DECISIONS = {
    Outcome.ALLOWED: "allowed",
    Outcome.EXPLICITLY_DENIED: "explicitDeny",
    Outcome.IMPLICITLY_DENIED: "implicitDeny",
}
UNKNOWN = ("PolicyInputList", "PermissionsBoundaryPolicyInputList", "ResourcePolicy", "ResourceOwner", "CallerArn")


class Simulation:
    """Decides with the same evaluator as every request; nothing is kept."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """A result for each action on each resource; raises ServiceError."""
        for name in UNKNOWN:
            if params.get(name):
                raise ServiceError("NotImplemented", f"{name} of {call.operation} is not part of the embedded AWS", 501)
        source = str(params["PolicySourceArn"])
        caller, context = _caller(source), _context(params.get("ContextEntries") or ())
        rows = []
        for action in params["ActionNames"]:
            for resource in params.get("ResourceArns") or ["*"]:
                rows.append(_row(action, resource, _decide(caller, source, action, resource, context)))
        return {"EvaluationResults": rows, "IsTruncated": False}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def _caller(arn: str) -> Caller:
    role = find_role(arn)
    if role is not None:
        return service_session(role, "simulation")
    account = (arn.split(":") + [""] * 5)[4]
    users = iam_backends[account][PARTITION].users.values() if account in iam_backends else ()
    for user in users:
        if user.arn == arn:
            return Caller(account, arn, "user", user.id, name=user.name)
    raise ServiceError("NoSuchEntity", f"The policy source {arn} cannot be found.", 404)


def _context(entries: Sequence[Mapping[str, Any]]) -> dict[str, str | Sequence[str]]:
    found: dict[str, str | Sequence[str]] = {}
    for entry in entries:
        values = [str(value) for value in entry.get("ContextKeyValues") or ()]
        several = str(entry.get("ContextKeyType", "string")).endswith("List")
        found[str(entry["ContextKeyName"])] = values if several else "".join(values[:1])
    return found


def _decide(
    caller: Caller, source: str, action: str, resource: str, context: Mapping[str, str | Sequence[str]]
) -> Decision:
    owner = (resource.split(":") + [""] * 5)[4] or caller.account
    known = {"aws:PrincipalArn": source, "aws:PrincipalAccount": caller.account, **context}
    # Of a key's policy the simulator knows nothing: it decides as if that left the decision to the account's policies.
    trusting = {"Effect": "Allow", "Principal": {"AWS": owner}, "Action": "kms:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [trusting]}
    own = NamedPolicy("the key's policy", document) if action.startswith("kms:") else None
    try:
        return decide(Request(source, action, resource, owner, known), replace(policies_of(caller), resource=own))
    except (PolicyNotUnderstood, ValueError) as error:
        raise ServiceError("InvalidInput", str(error), 400) from error


def _row(action: str, resource: str, decision: Decision) -> dict[str, Any]:
    return {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": DECISIONS[decision.outcome],
        "MatchedStatements": [{"SourcePolicyId": each.policy} for each in decision.statements],
        "MissingContextValues": [],
        "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": "boundary" not in decision.blocked_by},
    }
