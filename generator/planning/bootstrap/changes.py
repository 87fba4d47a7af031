"""The stack of the publishing roles as it is × as it is asked for → what bootstrapping would change. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.planning.bootstrap.entrances import Trusted, read_trusted
from generator.planning.environment_plan import EnvironmentChange
from generator.planning.policy_changes import compare_policies
from generator.planning.risk import Risk

STACK = "ds-publishing"
TEMPLATES = "bootstrap/"
"""Where in the artifact bucket the stack's template is that is too long to be sent; nobody needs it afterwards."""
CATALOG_TAG, HOME_TAG = "ds:publishing", "ds:home"
"""The stack's tags, which its roles have, too: the catalog, and the region of the stack."""
_NOTE = "DataScienceCatalog"
_SHOWN = 3


@dataclass(frozen=True)
class Noted:
    """What the stack remembers of how it was asked for."""

    trusted: Trusted
    limit: str | None = None
    environments: tuple[str, ...] = ()
    """Those that the deployer deploys; all where none is named."""


@dataclass(frozen=True)
class BootstrapPlan:
    """What bootstrapping an account would do; without changes there is nothing to do."""

    changes: tuple[EnvironmentChange, ...]
    creates: bool
    """Whether the stack is new."""
    stands: bool
    """Whether the stack stays as it is."""
    mends: tuple[str, ...] = field(default=())
    """What is wrong with the artifact bucket."""
    restores: bool = False
    """Whether the bucket is gone while the stack is there: what lay in it is put back."""

    @property
    def risks(self) -> frozenset[Risk]:
        """Every risk of its changes; a new account has nobody yet who could do more."""
        return frozenset() if self.creates else frozenset(risk for each in self.changes for risk in each.risks)


def with_note(template: dict[str, Any], noted: Noted) -> dict[str, Any]:
    """The template that remembers how it was asked for, so that it need not be typed again."""
    note = {"trusted": noted.trusted.record, "limit": noted.limit, "environments": list(noted.environments)}
    return {**template, "Metadata": {_NOTE: note}}


def read_note(text: str | None) -> Noted | None:
    """What a deployed template remembers; None where it does not, as one that was deployed by hand."""
    try:
        note = json.loads(text or "")["Metadata"][_NOTE]
        return Noted(read_trusted(note["trusted"]), note["limit"], tuple(note["environments"]))
    except (ValueError, TypeError, KeyError):
        return None


def plan_bootstrap(
    before: str | None, wanted: Mapping[str, Any], bucket: str, missing: bool, mends: tuple[str, ...]
) -> BootstrapPlan:
    """`before` is the deployed template's text; of the bucket it is said whether it is missing, and what is wrong."""
    there = _read(before)
    changes: list[EnvironmentChange] = []
    if missing:
        changes.append(EnvironmentChange("+", f"bucket {bucket}: versions, encryption, TLS only, nothing public"))
    changes += [EnvironmentChange("~", f"bucket {bucket}: {each}") for each in mends]
    if there is None:
        changes += _creation(wanted)
    elif there != wanted:
        changes += _update(there.get("Resources", {}), wanted["Resources"]) or [_words_only()]
    return BootstrapPlan(tuple(changes), there is None, there == wanted, mends, missing and there is not None)


def begin_with(plan: BootstrapPlan, symbol: str, words: str) -> BootstrapPlan:
    """The plan with what is to be done first about the state of the stack, which then does not stay as it is."""
    first = EnvironmentChange(symbol, f"stack {STACK} {words}")
    return replace(plan, changes=(first, *plan.changes), stands=False)


def _read(text: str | None) -> Any:
    try:
        return json.loads(text) if text is not None else None
    except ValueError:
        return {}  # a template in YAML, which is none of ours


def _words_only() -> EnvironmentChange:
    return EnvironmentChange("~", f"stack {STACK}: what it remembers of how it was asked for")


def _creation(wanted: Mapping[str, Any]) -> Iterator[EnvironmentChange]:
    resources = wanted["Resources"]
    yield EnvironmentChange("+", f"stack {STACK}: {len(resources)} resources")
    for body in resources.values():
        properties = body["Properties"]
        match body["Type"]:
            case "AWS::IAM::Role":
                count = len(properties["ManagedPolicyArns"])
                yield EnvironmentChange(
                    "+", f"role {properties['RoleName']}: {count} polic{'y' if count == 1 else 'ies'}, under a boundary"
                )
                for who in list_admitted(properties["AssumeRolePolicyDocument"]):
                    yield EnvironmentChange("+", f"{properties['RoleName']}: {who} gets in", (Risk.BROADENS,))
            case "AWS::IAM::OIDCProvider":
                yield EnvironmentChange("+", f"OpenID Connect provider {properties['Url']}")
            case "AWS::IAM::ManagedPolicy" if properties["ManagedPolicyName"].endswith("boundary"):
                yield EnvironmentChange("+", f"boundary {properties['ManagedPolicyName']}")


def list_admitted(document: Mapping[str, Any]) -> Iterator[str]:
    """Who a trust policy lets in, one by one, in words."""
    for statement in document["Statement"]:
        if "sts:SetSourceIdentity" in statement["Action"] and "sts:AssumeRole" not in statement["Action"]:
            continue
        tests = [test for tests in statement.get("Condition", {}).values() for test in tests.items()]
        subjects = [each for key, values in tests if key.endswith(":sub") for each in _listed(values)]
        patterns = [each for key, values in tests if key == "aws:PrincipalArn" for each in _listed(values)]
        factor = " with a second factor" if any(key == "aws:MultiFactorAuthPresent" for key, _ in tests) else ""
        named = [each for names in statement["Principal"].values() for each in _listed(names)]
        yield from (f"{each}{factor}" for each in subjects or patterns or named)


def _listed(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [str(value)]


def _update(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[EnvironmentChange]:
    changes = list[EnvironmentChange]()
    for name in sorted({*before, *wanted}):
        kind = str((wanted.get(name) or before[name]).get("Type")).rpartition("::")[2]
        if name not in before:
            changes.append(EnvironmentChange("+", f"{kind} {name}"))
        elif name not in wanted:
            changes.append(EnvironmentChange("-", f"{kind} {name}"))
    for change in compare_policies(before, wanted):
        risks = (*((Risk.BROADENS,) * bool(change.more)), *((Risk.BREAKS_USERS,) * bool(change.less)))
        said = [f"{how}: {_cut(words)}" for how, words in (("more", change.more), ("less", change.less)) if words]
        changes.append(EnvironmentChange("~", f"{change.resource} lets do {'; '.join(said)}", risks))
    for name in sorted(before.keys() & wanted.keys()):
        for key in _bounds(before[name], wanted[name]):
            changes.append(EnvironmentChange("~", f"{name}: another {key}", (Risk.BROADENS, Risk.BREAKS_USERS)))
    return changes


def _bounds(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """What limits a role, or is given to it, besides the statements."""
    old, new = before.get("Properties", {}), wanted.get("Properties", {})
    for key, words in (("PermissionsBoundary", "boundary"), ("ManagedPolicyArns", "set of policies")):
        if old.get(key) != new.get(key):
            yield words


def _cut(said: tuple[str, ...]) -> str:
    rest = f", and {len(said) - _SHOWN} others" if len(said) > _SHOWN else ""
    return f"{', '.join(said[:_SHOWN])}{rest}"
