"""What an environment or a product costs, for the commands that say it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.cloudformation.template.parameter import Parameter
    from generator.model import Base
    from generator.planning import Deployment
    from generator.planning.cost import Choice, CostDifference, Estimate


@dataclass(frozen=True)
class EnvironmentCost:
    """An environment's cost, what its other answers would add, and what changes from the stack that stands."""

    base: Base
    wanted: Estimate
    choices: list[Choice]
    difference: CostDifference | None
    """None where no stack stands."""

    @property
    def words(self) -> str:
        """By item, named as portfolio.yaml has them."""
        from generator.views.cost_differences import render_difference
        from generator.views.costs import render_cost

        cost = render_cost(self.wanted, self.choices, partial(name_of, self.base))
        return f"{cost}\n{render_difference(self.difference)}"

    @property
    def data(self) -> dict[str, Any]:
        """The same: `{"cost": {…}, "difference": {…}}`."""
        from generator.views.cost_differences import difference_data
        from generator.views.costs import cost_data

        cost = cost_data(self.wanted, self.choices, partial(name_of, self.base))
        return {"cost": cost, "difference": difference_data(self.difference)}


def environment_cost(
    document: Mapping[str, Any],
    deployment: Deployment,
    standing: tuple[Mapping[str, Any], Mapping[str, str]] | None = None,
) -> EnvironmentCost:
    """The cost of an environment; `standing` is the template of its stack and what that was answered."""
    from generator.launching.filling import place_of, pseudo_parameters
    from generator.planning.cost import compare_choices, compare_costs, estimate

    pseudo = pseudo_parameters(place_of(deployment.target))
    answers = {name: text for name, text in deployment.parameters.items() if name in document.get("Parameters", {})}
    wanted, choices = estimate(document, answers, pseudo), list(compare_choices(document, answers, pseudo))
    difference = compare_costs(estimate(*standing, pseudo), wanted) if standing is not None else None
    return EnvironmentCost(deployment.base, wanted, choices, difference)


def product_cost(
    root: Path, product: str, version: str, parameters: Sequence[Parameter], region: str
) -> tuple[Estimate, list[Choice]] | None:
    """The cost of a released product with its defaults, and with each choice that its portfolio leaves; None where the
    project does not have the release."""
    from generator.model import Version
    from generator.synth import read_ledger
    from generator.synth.released import read_released

    release = read_ledger(root).find(product, Version.parse(version))
    if release is None or not (root / release.template).is_file():
        return None
    return cost_of(read_released(root, release), parameters, region)


def cost_of(document: Mapping[str, Any], parameters: Sequence[Parameter], region: str) -> tuple[Estimate, list[Choice]]:
    """The cost of a template with its defaults, and with each choice that these parameters leave."""
    from generator.planning.cost import compare_choices, estimate

    answers, pseudo = {each.name: text for each in parameters if (text := _answer(each))}, {"AWS::Region": region}
    left = {each.name: each.choices for each in parameters if each.choices}
    return estimate(document, answers, pseudo), list(compare_choices(document, answers, pseudo, left))


def _answer(parameter: Parameter) -> str | None:
    """What a launch answers that says nothing: the default where the portfolio leaves it."""
    default = parameter.default
    return default if default is not None and parameter.problem(default) is None else parameter.example


def name_of(base: Base, parameter: str) -> str:
    """`network.endpoints with development`: a parameter as portfolio.yaml has it."""
    has = next((each.has for each in base.questions if each.parameter == parameter), None)
    place = ".".join(base.place(parameter)) or parameter
    return f"{place} with {has}" if has else place
