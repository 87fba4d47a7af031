"""SEC507: sentences that say nothing, because they are true, or false, whatever the policies say.

A sentence says something where some policies of the template would make it false. So a `cannot` is asked once more with
everything allowed, and a `can` with everything denied, in each policy that the template has, or could have, a say in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.diagnostics import Finding, Span
from generator.iam.actions import find
from generator.iam.consent import consent
from generator.iam.evaluate import NamedPolicy, decide
from generator.iam.resource_forms import NO_RESOURCE, works_on
from generator.manifest.suggestions import suggest
from generator.model.scenario import Scenario
from generator.verify.scenarios.callers import EVERYTHING
from generator.verify.scenarios.claim_names import carried_keys, carries_key, named_actions, near_action
from generator.verify.scenarios.deployed import ACCOUNT, Asked, DeployedTemplate
from generator.verify.scenarios.quantified import find_actions

CODE = "SEC507"
_GUARDED = """
acm-pca apigateway backup bedrock cloudtrail codeartifact codebuild dynamodb ecr ecr-public elasticfilesystem es
events glacier glue iot kinesis kms lambda lex logs mediastore network-firewall oam redshift-serverless
rekognition s3 s3express s3tables schemas secretsmanager serverlessrepo ses signer sns sqs ssm ssm-incidents sts
vpc-lattice xray
"""
GUARDED = frozenset(_GUARDED.split())
"""Services whose resources have policies of their own (IAM User Guide, "AWS services that work with IAM"); SageMaker's
model package groups have, and its endpoints and jobs have not."""
_DENIED = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
_REFUSED = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}],
}
NOTHING, NOBODY = NamedPolicy("nothing", _DENIED), NamedPolicy("nobody", _REFUSED)


def find_vacuous(template: DeployedTemplate, scenario: Scenario, span: Span) -> Iterator[Finding]:
    """A finding for each caller, action, resource or key with which the sentence says nothing; raises UnknownName."""
    unknown = [action for action in scenario.actions if not named_actions(action)]
    for action in unknown:
        yield Finding(CODE, f"AWS has no action `{action}`", span, near_action(action) or "actions are service:Action")
    if unknown:
        return
    yield from _keys(scenario, span)
    asked = [
        template.ask(scenario, who, action, on)
        for who in scenario.principals
        for action in find_actions(scenario)
        for on in scenario.resources
    ]
    contradictions = sorted({each for one in asked for each in _contradictions(one, scenario)})
    for key, words in contradictions:
        yield Finding(CODE, f"the sentence contradicts itself: {words}", span, f"take `{key}` out")
    fitting = [each for each in asked if works_on(each.action, each.request.resource)]
    yield from _without_match(asked, fitting, span)
    if not contradictions:
        yield from _without_say(template, fitting, scenario, span)


def _keys(scenario: Scenario, span: Span) -> Iterator[Finding]:
    """Condition keys that no action of the sentence carries."""
    actions = find_actions(scenario)
    for key in sorted({*scenario.context, *scenario.without}):
        if not any(carries_key(action, key) for action in actions):
            fix = suggest(key, {each for action in actions for each in carried_keys(action)}) or "leave it out"
            yield Finding(CODE, f"no action of the sentence carries the condition key `{key}`", span, fix)


def _contradictions(asked: Asked, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Keys of which the sentence says one thing by name, and another by whom or what it is about."""
    said: dict[str, object] = {key.lower(): value for key, value in asked.said.items()}
    said |= dict.fromkeys(map(str.lower, scenario.without))
    for key, value in asked.own.items():
        if key.lower() in said and said[key.lower()] != value:
            said_so = _text(said[key.lower()])
            yield key, f"for `{asked.who}` the key `{key}` is {_text(value)}, and it says {said_so}"


def _text(value: object) -> str:
    return "absent" if value is None else ", ".join(value) if isinstance(value, tuple) else str(value)


def _without_match(asked: list[Asked], fitting: list[Asked], span: Span) -> Iterator[Finding]:
    """Actions that work on none of the resources, and resources on which none of the actions works."""
    for action in _left(asked, fitting, lambda each: each.action):
        forms = _forms(action)
        yield Finding(CODE, f"{action} works on nothing that `on` names", span, f"it works on {forms}")
    for resource in _left(asked, fitting, lambda each: each.resource) if fitting else ():
        yield Finding(CODE, f"no action of the sentence works on {resource}", span, "take it out of `on`")


def _left(asked: Iterable[Asked], fitting: Iterable[Asked], part: Callable[[Asked], str]) -> list[str]:
    return sorted(set(map(part, asked)) - set(map(part, fitting)))


def _forms(action: str) -> str:
    return " or ".join(kind.arn for kind in find(action).types) or "no resource: leave `on` out"


def _without_say(template: DeployedTemplate, asked: list[Asked], scenario: Scenario, span: Span) -> Iterator[Finding]:
    """Callers and actions for which no policy of the template could make the sentence false."""
    free = [each for each in asked if _says_something(template, each, scenario.allowed)]
    pairs = {(each.who, each.action) for each in asked}
    for who, action in sorted(pairs - {(each.who, each.action) for each in free}):
        said = "can" if scenario.allowed else "cannot"
        yield Finding(CODE, f"`{who}` {said} {action} there whatever the template's policies say", span, _why(scenario))


def _why(scenario: Scenario) -> str:
    if scenario.allowed:
        return "take it out: no statement of the template has a say in it"
    return (
        "take it out, or ask about a resource that could be reached: what is a stranger's own, by the endpoint's policy"
    )


def _says_something(template: DeployedTemplate, asked: Asked, allowed: bool) -> bool:
    """Whether some policies of the template would make it false."""
    policies = asked.policies
    resource, service = asked.request.resource, asked.action.partition(":")[0].lower()
    made = resource == NO_RESOURCE or template.makes(resource)
    if made and service in GUARDED and asked.request.resource_account == ACCOUNT:
        policies = replace(policies, resource=NOBODY if allowed else consent("*"))
    if asked.role is not None:
        policies = replace(policies, identity=(NOTHING if allowed else EVERYTHING,), boundary=None)
    if policies.endpoint is not None:
        policies = replace(policies, endpoint=(NOBODY if allowed else consent("*"),))
    return decide(asked.request, policies).allowed is not allowed
