"""Each weakening of each product's policies, under all answers with which the statement is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.iam.permissions.comparing import Difference
from generator.iam.permissions.differences import compare
from generator.iam.permissions.statements import plain
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.roles import read_roles
from generator.synth import read_ledger
from generator.verify.permissions.answer_sets import find_answer_sets
from generator.verify.permissions.snapshots import Deployments, Subject
from generator.verify.permissions.subjects import released_subject
from tests.mutations.weakening import Weakening, statements_of, weaken, weakened


def newest_subjects(root: Path) -> dict[str, Subject]:
    """The newest release of each product."""
    ledger = read_ledger(root)
    names = dict.fromkeys(release.product for release in ledger.releases)
    return {name: released_subject(root, last) for name in names if (last := ledger.last(name)) is not None}


def try_all(subject: Subject) -> Iterator[tuple[str, Weakening, list[Difference]]]:
    """(Sid, weakening, what is said of it), under each set of answers; again under the next where nothing was said."""
    deployments = Deployments(subject)
    said: set[Weakening] = set()
    for answers in find_answer_sets(subject.document, subject.known, deployments.resolves).sets:
        policies = _thawed(deployments.under(answers))
        for statement in statements_of(policies.resources):
            for weakening in weaken(statement):
                if weakening not in said:
                    differences = compare(policies, _with(policies, weakened(policies.resources, weakening)))
                    said |= {weakening} if differences else set()
                    yield str(statement.get("Sid", "")), weakening, differences


def _thawed(policies: TemplatePolicies) -> TemplatePolicies:
    return _with(policies, json.loads(json.dumps(policies.resources, default=plain)))


def _with(policies: TemplatePolicies, resources: Mapping[str, Any]) -> TemplatePolicies:
    return replace(policies, resources=resources, roles=read_roles({"Resources": resources}))
