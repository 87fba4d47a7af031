"""Which roles of a template can give themselves more than they have: alone, or by way of others that they can become.

A role becomes another one by assuming it, by passing it to a service that it can start something in, by putting code
into what runs as the other, or by opening the other's trust. It gives a role more by a policy, a version of a policy,
or a boundary that goes; or it makes a role of its own. What is made or changed under a boundary that the statement
names is delegation and no finding (IAM User Guide, "Delegating responsibility to others using permissions boundaries").

Every question is a `Ban`, so it holds for all resources and condition keys. Not looked at: users and groups (SEC498
names a grant on all of them), roles of other templates, and AWS's managed policies.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.iam.evaluate.principals import read_caller
from generator.iam.permissions.bans import Ban, Breach, Keys, concerned_statements, find_breaches
from generator.iam.permissions.effective import IDENTITY, name_layers
from generator.iam.permissions.statements import Written
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.roles import DeployedRole

GIVING = (
    "iam:AttachRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:SetDefaultPolicyVersion",
)
"""What gives a role more, or takes its limit away."""
_BOUNDARY, _POLICY, _SERVICE = "iam:PermissionsBoundary", "iam:PolicyARN", "iam:PassedToService"
_CODE_IN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "AWS::CodeBuild::Project": ("ServiceRole", ("codebuild:StartBuild", "codebuild:UpdateProject")),
    "AWS::Glue::Job": ("Role", ("glue:UpdateJob",)),
    "AWS::Lambda::Function": ("Role", ("lambda:UpdateFunctionCode",)),
    "AWS::SageMaker::NotebookInstance": ("RoleArn", ("sagemaker:CreatePresignedNotebookInstanceUrl",)),
}
"""What runs code as a role, by which property, and who may put code into it (Service Authorization Reference)."""
_STARTS = ("Create*", "Put*", "Register*", "Request*", "Run*", "Start*", "Submit*", "Update*")
"""How actions are called by which a service is given a role."""
_OTHER_PREFIX = {"ecs-tasks": "ecs", "edgelambda": "lambda"}
"""Services whose actions have another prefix than their principal."""
RUNS_AS = frozenset(name for name, _ in _CODE_IN.values())


@dataclass(frozen=True)
class Step:
    """What a role can do to another one or to itself; `target` is empty for a role of its own making."""

    role: str
    target: str
    breaches: tuple[Breach, ...]


@dataclass(frozen=True)
class Gain:
    """The last step, and the steps by which the first role comes to it and to what it gains."""

    role: str
    way: tuple[Step, ...]
    last: Step


def find_gains(policies: TemplatePolicies) -> Iterator[Gain]:
    """At most one for each role and each last step; raises Undecided and Problems where a policy cannot be decided.

    A role that may do everything anyhow gains nothing; whoever can become it does.
    """
    askers = [_Asker(policies, role) for role in policies.roles.values()]
    free = {each.role.name for each in askers if each.is_unlimited}
    limited = [each for each in askers if each.role.name not in free]
    gifts = [step for asker in limited for step in asker.gifts()]
    if not gifts and not free:
        return
    steps = {asker.role.name: list(asker.ways()) for asker in limited}
    for asker in limited:
        ways = _reach(asker.role.name, steps)
        for gift in gifts:
            if gift.role in ways and (not gift.target or gift.target in ways):
                yield Gain(asker.role.name, ways[gift.role], gift)
        for name in sorted(free & ways.keys()):
            yield Gain(asker.role.name, ways[name][:-1], ways[name][-1])


def _reach(first: str, steps: Mapping[str, list[Step]]) -> Mapping[str, tuple[Step, ...]]:
    """Every role that this one can become, each with the shortest way."""
    found: dict[str, tuple[Step, ...]] = {first: ()}
    queue = deque([first])
    while queue:
        name = queue.popleft()
        for step in steps.get(name, ()):
            if step.target not in found:
                found[step.target] = (*found[name], step)
                queue.append(step.target)
    return found


@dataclass(frozen=True)
class _Question:
    """All of `bans` broken together are one step to `target`; `number` of each is its place among all."""

    target: str
    bans: tuple[Ban, ...]


class _Asker:
    """One role with what is asked of its policies."""

    def __init__(self, policies: TemplatePolicies, role: DeployedRole) -> None:
        self.role = role
        self._policies = policies
        self._others = [each for each in policies.roles.values() if each.name != role.name]
        self._numbers = iter(range(1, 100_000))

    @property
    def is_unlimited(self) -> bool:
        """Whether it may do everything by one statement, and nothing bounds it."""
        return self.role.boundary is None and any(
            each.allows and not each.tests and "*" in each.actions and "*" in (each.resources or ())
            for each in self._own
            if not each.not_action and not each.not_resource and each.layer == IDENTITY
        )

    def gifts(self) -> Iterator[Step]:
        """What gives some role more."""
        questions = [each for target in self._policies.roles.values() for each in self._giving(target)]
        yield from self._ask([*questions, self._making()])

    def ways(self) -> Iterator[Step]:
        """What makes this role another one."""
        questions = [each for target in self._others for each in self._becoming(target)]
        yield from self._ask([*questions, *self._coding()])

    def _ask(self, questions: list[_Question]) -> Iterator[Step]:
        bans = tuple(ban for each in questions for ban in each.bans)
        own = concerned_statements(self._policies, self.role, bans) if bans else ()
        if not any(each.allows for each in own):
            return
        broken = {each.ban.number: each for each in find_breaches(self._policies, self.role, bans, own)}
        for each in questions:
            if all(ban.number in broken for ban in each.bans):
                yield Step(self.role.name, each.target, tuple(broken[ban.number] for ban in each.bans))

    def _giving(self, target: DeployedRole) -> Iterator[_Question]:
        roles = (target.arn,)
        kept = self._named(_BOUNDARY)
        attached = tuple(sorted({*target.foreign, *self._arns(target)}))
        unless = (*kept, *(((_POLICY, attached),),)) if attached else kept
        yield self._question(target, self._ban(("iam:PutRolePolicy",), roles, unless=kept))
        yield self._question(target, self._ban(("iam:AttachRolePolicy",), roles, unless=unless))
        if target.boundary is not None:
            yield self._question(target, self._ban(("iam:DeleteRolePermissionsBoundary",), roles))
            yield self._question(target, self._ban(("iam:PutRolePermissionsBoundary",), roles, unless=kept))
        held = self._arns(target)
        if held:
            yield self._question(target, self._ban(("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"), held))

    def _making(self) -> _Question:
        account = self.role.arn.partition(":role")[0]
        fresh, made = (f"{account}:role/*",), tuple(each.arn for each in self._policies.roles.values())
        kept, pinned = self._named(_BOUNDARY), self._named(_POLICY)
        create = self._ban(("iam:CreateRole",), fresh, made, unless=kept)
        give = self._ban(("iam:AttachRolePolicy", "iam:PutRolePolicy"), fresh, made, unless=(*kept, *pinned))
        return _Question("", (create, give))

    def _becoming(self, target: DeployedRole) -> Iterator[_Question]:
        roles = (target.arn,)
        yield self._question(target, self._ban(("sts:AssumeRole",), roles))
        yield self._question(target, self._ban(("iam:UpdateAssumeRolePolicy",), roles))
        for service in _trusted_services(self._policies, target):
            name = service.split(".")[0]
            prefix = _OTHER_PREFIX.get(name, name)
            actions = tuple(f"{prefix}:{each}" for each in _STARTS)
            passes = self._ban(("iam:PassRole",), roles, when=((_SERVICE, (service,)),))
            yield self._question(target, passes, self._ban(actions, ("*",)))

    def _coding(self) -> Iterator[_Question]:
        by_arn = {each.arn: each for each in self._others}
        for name, body in self._policies.resources.items():
            holder, actions = _CODE_IN.get(str(body["Type"]), ("", ()))
            target = by_arn.get(str((body.get("Properties") or {}).get(holder, "")))
            if target is not None:
                yield self._question(target, self._ban(actions, (self._policies.values[name],)))

    def _question(self, target: DeployedRole, *bans: Ban) -> _Question:
        return _Question(target.name, bans)

    def _ban(
        self,
        actions: tuple[str, ...],
        resources: tuple[str, ...],
        spared: tuple[str, ...] = (),
        *,
        when: Keys = (),
        unless: tuple[Keys, ...] = (),
    ) -> Ban:
        return Ban(next(self._numbers), actions, resources, spared, when, unless)

    def _named(self, key: str) -> tuple[Keys, ...]:
        """The values of a key that this role's statements name whole: who must send one of them is held to it."""
        found = {
            value
            for each in self._own
            for test in each.tests
            if test.key == key.lower()
            for value in test.values
            if value.startswith("arn:") and "*" not in value
        }
        return (((key, tuple(sorted(found))),),) if found else ()

    @cached_property
    def _own(self) -> tuple[Written, ...]:
        every = Ban(0, ("iam:*",), ("*",), (), (), ())
        return concerned_statements(self._policies, self.role, (every,))

    def _arns(self, target: DeployedRole) -> tuple[str, ...]:
        """The managed policies of the template that say what a role may do, its boundary too."""
        held = {
            name
            for each in (*target.identity, *((target.boundary,) if target.boundary else ()))
            for name in each.path[1:2]
        }
        found = self._policies
        return tuple(
            sorted(found.values[name] for name in held if found.resources[name]["Type"] == "AWS::IAM::ManagedPolicy")
        )


def _trusted_services(policies: TemplatePolicies, role: DeployedRole) -> Iterator[str]:
    """The services that a role's trust policy names."""
    statements = policies.read(role.trust.document, "trust", f"the trust of {policies.titles[role.name]}")
    named = {name for each in statements if each.principals for name in each.principals.named}
    for service in sorted(name for name in named if not name.startswith("arn:") and "." in name):
        if any(each.allows for each in name_layers(statements, read_caller(service))):
            yield service
