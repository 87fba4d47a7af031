"""What an organization prescribes for an environment, against the account and region that it is in."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.manifest.draft import Draft


def check_organizations(draft: Draft) -> Iterator[Finding]:
    """A permissions boundary of another account (PF171)."""
    for name, environment in draft.environments.items():
        target, boundary = draft.targets.get(environment.target), environment.roles.boundary
        if target is None or boundary is None:
            continue
        account = boundary.split(":")[4]
        if account not in (target.account, "aws"):
            message = f"the permissions boundary is in account {account}, and `{name}` in {target.account}"
            at = draft.spans.at("environments", name, "roles", "boundary")
            yield Finding("PF171", message, at, boundary.replace(account, target.account, 1))
