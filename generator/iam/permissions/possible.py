"""A request of which some condition keys are open: one that is allowed with some values of them, or that there is none.

The values are those of the decision diagrams: what the concerned statements name, a fresh one, and absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.iam.evaluate import NamedPolicy, PolicySet, Request, decide
from generator.iam.evaluate.principals import Caller, read_caller
from generator.iam.permissions.bans import ALWAYS_SENT
from generator.iam.permissions.cells import ENDPOINT, Asker, Question, find_function
from generator.iam.permissions.diagrams import NEVER
from generator.iam.permissions.effective import BOUNDARY, IDENTITY, name_layers
from generator.iam.permissions.key_tests import KeyTest, fits
from generator.iam.permissions.key_values import Value
from generator.iam.permissions.statements import Source, Written, read_policy
from generator.iam.permissions.template_policies import spell_keys
from generator.iam.permissions.undecided import Undecided

SENT, YES = "sent", "yes"
_SPELT = {"aws:securetransport": "aws:SecureTransport"}
_RESOURCE = fits("").key


class Reader:
    """Reads the statements of policies, each once; a policy that was read must be kept."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, str], tuple[NamedPolicy, tuple[Written, ...]]] = {}

    def __call__(self, policy: NamedPolicy, layer: str) -> tuple[Written, ...]:
        """Its statements in this layer; raises PolicyNotUnderstood and Undecided."""
        key = (id(policy), layer)
        if key not in self._read:
            self._read[key] = (policy, read_policy(policy.document, layer, policy.name))
        return self._read[key][1]


def find_allowed(
    request: Request, policies: PolicySet, known: Mapping[str, Value], read: Reader | None = None
) -> Request | None:
    """The request with values of open keys with which `decide` allows it; None where there are none.

    `known` are keys in lower case that are not open, None for an absent one; those of the request's context are known,
    too. Raises Undecided, PolicyNotUnderstood, and ValueError where the request itself makes no sense.
    """
    caller = read_caller(request.principal)
    given = {key.lower(): tuple(each) if not isinstance(each, str) else each for key, each in request.context.items()}
    keys: dict[str, Value] = {**given, **known}
    statements = (*_of_layers(policies, caller, read or Reader()), *_sent(keys))
    bounded = policies.boundary is not None and caller.is_identity
    asker = Asker(caller.arn, caller, keys, statements, bounded, request.resource_account)
    question = Question(request.action, request.resource, {}, ENDPOINT if policies.endpoint is not None else None)
    functions, allowed = find_function(asker, question, _guarded(request, policies))
    diagrams = functions.diagrams
    where = {each.layer: condition for condition, each in zip(functions.conditions, functions.statements, strict=True)}
    if SENT in where:
        allowed = diagrams.both(allowed, where[SENT])
        allowed = diagrams.both(allowed, where[YES]) or allowed
    if allowed == NEVER:
        return None
    chosen = diagrams.example(allowed)
    context: dict[str, Value] = {}
    for number, domain in enumerate(diagrams.domains):
        context |= domain.elements[chosen.get(number, 0)].context
    return _reproduced(request, policies, {key: each for key, each in {**context, **keys}.items() if each is not None})


def _reproduced(request: Request, policies: PolicySet, context: Mapping[str, Value]) -> Request:
    """The request with these keys, which the evaluator allows, too; raises Undecided where it does not."""
    spelling = {**_SPELT, **spell_keys(each.document for each in _every(policies))}
    spelling |= {key.lower(): key for key in request.context}
    named = {
        spelling.get(key, key): each
        for key, each in context.items()
        if each is not None and not key.startswith(_RESOURCE)
    }
    found = replace(request, context=named)
    if not decide(found, policies).allowed:
        raise Undecided("which resource is meant hangs on a policy variable")
    return found


def _of_layers(policies: PolicySet, caller: Caller, read: Reader) -> Iterator[Written]:
    if caller.is_identity:
        for policy in policies.identity:
            yield from read(policy, IDENTITY)
        if policies.boundary is not None:
            yield from read(policies.boundary, BOUNDARY)
    if policies.resource is not None:
        yield from name_layers(read(policies.resource, "resource"), caller)
    for policy in policies.endpoint or ():
        for each in name_layers(read(policy, ENDPOINT), caller):
            yield replace(each, layer=ENDPOINT, source=replace(each.source, policy=ENDPOINT))


def _sent(keys: Mapping[str, Value]) -> Iterator[Written]:
    """What is in every request, as statements beside the others that decide nothing; `true` for an example."""
    (key,) = ALWAYS_SENT
    if key not in keys:
        for layer, test in ((SENT, KeyTest("null", key, ("false",))), (YES, KeyTest("bool", key, ("true",)))):
            yield Written(layer, True, ("*",), False, None, False, (test,), None, Source(layer, key))


def _guarded(request: Request, policies: PolicySet) -> frozenset[str]:
    """The resource, where no policy of a caller reaches it without its own: a key, or a role."""
    service = request.action.partition(":")[0].lower()
    itself = (service == "kms" and ":key/" in request.resource) or (service == "sts" and policies.resource is not None)
    return frozenset({request.resource} if itself else ())


def _every(policies: PolicySet) -> Iterator[NamedPolicy]:
    yield from policies.identity
    yield from (each for each in (policies.boundary, policies.resource) if each is not None)
    yield from policies.endpoint or ()
