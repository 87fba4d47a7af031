"""Each cell of the permission matrix that is an operation of the embedded AWS is tried there: the answers are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.gateway.callers import find_role, role_session
from embedded_aws.service import Keys
from generator.iam.permissions.cells import AnswerKind
from generator.synth import render_project
from generator.verify.matrix.matrix import build_matrix
from generator.verify.matrix.products import find_tasks
from generator.verify.matrix.table import USUAL, Cell
from generator.verify.permissions.subjects import drawn_subject
from tests.behavior.deployed.agreement import stacks_of
from tests.behavior.deployed.real_calls import request_for
from tests.behavior.deployed.site import ANSWERS, CHURN, ROOT, Site

pytestmark = pytest.mark.slow

AMONG_ROLES = ("$TrainingRole", "$DataScientistRole")
"""Whose changes are tried; the other roles are asked in the same way."""
REFUSALS = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
FLOOR = 300


@dataclass(frozen=True)
class Tried:
    """A cell, and what the embedded AWS said: `allowed`, `explicit` or `implicit`."""

    cell: Cell
    said: str


def test_the_matrix_and_the_embedded_aws_give_the_same_answers(site: Site) -> None:
    (rendered,) = render_project(ROOT, ("environment",))
    subject = replace(drawn_subject(ROOT, rendered), known=(ANSWERS[CHURN],))
    matrix = build_matrix("environment", subject, lambda source: None, find_tasks(ROOT, "environment"))
    live, left = live_values(site), Counter[str]()
    tried = list(tries(site, matrix.cells, live, left))
    assert [words(each) for each in tried if not agrees(each)] == []
    assert len(tried) >= FLOOR, left
    assert {each.said for each in tried} == {"allowed", "explicit", "implicit"}
    assert left["no request is written for it"] == 0, left


def tries(site: Site, cells: list[Cell], live: Mapping[str, str], left: Counter[str]) -> Iterator[Tried]:
    """Every cell that can be tried; `left` counts the others by their reasons."""
    keys: dict[str, Keys] = {}
    for cell in cells:
        title = cell.asker.title
        reason = why_not(cell)
        if reason is None:
            resource = renamed(cell.asked.resource, cell.asked.name, live)
            request = request_for(cell.asked.task.action, resource)
            reason = request if isinstance(request, str) else None
        if reason is not None:
            left[reason] += 1
            continue
        assert not isinstance(request, str)
        if title not in keys:
            keys[title] = session(site, live[title])
        yield Tried(cell, ask(site, keys[title], *request))


def why_not(cell: Cell) -> str | None:
    """Why a cell is not tried, known before its request."""
    asked, answer = cell.asked, cell.answer
    if cell.asker.title in ("anybody", "stranger") or cell.asker.is_person:
        return "the administrator is no role of the template"
    if answer.kind is AnswerKind.ONLY_IF:
        return "the answer depends on the request"
    if asked.situation.through is not None:
        return "it is asked through an endpoint"
    usual = {key.lower() for key in USUAL} | {"aws:sourcevpce", "aws:sourcevpc", "aws:resourceaccount"}
    if not set(asked.known) <= usual:
        return "the situation says more than a caller does"
    if asked.task.action.startswith(("iam:", "sts:")) and asked.task.each and asked.name not in AMONG_ROLES:
        return "another role is asked in the same way"
    if answer.kind is AnswerKind.ALLOWED and not asked.task.action.startswith(
        ("s3:Get", "s3:List", "logs:Get", "ssm:Get")
    ):
        return "it would change the environment"
    return None


def live_values(site: Site) -> dict[str, str]:
    """The ARN, or else the id, of each resource of the stack, by logical id."""
    (stack,) = [stack for stack in stacks_of(site.aws) if stack.name == f"ds-{CHURN}"]
    arns = {name: resource.attributes.get("Arn", resource.physical_id) for name, resource in stack.resources.items()}
    return {name: str(value) for name, value in arns.items()}


def renamed(resource: str, name: str, live: Mapping[str, str]) -> str:
    """The resource with live ids in place of symbolic ones."""
    if name.startswith("$") and not resource.startswith("arn:aws:s3"):
        return live.get(name[1:], resource)
    head, _, last = name.rpartition("/")
    return f"{resource.rpartition('/')[0]}/{live[last[1:]]}" if head and last.startswith("$") else resource


def session(site: Site, arn: str) -> Keys:
    """Credentials of a role, whoever may become it."""
    role = find_role(arn)
    assert role is not None, arn
    return site.aws.gateway.sessions.issue(role_session(role, "dana", 3600)).keys


def ask(site: Site, keys: Keys, client: str, method: str, params: dict[str, Any]) -> str:
    """What the embedded AWS says of a request; whatever is no refusal came after one would have."""
    try:
        getattr(site.aws.client(client, keys=keys), method)(**params)
    except ClientError as error:
        if error.response["Error"]["Code"] in REFUSALS:
            return "explicit" if "explicit deny" in error.response["Error"]["Message"] else "implicit"
    return "allowed"


def agrees(tried: Tried) -> bool:
    """Whether the answers are equal, and the kind of denial where the request does not decide that."""
    answer = tried.cell.answer
    if answer.kind is AnswerKind.ALLOWED or tried.said == "allowed":
        return (answer.kind is AnswerKind.ALLOWED) is (tried.said == "allowed")
    return answer.explicit is None or answer.explicit is (tried.said == "explicit")


def words(tried: Tried) -> str:
    cell = tried.cell
    return (
        f"{cell.asker.title}: {cell.asked.task.words} ({cell.asked.task.action} on {cell.asked.name}, "
        f"{cell.asked.situation.words}) is {cell.answer.kind.value}, and the embedded AWS says {tried.said}"
    )
