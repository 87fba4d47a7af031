"""An account and what bootstrapping it would change: read, and nothing written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Finding, Problems, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.aws.bootstrap.standing import StandingRoles
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.iam.publishing import Scope
    from generator.model import Target
    from generator.planning.bootstrap.changes import BootstrapPlan, Noted
    from generator.planning.publishing_roles import Documents

BACK = "UPDATE_ROLLBACK_FAILED"
"""The state of a stack whose rollback is to be continued before anything else."""


@dataclass(frozen=True)
class Account:
    """What was found, what is wanted, and what would change; `findings` are those of the names that it looked up."""

    project: Project
    target: Target
    connection: Connection
    standing: StandingRoles
    noted: Noted
    documents: Documents
    template: Mapping[str, Any]
    text: str
    plan: BootstrapPlan
    findings: tuple[Finding, ...] = ()
    linked: tuple[str, ...] = field(default=())
    """Services whose service-linked role is to be made."""

    @property
    def tags(self) -> dict[str, str]:
        """The stack's."""
        from generator.planning.bootstrap.changes import CATALOG_TAG, HOME_TAG

        return {CATALOG_TAG: self.project.manifest.catalog.key, HOME_TAG: self.standing.home}

    @property
    def unusable(self) -> bool:
        """Whether the stack can only be deleted, and made anew."""
        from generator.aws.stacks import UNUSABLE

        return self.standing.status in UNUSABLE


def read_account(project: Project, target: Target, connection: Connection, asked: Noted) -> Account:
    """Everything about the account; where nobody is asked for, whom the stack remembers.

    Raises Problems where that is nobody either.
    """
    from generator.aws.bootstrap.standing import read_standing_roles
    from generator.planning.bootstrap.changes import read_note
    from generator.planning.bootstrap.entrances import check_trusted

    standing = read_standing_roles(connection)
    noted = asked if asked.trusted.entrances else _remembered(asked, read_note(standing.template))
    if problems := [*check_trusted(noted.trusted, target.account)]:
        raise Problems(problems)
    noted = replace(noted, limit=_arn_of(noted.limit, connection))
    scope, documents = _documents(project, target, noted)
    template, found = _draw(project, target, standing, noted, documents, scope)
    return _compare(Account(project, target, connection, standing, noted, documents, template, "", _nothing(), found))


def _remembered(asked: Noted, noted: Noted | None) -> Noted:
    if noted is None:
        return asked
    return replace(noted, limit=asked.limit or noted.limit, environments=asked.environments or noted.environments)


def _arn_of(limit: str | None, connection: Connection) -> str | None:
    """A policy of this account may be named alone."""
    if limit is None or limit.startswith("arn:"):
        return limit
    return f"arn:{connection.partition}:iam::{connection.account}:policy/{limit.lstrip('/')}"


def _documents(project: Project, target: Target, noted: Noted) -> tuple[Scope, Documents]:
    from generator.cli.publish.deploying_needs import build_needs
    from generator.planning.publishing_roles import list_documents, read_scope

    only = {project.environment(name).name for name in noted.environments}
    scope = read_scope(project.manifest.catalog, target, only)
    return scope, list_documents(scope, build_needs(project, scope))


def _draw(
    project: Project, target: Target, standing: StandingRoles, noted: Noted, documents: Documents, scope: Scope
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The template, and what stands in its way by name."""
    from generator.aws.bootstrap.taken import find_providers, find_taken, has_launch_boundary
    from generator.model.launch_role import LAUNCH_BOUNDARY, LAUNCH_PATH
    from generator.planning.bootstrap.changes import with_note
    from generator.planning.bootstrap.trusts import list_issuers, opens
    from generator.planning.publishing_roles import Layout, build_roles

    given, findings = find_providers(standing, list_issuers(noted.trusted))
    launch = not has_launch_boundary(standing, scope.arn("iam", f"policy{LAUNCH_PATH}{LAUNCH_BOUNDARY}"))
    chosen = [name for name in documents if opens(noted.trusted, name)]
    layout = Layout(launch, noted.limit, given)
    template = build_roles(scope, target, documents, chosen, noted.trusted, layout)
    taken = find_taken(standing, template, project.manifest.catalog.key)
    return with_note(template, noted), (*findings, *taken, *_large(template))


def _large(template: Mapping[str, Any]) -> list[Finding]:
    """AWS761: more is trusted than IAM takes of a role, or more is attached."""
    from generator.iam.policy_split import MOST_ATTACHED, policy_size
    from generator.planning.bootstrap.trusts import MOST

    found = []
    for name, body in template["Resources"].items():
        if body["Type"] != "AWS::IAM::Role":
            continue
        size, attached = (
            policy_size(body["Properties"]["AssumeRolePolicyDocument"]),
            body["Properties"]["ManagedPolicyArns"],
        )
        if size > MOST:
            what = f"the trust of {name} has {size:,} characters, and IAM takes {MOST:,}"
            found.append(Finding("AWS761", what, fix="trust a role that these people share, or give ROLE=… for some"))
        if len(attached) > MOST_ATTACHED:
            what = f"{name} has {len(attached)} policies, and IAM takes {MOST_ATTACHED}"
            found.append(Finding("AWS761", what, fix="--environment NAME, for a part of the environments"))
    return found


def _compare(account: Account) -> Account:
    from generator.aws.bootstrap.standing import read_bucket
    from generator.aws.bootstrap.surroundings import find_linked
    from generator.aws.bootstrap.taken import find_taken_bucket
    from generator.planning.bootstrap.changes import plan_bootstrap
    from generator.planning.publishing_roles import render_roles

    text = render_roles(account.template)
    bucket, code, mends = read_bucket(account.connection)
    before = None if account.unusable else account.standing.template
    plan = plan_bootstrap(before, json.loads(text), bucket, code in ("404", "NoSuchBucket"), mends)
    there = find_linked(account.connection, list_linked(account.project, account.target))
    linked = tuple(service for service, description in there.items() if description is None)
    findings = (*account.findings, *find_taken_bucket(bucket, code))
    return replace(account, text=text, plan=_whole(plan, account, linked), findings=findings, linked=linked)


def _whole(plan: BootstrapPlan, account: Account, linked: Sequence[str]) -> BootstrapPlan:
    """The plan with what is neither bucket nor template."""
    from generator.planning.bootstrap.changes import begin_with
    from generator.planning.environment_plan import EnvironmentChange

    status = account.standing.status or ""
    roles = [EnvironmentChange("+", f"service-linked role of {service}") for service in linked]
    whole = replace(plan, changes=(*roles, *plan.changes))
    if account.unusable:
        return begin_with(whole, "-", f"is in {status}: what is left of it is deleted, and it is made anew")
    if status == BACK:
        return begin_with(whole, "~", f"is in {status}: its rollback is finished first")
    if is_at_work(status):
        return begin_with(whole, "!", f"is in {status}: somebody is at work on it, which is waited for first")
    return whole


def is_at_work(status: str | None) -> bool:
    """Whether something goes on with a stack; in review it waits for somebody who may never come."""
    return (status or "").endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"


def list_linked(project: Project, target: Target) -> list[str]:
    """Services whose service-linked role an environment or a product on offer takes."""
    from generator.aws.bootstrap.surroundings import LINKED

    texts = [_template(project, product, version) for product, version in list_releases(project, target)]
    return sorted({service for kind, service in LINKED.items() if any(kind in text for text in texts)})


def list_releases(project: Project, target: Target) -> list[tuple[str, Any]]:
    """(Product, version) of the target's environments and of what its portfolios offer."""
    catalog = project.manifest.catalog
    found = {
        (catalog.base.product, each.version) for each in catalog.environments.values() if each.target == target.name
    }
    for portfolio in catalog.portfolios.values():
        if catalog.target_of(portfolio).name == target.name:
            found |= {(offer.product, version) for offer in portfolio.offers for version in offer.versions}
    return sorted(found)


def _template(project: Project, product: str, version: Any) -> str:
    release = project.ledger.find(product, version)
    return (project.root / release.template).read_text(encoding="utf-8") if release is not None else ""


def _nothing() -> BootstrapPlan:
    from generator.planning.bootstrap.changes import BootstrapPlan

    return BootstrapPlan((), True, False)


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether one of them stops the bootstrap itself."""
    return any(finding.severity is Severity.ERROR for finding in findings)
