"""Sentences of scenarios.yaml, asked as every role of an environment's released template: the permission matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from generator.cli.publish.reporting.templates import ReleasedTemplate
from generator.diagnostics import Problems
from generator.iam.evaluate import Deciding, Decision, Outcome
from generator.manifest.scenarios import FILE, LoadedScenarios, load_scenarios
from generator.model import Base
from generator.model.scenario import Scenario
from generator.verify.scenarios.deployed import DeployedTemplate, UnknownName, resolve_template
from generator.views.report.facts import Cell, DecidingStatement, Matrix, Task

_SHOWN = 3
"""Statements of a cell that are led to."""
_DOCUMENTS = ("PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument")


def load_all_scenarios(root: Path, products: Iterable[str]) -> dict[str, LoadedScenarios]:
    """The scenarios of every product that has some; a file that is wrong is `check`'s finding, and left out."""
    found = {}
    for name in products:
        if (root / "products" / name / FILE).is_file():
            try:
                found[name] = load_scenarios(root, name)
            except Problems:
                continue
    return found


def ask_roles(
    base: Base, template: ReleasedTemplate, answers: Mapping[str, str], scenarios: Mapping[str, LoadedScenarios]
) -> Matrix | None:
    """The matrix of the roles that a template makes; None where no sentence is about it."""
    about = {name: each for name, each in scenarios.items() if each.scenarios.about == base.product}
    return _ask(base, template, answers, about) if about else None


def _ask(
    base: Base, template: ReleasedTemplate, answers: Mapping[str, str], about: Mapping[str, LoadedScenarios]
) -> Matrix | None:
    own = next((each for name, each in about.items() if name == base.product), next(iter(about.values())))
    asked = template.document.get("Parameters") or {}
    whole = {name: text for name, text in {**answers, **own.scenarios.answers}.items() if name in asked}
    try:
        deployed = resolve_template(template.document, whole, own.scenarios.stored)
    except Problems:
        return None
    asking = _Asking(template, deployed)
    roles = [local for local in base.roles if any(each.endswith(f"-{local}") for each in deployed.roles)]
    tasks, left_out = [], 0
    for product, loaded in about.items():
        for scenario, span in zip(loaded.scenarios.sentences, loaded.spans, strict=True):
            who = [each for each in scenario.principals if each in roles]
            task = asking.task(scenario, roles, who, f"products/{product}/{FILE}:{span.line}") if who else None
            if task is not None and all(whole.get(name) == text for name, text in scenario.answers.items()):
                tasks.append(task)
            elif who:
                left_out += 1
    names = ", ".join(f"{name} {text}" for name, text in own.scenarios.answers.items() if text and "," not in text)
    words = f"Asked of {template.release.template} with this environment's answers, under the sentences' own: {names}."
    return Matrix(tuple(roles), tuple(tasks), tuple(asking.statements), left_out, words)


class _Asking:
    """Decisions on one deployed template; each deciding statement gets a number once."""

    def __init__(self, template: ReleasedTemplate, deployed: DeployedTemplate) -> None:
        self._template, self._deployed = template, deployed
        self._numbers: dict[tuple[str, str, str], int] = {}
        self.statements: list[DecidingStatement] = []

    def task(self, scenario: Scenario, roles: list[str], who: list[str], source: str) -> Task | None:
        """A row; None where the template does not make what the sentence names."""
        try:
            cells = {role: self._cell(scenario, role) for role in roles}
        except (UnknownName, ValueError, KeyError):
            return None
        under = [
            f"{key} is {value if isinstance(value, str) else ', '.join(value)}"
            for key, value in scenario.context.items()
        ]
        under += [f"the call takes {scenario.through}"] if scenario.through else []
        return Task(scenario.because, scenario.actions, scenario.resources, tuple(under), tuple(who), cells, source)

    def _cell(self, scenario: Scenario, role: str) -> Cell:
        decisions = [each for *_, each in self._deployed.decisions(replace(scenario, principals=(role,)))]
        allowed = [each.allowed for each in decisions]
        answer = "yes" if all(allowed) else "part" if any(allowed) else "no"
        found = (self._number(each, role) for one in decisions for each in _deciding(one))
        reasons = dict.fromkeys(_reason(each) for each in decisions if not each.allowed)
        return Cell(answer, tuple(list(dict.fromkeys(found))[:_SHOWN]), "; ".join(reasons))

    def _number(self, deciding: Deciding, role: str) -> int:
        resource = self._resource(deciding, role)
        key = (resource, deciding.layer, deciding.sid or str(deciding.index))
        if key not in self._numbers:
            line, lines = self._template.find_statement(resource, deciding.sid)
            path = self._template.release.template
            self.statements.append(
                DecidingStatement(resource, deciding.sid or "", deciding.effect, deciding.layer, path, line, lines)
            )
            self._numbers[key] = len(self.statements)
        return self._numbers[key]

    def _resource(self, deciding: Deciding, role: str) -> str:
        """The logical id of the resource that a policy of this name belongs to."""
        if deciding.policy in self._deployed.resources:
            return deciding.policy
        for name, body in self._deployed.resources.items():
            properties = body.get("Properties") or {}
            if properties.get("ManagedPolicyName") == deciding.policy:
                return name
        for name, body in self._deployed.resources.items():
            properties = body.get("Properties") or {}
            if body["Type"] == "AWS::IAM::Role" and str(properties.get("RoleName", name)).endswith(role):
                return name
        return deciding.policy.removeprefix("stack-")


def _deciding(decision: Decision) -> Iterator[Deciding]:
    """The statements that decided: those that denied, or those that allowed what is allowed."""
    if decision.outcome is not Outcome.IMPLICITLY_DENIED:
        yield from decision.statements


def _reason(decision: Decision) -> str:
    layers = " and ".join(decision.blocked_by)
    return f"denied by {layers}" if decision.outcome is Outcome.EXPLICITLY_DENIED else f"nothing allows it ({layers})"
