"""cfn-lint's questions about a template's conditions, each solved once.

For every value that a function could give, cfn-lint asks a solver of formulas whether the conditions at that place can
hold together. A template with rules and forty conditions is asked the same few hundred questions thousands of times,
and that is the larger half of linting it. The answers are pure, so they are kept for as long as the template is linted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from cfnlint.conditions import Conditions
from cfnlint.context.conditions import Conditions as Pinned
from cfnlint.context.conditions import Unsatisfiable
from cfnlint.template import Template


def remember_answers(template: Template) -> None:
    """Have a template's conditions keep their answers; nothing else about them changes."""
    template.conditions = _Remembered(template)
    pinned = template.context.conditions
    kept = {part.name: getattr(pinned, part.name) for part in fields(Pinned) if part.init}
    template.context = template.context.evolve(conditions=_RememberedPinned(**kept))


class _Remembered(Conditions):  # type: ignore[misc]  # cfn-lint is not followed by mypy
    """Whether conditions can hold together with values of parameters."""

    def __init__(self, template: Template) -> None:
        super().__init__(template)
        self._answers: dict[object, bool] = {}

    def satisfiable(self, conditions: Mapping[str, bool], parameter_values: Mapping[str, Any]) -> bool:
        """As cfn-lint answers; values make no difference where no condition is pinned."""
        values = sorted((name, repr(value)) for name, value in parameter_values.items()) if conditions else ()
        question = frozenset(conditions.items()), tuple(values)
        if question not in self._answers:
            self._answers[question] = super().satisfiable(conditions, parameter_values)
        return self._answers[question]


@dataclass(frozen=True)
class _RememberedPinned(Pinned):  # type: ignore[misc]  # cfn-lint is not followed by mypy
    """Conditions of which some are pinned to a value; those that follow from pinning more are made once."""

    _following: dict[object, Pinned | Unsatisfiable] = field(default_factory=dict, compare=False, repr=False)

    def evolve(self, status: Mapping[str, bool], assumed: bool = False) -> Pinned:
        """As cfn-lint pins; raises Unsatisfiable where it cannot be."""
        step = frozenset(status.items()), assumed
        if step not in self._following:
            try:
                self._following[step] = super().evolve(status, assumed)
            except Unsatisfiable as error:
                self._following[step] = error
        found = self._following[step]
        if isinstance(found, Unsatisfiable):
            raise Unsatisfiable(found.new_status, found.current_status)
        return found
