"""The decision: which layers must allow, for whom, and what a resource's policy can grant by itself.

Sources: IAM User Guide, "Policy evaluation logic", "Policy evaluation for requests within a single account",
"Cross-account policy evaluation logic" and "Permissions boundaries for IAM entities"; KMS Developer Guide, "Key
policies in AWS KMS".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.iam.evaluate.errors import PolicyNotUnderstood
from generator.iam.evaluate.patterns import Context
from generator.iam.evaluate.principals import Caller, Kind, NamedBy, read_caller
from generator.iam.evaluate.request import Deciding, Decision, NamedPolicy, Outcome, PolicySet, Request
from generator.iam.evaluate.statements import Statement

IDENTITY, RESOURCE, BOUNDARY, SESSION, ENDPOINT = "identity", "resource", "boundary", "session", "endpoint"
SERVICE_CONTROL = "service control"
WITH_PRINCIPALS = (RESOURCE, ENDPOINT)


@dataclass(frozen=True)
class AppliedStatement:
    """A statement that applies to the request; `named_by` is how closely it names the caller, where it names any."""

    layer: str
    policy: NamedPolicy
    statement: Statement
    named_by: NamedBy | None


@dataclass(frozen=True)
class PreparedRequest:
    """A request, prepared for comparison."""

    caller: Caller
    action: str
    resource: str
    resource_account: str
    context: Context

    @property
    def same_account(self) -> bool:
        """Whether the caller and the resource belong to one account."""
        return self.caller.account == self.resource_account


def decide(request: Request, policies: PolicySet) -> Decision:
    """Decide one request; raises PolicyNotUnderstood, and ValueError where the request itself makes no sense."""
    prepared = _prepare(request)
    layers = tuple(_layers(prepared.caller, policies))
    applied = [each for layer, named in layers for policy in named for each in _applied(layer, policy, prepared)]
    denies = [each for each in applied if each.statement.effect == "Deny"]
    if denies:
        blocked = tuple(dict.fromkeys(each.layer for each in denies))
        return Decision(Outcome.EXPLICITLY_DENIED, _deciding(denies), blocked)
    missing = tuple(_missing(prepared, policies, [layer for layer, _ in layers], applied))
    return Decision(Outcome.IMPLICITLY_DENIED if missing else Outcome.ALLOWED, _deciding(applied), missing)


def _prepare(request: Request) -> PreparedRequest:
    if ":" not in request.action:
        raise ValueError(f"{request.action!r} is no action: it needs the form service:Action")
    context = {key.lower(): value if isinstance(value, str) else tuple(value) for key, value in request.context.items()}
    caller = read_caller(request.principal)
    return PreparedRequest(caller, request.action.lower(), request.resource, request.resource_account, context)


def _layers(caller: Caller, policies: PolicySet) -> Iterator[tuple[str, tuple[NamedPolicy, ...]]]:
    """The layers that have a say, in the order in which AWS's messages name them."""
    if caller.is_identity:
        for level, group in enumerate(policies.service_control, 1):
            yield f"{SERVICE_CONTROL} {level}", group
        yield IDENTITY, policies.identity
    if policies.resource is not None:
        yield RESOURCE, (policies.resource,)
    if caller.is_identity and policies.boundary is not None:
        yield BOUNDARY, (policies.boundary,)
    if caller.is_identity and policies.session is not None:
        yield SESSION, (policies.session,)
    if policies.endpoint is not None:
        yield ENDPOINT, policies.endpoint


def _applied(layer: str, policy: NamedPolicy, request: PreparedRequest) -> Iterator[AppliedStatement]:
    wants_principals = layer in WITH_PRINCIPALS
    for statement in policy.statements:
        principals = statement.principals
        if (principals is not None) is not wants_principals:
            said = "without a principal" if wants_principals else "with a principal"
            raise PolicyNotUnderstood(policy.name, statement.index, f"a statement {said} in the layer {layer}")
        named_by = principals.match(request.caller) if principals is not None else None
        if principals is not None and named_by is None:
            continue
        if statement.concerns(request.action, request.resource, request.context):
            yield AppliedStatement(layer, policy, statement, named_by)


def _missing(
    request: PreparedRequest, policies: PolicySet, layers: Iterable[str], applied: list[AppliedStatement]
) -> Iterator[str]:
    """The layers whose Allow is needed and missing."""
    allowing = {each.layer for each in applied}
    grants = {each.named_by for each in applied if each.layer == RESOURCE and each.named_by is not None}
    lacking = set(_ungranted(request, policies, IDENTITY in allowing, grants))
    limits = {BOUNDARY, SESSION} if _lifts_limits(request, grants) else set()
    for layer in dict.fromkeys((*layers, RESOURCE)):
        if layer in (IDENTITY, RESOURCE):
            if layer in lacking:
                yield layer
        elif layer not in allowing and layer not in limits:
            yield layer


def _ungranted(request: PreparedRequest, policies: PolicySet, by_identity: bool, grants: set[NamedBy]) -> Iterator[str]:
    """Which of identity and resource policies must still allow before anything is granted."""
    caller = request.caller
    to_caller = bool(grants - {NamedBy.ACCOUNT})
    if not caller.is_identity:
        if not to_caller:
            yield RESOURCE
        return
    if request.same_account and to_caller:
        return
    # An account's root user needs no policy of its own.
    if not by_identity and caller.kind is not Kind.ROOT:
        yield IDENTITY
    if not grants and (not request.same_account or _guards_itself(request, policies)):
        yield RESOURCE


def _guards_itself(request: PreparedRequest, policies: PolicySet) -> bool:
    """Keys and roles: no identity policy reaches them unless their own policy trusts the account or the caller."""
    service = request.action.partition(":")[0]
    if service == "sts":
        return policies.resource is not None
    return service == "kms" and ":key/" in request.resource


def _lifts_limits(request: PreparedRequest, grants: set[NamedBy]) -> bool:
    """Whether a resource policy of the same account grants past boundary and session policy.

    It does where it names a user, a session or everyone; naming a role leaves the limits of role and session.
    """
    if not request.same_account:
        return False
    return NamedBy.ANYONE in grants or (NamedBy.DIRECT in grants and request.caller.kind is not Kind.ROLE)


def _deciding(applied: Iterable[AppliedStatement]) -> tuple[Deciding, ...]:
    return tuple(_named(each.layer, each.policy, each.statement) for each in applied)


def _named(layer: str, policy: NamedPolicy, statement: Statement) -> Deciding:
    path = (*policy.path, "Statement", str(statement.index - 1)) if policy.path else ()
    return Deciding(layer, policy.name, statement.index, statement.sid, statement.effect, path)
