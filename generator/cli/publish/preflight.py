"""What `deploy` looks at before anything is made, each finding at portfolio.yaml's place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Finding, Problems, Severity

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.aws.stacks import Stacks
    from generator.cli.project import Project
    from generator.cli.session import Session
    from generator.planning import Deployment


def check_account(
    session: Session,
    project: Project,
    name: str,
    connection: Connection,
    stacks: Stacks,
    deployment: Deployment,
) -> Deployment:
    """The deployment with every answer settled; raises Problems where the account or the region is in the way."""
    from generator.aws.account import look_ahead, read_ground, settle
    from generator.cloudformation.template.parameter import read_parameters

    document = read_template(session, deployment)
    declared = read_parameters(document.get("Parameters", {}))
    deployment, words = settle(connection, deployment, declared, stacks.answers(deployment.stack))
    for sentence in words:
        session.say(sentence)
    ground = read_ground(connection, deployment, document, stacks.resources(deployment.stack))
    findings = [as_finding(project, name, concern) for concern in look_ahead(ground)]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise Problems(errors)
    for finding in findings:
        session.say(f"warning: {finding.message}")
    return deployment


def read_template(session: Session, deployment: Deployment) -> Mapping[str, Any]:
    """The released template as a document."""
    return read_document_of(session.root, deployment)


def read_document_of(root: Path, deployment: Deployment) -> Mapping[str, Any]:
    """The same, of a project's folder."""
    from generator.synth.released import read_released

    return read_released(root, deployment.release)


def as_finding(project: Project, name: str, concern: Any, most: Severity = Severity.ERROR) -> Finding:
    """A concern at its place in portfolio.yaml; `most` is how severe it may be."""
    from generator.model.declaration import place_of

    span = project.manifest.spans.at("environments", name, *place_of(concern.field))
    severity = Severity.WARNING if concern.warning else most
    return Finding(concern.code, concern.message, span, fix=concern.fix, severity=severity)
