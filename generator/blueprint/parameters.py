"""Parameters as a person is asked for them: each has a group, a label, a description and a sentence for bad answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ParameterPrompt:
    """One template parameter.

    `group` is the heading it is shown under on the launch page, `label` what it is called there, and `otherwise` the
    sentence that says what to type when an answer does not fit (CloudFormation's `ConstraintDescription`).
    """

    name: str
    group: str
    label: str
    description: str
    otherwise: str
    type: str = "String"
    default: str | int | None = None
    allowed: Sequence[str | int] = ()
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    secret: bool = False
