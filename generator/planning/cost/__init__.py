"""What a template would cost: a dated table of list prices × what a template makes for its answers. No network.

`estimate(document, answers, pseudo)` gives the items of one stack; `compare_choices` what another answer would add,
`compare_costs` what changes from one estimate to another.
The table (prices.json) names its date, its source and its regions; what it lacks is said, never guessed.
"""

from generator.planning.cost.choices import Choice, compare_choices
from generator.planning.cost.difference import CostChange, CostDifference, compare_costs
from generator.planning.cost.estimate import CostItem, Estimate, estimate

__all__ = [
    "Choice",
    "CostChange",
    "CostDifference",
    "CostItem",
    "Estimate",
    "compare_choices",
    "compare_costs",
    "estimate",
]
