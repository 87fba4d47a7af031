"""What an organization prescribes for an environment, against the account and region that it is in."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.manifest.draft import Draft
from generator.manifest.forms import TargetForm


def check_organizations(draft: Draft) -> Iterator[Finding]:
    """A permissions boundary of another account (PF171), a key of another account or region (PF172)."""
    for name, environment in draft.environments.items():
        if target := draft.targets.get(environment.target):
            yield from _check_boundary(draft, name, environment.roles.boundary, target)
            for field in ("data_key", "notebook_key", "logs_key"):
                yield from _check_key(draft, name, field, getattr(environment.existing, field), target)


def _check_boundary(draft: Draft, name: str, boundary: str | None, target: TargetForm) -> Iterator[Finding]:
    account = boundary.split(":")[4] if boundary else "aws"
    if boundary and account not in (target.account, "aws"):
        message = f"the permissions boundary is in account {account}, and `{name}` in {target.account}"
        at = draft.spans.at("environments", name, "roles", "boundary")
        yield Finding("PF171", message, at, boundary.replace(account, target.account, 1))


def _check_key(draft: Draft, name: str, field: str, key: str | None, target: TargetForm) -> Iterator[Finding]:
    """Roles of an environment are refused whatever another account holds, and KMS whatever another region asks."""
    if key is None:
        return
    *_, region, account, _ = key.split(":", 5)
    if (account, region) != (target.account, target.region):
        message = f"the key is in {account} · {region}, and `{name}` in {target.account} · {target.region}"
        at = draft.spans.at("environments", name, "existing", field.replace("_", "-"))
        fix = f"name a key of {target.account} · {target.region}, or remove it: the environment then makes its own"
        yield Finding("PF172", message, at, fix)
