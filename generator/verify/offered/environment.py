"""The roles of an environment of portfolio.yaml: what its released template makes of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.resolve import resolve
from generator.diagnostics import Problems
from generator.iam.roles import DeployedRole, read_roles
from generator.launching.filling import place_of, pseudo_parameters
from generator.manifest.forms.regions import partition_of
from generator.model import Environment, Release, Target
from generator.model.launch_role import IN_PLACE
from generator.synth.cache import digest_words
from generator.synth.released import read_released
from generator.verify.offered.role import OfferRole


@dataclass(frozen=True)
class DeployedEnvironment:
    """An environment of portfolio.yaml as its released template would make it."""

    root: Path
    environment: Environment
    target: Target
    release: Release
    answers: Mapping[str, str]

    @property
    def key(self) -> str:
        """The digest of all that it is made of."""
        return digest_words(self.release.digest.hex, repr(sorted(self.answers.items())), repr(self.target))

    def role(self, local: str, prescribed: Mapping[str, Any] | None = None) -> OfferRole:
        """The role of this local name; `prescribed` is the boundary that the environment does not make itself."""
        made = self._made
        if isinstance(made, str):
            return OfferRole(unknown=made)
        name = self.environment.role(local)
        role = self._roles.get(name)
        if role is None:
            return OfferRole(
                absent=f"environment {self.release.version} of `{self.environment.name}` makes no role {name}"
            )
        if role.foreign:
            return OfferRole(
                unknown=f"{name} has policies that the environment does not make: {', '.join(role.foreign)}"
            )
        policies = tuple(each.document for each in role.identity)
        return OfferRole(policies, role.boundary.document if role.boundary else prescribed, self._stored)

    @cached_property
    def _made(self) -> Mapping[str, Any] | str:
        pseudo = {**pseudo_parameters(place_of(self.target)), "AWS::StackName": self.environment.prefix}
        try:
            document = read_released(self.root, self.release)
            asked = document.get("Parameters") or {}
            answers = {name: value for name, value in self.answers.items() if name in asked}
            return resolve(document, answers, pseudo)
        except (OSError, ValueError, TemplateError) as error:
            return f"the environment's template cannot be read: {error}"
        except Problems as problems:
            return f"the environment's template does not take its answers: {problems.findings[0].message}"

    @cached_property
    def _roles(self) -> Mapping[str, DeployedRole]:
        assert not isinstance(self._made, str), "asked for after it could be resolved"
        return read_roles(dict(self._made), self.target.account, partition_of(self.target.region))

    @cached_property
    def _stored(self) -> Mapping[str, str]:
        assert not isinstance(self._made, str), "asked for after it could be resolved"
        named = [
            body["Properties"] for body in self._made["Resources"].values() if body["Type"] == "AWS::SSM::Parameter"
        ]
        return {
            each["Name"].replace(self.environment.name, IN_PLACE, 1): str(each["Value"])
            for each in named
            if "Name" in each
        }
