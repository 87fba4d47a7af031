"""The decision: which layers must allow, for whom, and what a resource's policy can grant by itself.

Sources: IAM User Guide, "Policy evaluation logic", "Policy evaluation for requests within a single account",
"Cross-account policy evaluation logic" and "Permissions boundaries for IAM entities"; KMS Developer Guide, "Key
policies in AWS KMS".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.iam.evaluate.patterns import Context
from generator.iam.evaluate.principals import Caller, How, Kind, read_caller
from generator.iam.evaluate.refusal import PolicyNotUnderstood
from generator.iam.evaluate.request import Deciding, Decision, NamedPolicy, Outcome, PolicySet, Request
from generator.iam.evaluate.statements import Statement

IDENTITY, RESOURCE, BOUNDARY, SESSION, ENDPOINT = "identity", "resource", "boundary", "session", "endpoint"
SERVICE_CONTROL = "service control"
WITH_PRINCIPALS = (RESOURCE, ENDPOINT)


@dataclass(frozen=True)
class Hit:
    """A statement that applies to the request; `how` says how closely it names the caller, where it names callers."""

    layer: str
    policy: str
    statement: Statement
    how: How | None


@dataclass(frozen=True)
class Question:
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
    question = _prepare(request)
    layers = tuple(_layers(question.caller, policies))
    hits = [hit for layer, named in layers for policy in named for hit in _hits(layer, policy, question)]
    denies = [hit for hit in hits if hit.statement.effect == "Deny"]
    if denies:
        blocked = tuple(dict.fromkeys(hit.layer for hit in denies))
        return Decision(Outcome.EXPLICITLY_DENIED, _deciding(denies), blocked)
    missing = tuple(_missing(question, policies, [layer for layer, _ in layers], hits))
    return Decision(Outcome.IMPLICITLY_DENIED if missing else Outcome.ALLOWED, _deciding(hits), missing)


def _prepare(request: Request) -> Question:
    if ":" not in request.action:
        raise ValueError(f"{request.action!r} is no action: it needs the form service:Action")
    context = {key.lower(): value if isinstance(value, str) else tuple(value) for key, value in request.context.items()}
    caller = read_caller(request.principal)
    return Question(caller, request.action.lower(), request.resource, request.resource_account, context)


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


def _hits(layer: str, policy: NamedPolicy, question: Question) -> Iterator[Hit]:
    wants_principals = layer in WITH_PRINCIPALS
    for statement in policy.statements:
        principals = statement.principals
        if (principals is not None) is not wants_principals:
            said = "without a principal" if wants_principals else "with a principal"
            raise PolicyNotUnderstood(policy.name, statement.index, f"a statement {said} in the layer {layer}")
        how = principals.match(question.caller) if principals is not None else None
        if principals is not None and how is None:
            continue
        if statement.concerns(question.action, question.resource, question.context):
            yield Hit(layer, policy.name, statement, how)


def _missing(question: Question, policies: PolicySet, layers: Iterable[str], hits: list[Hit]) -> Iterator[str]:
    """The layers whose Allow is needed and missing."""
    allowing = {hit.layer for hit in hits}
    grants = {hit.how for hit in hits if hit.layer == RESOURCE and hit.how is not None}
    lacking = set(_ungranted(question, policies, IDENTITY in allowing, grants))
    limits = {BOUNDARY, SESSION} if _lifts_limits(question, grants) else set()
    for layer in dict.fromkeys((*layers, RESOURCE)):
        if layer in (IDENTITY, RESOURCE):
            if layer in lacking:
                yield layer
        elif layer not in allowing and layer not in limits:
            yield layer


def _ungranted(question: Question, policies: PolicySet, by_identity: bool, grants: set[How]) -> Iterator[str]:
    """Which of identity and resource policies must still allow before anything is granted."""
    caller = question.caller
    to_caller = bool(grants - {How.ACCOUNT})
    if not caller.is_identity:
        if not to_caller:
            yield RESOURCE
        return
    if question.same_account and to_caller:
        return
    # An account's root user needs no policy of its own.
    if not by_identity and caller.kind is not Kind.ROOT:
        yield IDENTITY
    if not grants and (not question.same_account or _guards_itself(question, policies)):
        yield RESOURCE


def _guards_itself(question: Question, policies: PolicySet) -> bool:
    """Keys and roles: no identity policy reaches them unless their own policy trusts the account or the caller."""
    service = question.action.partition(":")[0]
    if service == "sts":
        return policies.resource is not None
    return service == "kms" and ":key/" in question.resource


def _lifts_limits(question: Question, grants: set[How]) -> bool:
    """Whether a resource policy of the same account grants past boundary and session policy.

    It does where it names a user, a session or everyone; naming a role leaves the limits of role and session.
    """
    if not question.same_account:
        return False
    return How.ANYONE in grants or (How.DIRECT in grants and question.caller.kind is not Kind.ROLE)


def _deciding(hits: Iterable[Hit]) -> tuple[Deciding, ...]:
    return tuple(
        Deciding(hit.layer, hit.policy, hit.statement.index, hit.statement.sid, hit.statement.effect) for hit in hits
    )
