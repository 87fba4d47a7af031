"""IAM decisions for people and for programs: one line a decision."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from generator.iam.evaluate import Deciding, Decision, explain, explain_reason
from generator.iam.evaluate.cases import Case

FORMAT = 1


@dataclass(frozen=True)
class Row:
    """A case and its decision; `refused` says why there is none."""

    case: Case
    decision: Decision | None
    refused: str = ""

    @property
    def differs(self) -> bool:
        """Whether the case expects another outcome."""
        expected = self.case.expected
        return expected is not None and self.decision is not None and self.decision.outcome is not expected


def render_row(row: Row) -> str:
    """Name, outcome, deciding statements, the reason of a denial, and the expected outcome where it differs."""
    decision = row.decision
    if decision is None:
        return f"{row.case.name}  NotUnderstood  {row.refused}"
    words = [row.case.name, decision.outcome.value]
    if decision.statements:
        words.append("by " + "; ".join(_statement(statement) for statement in decision.statements))
    if not decision.allowed:
        words.append(explain_reason(decision, row.case.request) + f" [{', '.join(decision.blocked_by)}]")
    if row.differs and row.case.expected is not None:
        words.append(f"EXPECTED {row.case.expected.value}")
    return "  ".join(words)


def render_json(row: Row) -> str:
    """The same as one JSON object on one line."""
    decision = row.decision
    expected = row.case.expected
    document = {
        "format": FORMAT,
        "line": row.case.line,
        "id": row.case.name,
        "outcome": decision.outcome.value if decision else None,
        "expected": expected.value if expected else None,
        "differs": row.differs,
        "statements": [_fields(statement) for statement in decision.statements] if decision else [],
        "blocked_by": list(decision.blocked_by) if decision else [],
        "message": explain(decision, row.case.request) if decision else row.refused,
    }
    return json.dumps(document, ensure_ascii=False)


def _fields(statement: Deciding) -> dict[str, Any]:
    """All but its place in a template: a case has none."""
    return {name: value for name, value in asdict(statement).items() if name != "path"}


def _statement(statement: Deciding) -> str:
    sid = f" ({statement.sid})" if statement.sid else ""
    return f"{statement.policy} statement {statement.index}{sid}"
