"""Where the role of an offer is read: its own is frozen with each version, one of the environment is what its template
makes, and one that exists is known by whoever can ask the account, or else by the file that its offer names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.iam.delegation import launch_boundary, made_boundary
from generator.manifest import Manifest
from generator.model import Offer, Portfolio
from generator.model.launch_role import GivenRole
from generator.synth import Ledger
from generator.synth.cache import digest_words
from generator.verify.offered.environment import DeployedEnvironment
from generator.verify.offered.role import Launching, OfferRole


@dataclass(frozen=True)
class RoleSource:
    """Where an offer's role is read, when it has to be, and the digest of all that it is read from."""

    key: str
    read: Callable[[], OfferRole]


class RoleSources:
    """The roles of a project's offers; each environment is resolved once."""

    def __init__(self, root: Path, manifest: Manifest, ledger: Ledger, launching: Launching) -> None:
        self._root, self._manifest, self._ledger, self._launching = root, manifest, ledger, launching
        self._deployed: dict[str, DeployedEnvironment | None] = {}

    def find(self, portfolio: Portfolio, offer: Offer) -> RoleSource | None:
        """The source of an offer's role; None where another check says why there is none."""
        given = offer.launch_role
        if given is None:
            return self._own(offer)
        if given.local is not None:
            deployed = self._environment(portfolio.environment)
            if deployed is None:
                return None
            return self._local(deployed, portfolio, offer, given.local)
        role = self._existing(portfolio, offer, given)
        if role.unknown and given.policies is not None:
            return _of_file(self._root / given.policies, given.policies)
        return RoleSource(digest_words(repr(role)), lambda: role)

    def person(self, portfolio: Portfolio) -> RoleSource | None:
        """The source of the role of those who launch from an environment's portfolio; None where others do."""
        base = self._manifest.catalog.base
        theirs = any(access.environment_role == base.person for access in portfolio.access)
        deployed = self._environment(portfolio.environment) if theirs and base.person else None
        if deployed is None or not portfolio.offers:
            return None
        return self._local(deployed, portfolio, portfolio.offers[0], str(base.person))

    def _local(self, deployed: DeployedEnvironment, portfolio: Portfolio, offer: Offer, local: str) -> RoleSource:
        """A role of the environment; a boundary that the organization prescribes is the account's to say."""
        prescribed: Mapping[str, Any] | None = made_boundary() if deployed.environment.launched else None
        if deployed.environment.roles.boundary is not None and self._launching.account is not None:
            named = replace(offer, launch_role=GivenRole(name=deployed.environment.role(local)))
            prescribed = self._launching.account(self._manifest.catalog.target_of(portfolio), named).boundary
        return RoleSource(digest_words(deployed.key, local, repr(prescribed)), lambda: deployed.role(local, prescribed))

    def _existing(self, portfolio: Portfolio, offer: Offer, given: GivenRole) -> OfferRole:
        if self._launching.account is not None:
            return self._launching.account(self._manifest.catalog.target_of(portfolio), offer)
        return OfferRole(unknown=f"nothing here says what the role {given.arn or given.name} may do")

    def _own(self, offer: Offer) -> RoleSource | None:
        found = [self._ledger.find(offer.product, version) for version in offer.versions]
        frozen = dict(each.launch_role for each in found if each is not None and each.launch_role is not None)
        if not frozen:
            return None
        files = [self._root / path for path in frozen]
        return RoleSource(digest_words(*(digest.hex for digest in frozen.values())), lambda: _read(files))

    def _environment(self, name: str | None) -> DeployedEnvironment | None:
        if name is None:
            return None
        if name not in self._deployed:
            catalog = self._manifest.catalog
            environment = catalog.environments[name]
            target = catalog.targets[environment.target]
            release = self._ledger.find(catalog.base.product, environment.version)
            self._deployed[name] = None
            if release is not None:
                answers = self._launching.answers(catalog.base, environment, target, release)
                self._deployed[name] = DeployedEnvironment(self._root, environment, target, release, answers)
        return self._deployed[name]


def _of_file(file: Path, name: str) -> RoleSource:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = f"`{name}`, which should say what the role may do, cannot be read: {getattr(error, 'strerror', error)}"
        return RoleSource(digest_words(why), lambda: OfferRole(unusable=why))
    return RoleSource(digest_words(text), lambda: _parse(text, name))


def _parse(text: str, name: str) -> OfferRole:
    try:
        held = json.loads(text)
    except ValueError as error:
        return OfferRole(unusable=f"`{name}` is no JSON: {error}")
    policies = held if isinstance(held, list) else [held]
    if not policies or not all(isinstance(each, dict) and "Statement" in each for each in policies):
        return OfferRole(unusable=f"`{name}` is no policy document, nor a list of them")
    return OfferRole(tuple(policies))


def _read(files: Sequence[Path]) -> OfferRole:
    """Frozen launch policies; one that is damaged is the ledger's finding."""
    policies: list[Mapping[str, Any]] = []
    for file in files:
        try:
            policies.append(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return OfferRole(damaged=True)
    return OfferRole(tuple(policies), launch_boundary())
