"""Each environment of portfolio.yaml, as its released template makes it of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.cli.costing import name_of
from generator.cli.publish.reporting.matrices import read_matrix
from generator.cli.publish.reporting.resources import read_kept, read_logs, read_network_facts, read_trust
from generator.cli.publish.reporting.templates import ReleasedTemplate
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.resolve import resolve
from generator.cloudformation.symbolic import identifier
from generator.cloudformation.template.scope import pseudo_parameters
from generator.diagnostics import Problems
from generator.iam.roles import read_roles
from generator.manifest import Manifest
from generator.manifest.forms.regions import partition_of
from generator.manifest.scenarios import LoadedScenarios
from generator.model import Base, Environment, Release, Target
from generator.planning import plan_deployment
from generator.planning.cost import compare_choices, estimate
from generator.planning.policy_changes import compare_policies
from generator.synth import Ledger
from generator.views.report.facts import EnvironmentFacts

_UNTAKEN = (OSError, TemplateError, Problems)


def read_environments(
    root: Path, manifest: Manifest, ledger: Ledger, scenarios: Mapping[str, LoadedScenarios]
) -> Iterator[EnvironmentFacts]:
    """The facts of every environment; one whose template does not take its answers says so."""
    for environment in manifest.catalog.environments.values():
        yield _Reading(root, manifest, ledger, environment).facts(scenarios)


class _Reading:
    """One environment with its release and its target."""

    def __init__(self, root: Path, manifest: Manifest, ledger: Ledger, environment: Environment) -> None:
        self._root, self._ledger, self._environment = root, ledger, environment
        self._base: Base = manifest.catalog.base
        self._target: Target = manifest.catalog.targets[environment.target]

    def facts(self, scenarios: Mapping[str, LoadedScenarios]) -> EnvironmentFacts:
        """Everything; `absent` says why nothing."""
        release = self._ledger.find(self._base.product, self._environment.version)
        if release is None:
            return self._absent(f"{self._base.product} {self._environment.version} is not released.")
        template = ReleasedTemplate(self._root, release)
        try:
            answers, made = self._answers(template), self._made(template)
        except _UNTAKEN as error:
            return self._absent(f"Its template does not take its answers: {error}")
        resources = made["Resources"]
        pseudo = self._pseudo()
        values = {name: identifier(name, body, pseudo) for name, body in resources.items()}
        roles = read_roles(made, self._target.account, partition_of(self._target.region))
        before = self._before(release)
        more, less = self._difference(before, resources)
        return EnvironmentFacts(
            **self._place(),
            answers=tuple(self._said(template, answers)),
            roles=tuple(read_trust(roles)),
            network=read_network_facts(resources),
            kept=tuple(read_kept(resources, values)),
            logs=tuple(read_logs(resources, values)),
            before=str(before.version) if before is not None else "",
            more=more,
            less=less,
            cost=estimate(template.document, answers, pseudo),
            choices=tuple(compare_choices(template.document, answers, pseudo)),
            names={each.parameter: name_of(self._base, each.parameter) for each in self._base.questions},
            matrix=read_matrix(self._environment.name, self._root, self._base, template, answers, scenarios),
        )

    def _place(self) -> dict[str, Any]:
        environment, target = self._environment, self._target
        return {
            "name": environment.name,
            "product": self._base.product,
            "version": str(environment.version),
            "account": target.account,
            "region": target.region,
        }

    def _absent(self, words: str) -> EnvironmentFacts:
        nothing = estimate({}, {}, {"AWS::Region": self._target.region})
        return EnvironmentFacts(
            **self._place(),
            answers=(),
            roles=(),
            network=None,
            kept=(),
            logs=(),
            before="",
            more=(),
            less=(),
            cost=nothing,
            choices=(),
            names={},
            absent=words,
        )

    def _pseudo(self) -> dict[str, Any]:
        stack = f"arn:{partition_of(self._target.region)}:cloudformation:{self._target.region}:{self._target.account}"
        name = self._environment.prefix
        return pseudo_parameters(
            account=self._target.account,
            region=self._target.region,
            name=name,
            stack_id=f"{stack}:stack/{name}/00000000",
            topics=[],
        )

    def _answers(self, template: ReleasedTemplate) -> dict[str, str]:
        """What portfolio.yaml answers, of what this release asks."""
        given = plan_deployment(self._base, self._environment, self._target, template.release).parameters
        asked = template.document.get("Parameters") or {}
        return {name: text for name, text in given.items() if name in asked}

    def _made(self, template: ReleasedTemplate) -> Mapping[str, Any]:
        return resolve(template.document, self._answers(template), self._pseudo())

    def _said(self, template: ReleasedTemplate, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The answers that differ from the template's own defaults, by the names of portfolio.yaml."""
        asked = template.document.get("Parameters") or {}
        for name, text in answers.items():
            if text and text != str(asked[name].get("Default", "")):
                yield name_of(self._base, name), text

    def _before(self, release: Release) -> Release | None:
        """The newest release before this one."""
        older = [each for each in self._ledger.releases if each.product == release.product and each < release]
        return max(older, default=None, key=lambda each: each.version)

    def _difference(
        self, before: Release | None, resources: Mapping[str, Any]
    ) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]:
        if before is None:
            return (), ()
        try:
            old = self._made(ReleasedTemplate(self._root, before))["Resources"]
        except _UNTAKEN:
            return (), ()
        changes = list(compare_policies(old, resources))
        return (
            tuple((each.resource, each.more) for each in changes if each.more),
            tuple((each.resource, each.less) for each in changes if each.less),
        )
