"""A statement of a deployed template → the line on which its author wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.cloudformation.origins import find_origin
from generator.diagnostics import Span
from generator.iam.evaluate import Deciding
from generator.synth import Rendered
from generator.synth.statement_places import find_statement
from generator.verify.scenarios.deployed import DeployedTemplate


def find_deployed(rendered: Rendered, template: DeployedTemplate, path: Sequence[str]) -> Span | None:
    """Where the author wrote what is at this path of the resolved template; None where nobody knows."""
    if not path:
        return None
    return find_statement(rendered, find_origin(rendered.document, template.conditions, path))


def name_statement(rendered: Rendered, template: DeployedTemplate, deciding: Deciding) -> str:
    """`TheSid` of policy (layer), and at which line."""
    span = find_deployed(rendered, template, deciding.path)
    place = f" at {span.path}:{span.line}" if span else ""
    return f"`{deciding.sid or deciding.index}` of {deciding.policy} ({deciding.layer}){place}"
