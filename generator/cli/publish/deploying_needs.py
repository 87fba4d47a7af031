"""What deploying the environments of an account asks for: drafted from the released templates, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.iam.publishing import Scope
    from generator.model.launch_role import LaunchStatement

_MARKS = {"project": "MARKEDPROJECT", "stage": "MARKEDSTAGE", "asset.bucket": "MARKEDBUCKET"}
"""Texts that no template has, by the field that they stand for."""


def build_needs(project: Project, scope: Scope) -> Mapping[str, Any] | None:
    """The document; None where an account has no environments to deploy."""
    from generator.iam.publishing import deployer_statements, planner_statements
    from generator.iam.statements import plain_policy
    from generator.launching.deployer import OWN_STACK, build_deploying
    from generator.model.artifacts import artifact_bucket

    catalog, drafted = project.manifest.catalog, []
    wanted = {each.name for each in scope.stacks}
    for environment in catalog.environments.values():
        if environment.prefix not in wanted:
            continue
        region = catalog.targets[environment.target].region
        words = {
            "${AWS::AccountId}": scope.account,
            "${AWS::Region}": region,
            "${AWS::Partition}": scope.partition,
            _MARKS["project"]: environment.project,
            _MARKS["stage"]: environment.stage,
            _MARKS["asset.bucket"]: artifact_bucket(scope.account, region),
            OWN_STACK: environment.prefix,
        }
        drafted.append((_draft(project, environment.roles.path, environment.roles.boundary or ""), words))
    if not drafted:
        return None
    held = plain_policy(*planner_statements(scope), *deployer_statements(scope))["Statement"]
    return build_deploying(drafted, held)


def _draft(project: Project, path: str, boundary: str) -> Sequence[LaunchStatement]:
    """For every release of the product that makes environments, with roles at this path and under this boundary."""
    from generator.cloudformation.template.reader import read_document
    from generator.launching.deployer import draft_deploying
    from generator.model.declaration import BOUNDARY, PATH
    from generator.synth.cache import digest_code, digest_words, read_record, write_record

    base = project.manifest.catalog.base
    releases = sorted((row for row in project.ledger.releases if row.product == base.product), reverse=True)
    code = digest_code("launching", "iam", "cloudformation")
    key = digest_words(code, path, boundary, *(each.digest.hex for each in releases))
    file = project.root / ".cache" / "launching" / f"deploying-{digest_words(path, boundary)[:12]}.json"
    known = read_record(file, key, lambda record: [_statement(row) for row in record["statements"]])
    if known is not None:
        return known
    texts = {str(each.version): (project.root / each.template).read_text(encoding="utf-8") for each in releases}
    marks = {name: mark for field, mark in _MARKS.items() for name in base.parameters(field)}
    pinned = {name: [value] for field, value in ((PATH, path), (BOUNDARY, boundary)) for name in base.parameters(field)}
    found = draft_deploying({version: read_document(text) for version, text in texts.items()}, marks, pinned)
    rows = [{"id": each.id, "allow": each.allow, "on": each.on, "when": each.when} for each in found]
    write_record(file, key, {"statements": rows})
    return found


def _statement(row: Mapping[str, Any]) -> LaunchStatement:
    from generator.model.launch_role import LaunchStatement

    when = {operator: {key: tuple(values) for key, values in keys.items()} for operator, keys in row["when"].items()}
    return LaunchStatement(row["id"], tuple(row["allow"]), tuple(row["on"]), when)
