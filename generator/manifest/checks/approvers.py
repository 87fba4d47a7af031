"""Who approves models: users and roles of the account, and nobody who trains, deploys or works in the environment."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from generator.diagnostics import Finding
from generator.manifest.checks.people import check_partition, foreign_principal
from generator.manifest.draft import Draft
from generator.manifest.forms import EnvironmentForm
from generator.manifest.forms.identities import PRINCIPAL

_EXAMPLE = "arn:aws:iam::111122223333:role/ModelRisk"


def check_approvers(draft: Draft) -> Iterator[Finding]:
    """Every approver of every environment."""
    for name, environment in draft.environments.items():
        target = draft.targets.get(environment.target)
        for index, arn in enumerate(environment.people.approvers):
            path = ("environments", name, "people", "approvers", index)
            reason = _refusal(name, environment, arn)
            if reason is not None:
                yield Finding("PF144", reason[0], draft.spans.at(*path), reason[1], "who approves")
            match = PRINCIPAL.fullmatch(arn)
            if target is not None and match is not None and match[2] != target.account:
                yield foreign_principal(draft, path, arn, target.account)
        if target is not None:
            at = ("environments", name, "people", "approvers")
            yield from check_partition(draft, at, environment.people.approvers, target)


def _refusal(name: str, environment: EnvironmentForm, arn: str) -> tuple[str, str] | None:
    """Why the principal cannot approve, and what mends it; None where it can."""
    if ":group/" in arn:
        return f"`{arn}` is a group, and a group becomes no role: name its users, or a role", _EXAMPLE
    if arn.rsplit("/", 1)[-1].startswith(f"ds-{name}-"):
        return f"`{arn}` is a role of this environment: who approves works beside it", _EXAMPLE
    scientists = environment.people.scientists.principals
    if any(fnmatchcase(arn, pattern) for pattern in scientists):
        message = f"`{arn}` is a data scientist here: who trains a model does not approve it"
        return message, "name somebody else, or remove it from `scientists`"
    if arn in environment.options.pipeline_principals:
        message = f"`{arn}` is a pipeline here: who deploys a model does not approve it"
        return message, "name somebody else, or remove it from `pipeline-principals`"
    return None
