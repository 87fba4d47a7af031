"""Whether shares can be made at all: asked before anything is written, with a finding at portfolio.yaml's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems, Span
from generator.model.share import ACCOUNT
from generator.planning import steps as s

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.planning import Plan


def check_sharing(project: Project, connection: Connection, plan: Plan) -> None:
    """Raises Problems (PLN652, PLN653) where the plan shares with an organization and AWS would refuse that."""
    from generator.aws.catalog.shares import read_organization_access

    _check_stack_sets(connection, plan)
    writes = [step.write for step in plan.steps if isinstance(step.write, s.PutShare)]
    within = [write for write in writes if write.share.type != ACCOUNT]
    if not within or (access := read_organization_access(connection)) == "ENABLED":
        return
    code, why, fix = (
        (
            "PLN652",
            f"the organization does not let Service Catalog share within it (access is {access})",
            "aws servicecatalog enable-aws-organizations-access   # as the organization's management account",
        )
        if access is not None
        else (
            "PLN653",
            f"account {connection.account} is neither the organization's management account nor a delegated "
            "administrator of Service Catalog",
            "aws organizations register-delegated-administrator --service-principal servicecatalog.amazonaws.com "
            f"--account-id {connection.account}   # as the management account",
        )
    )
    raise Problems(
        Finding(code, f"`{write.portfolio}` cannot be shared with {write.share.words}: {why}", span, fix)
        for write in within
        for span in [_place(project, write)]
    )


def _check_stack_sets(connection: Connection, plan: Plan) -> None:
    from generator.aws.stack_sets import may_reach_organization

    writes = [step.write for step in plan.steps if isinstance(step.write, s.PutSpokeRoles)]
    if any(write.units for write in writes) and not may_reach_organization(connection):
        what = "the organization does not let stack sets put the launch roles into its accounts"
        fix = "aws cloudformation activate-organizations-access   # as the organization's management account"
        raise Problems([Finding("PLN655", what, Span("portfolio.yaml"), fix)])


def _place(project: Project, write: s.PutShare) -> Span:
    shares = project.manifest.catalog.portfolios[write.portfolio].shares
    return project.manifest.spans.at("portfolios", write.portfolio, "share", shares.index(write.share))
