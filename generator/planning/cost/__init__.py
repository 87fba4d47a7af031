"""What a template would cost: a dated table of list prices × what a template makes for its answers. No network.

`estimate(document, answers, pseudo)` gives the items of one stack; `compare_choices` what another answer would add.
The table (prices.json) names its date, its source and its regions; what it lacks is said, never guessed.
"""

from generator.planning.cost.choices import Choice, compare_choices
from generator.planning.cost.estimate import CostItem, Estimate, estimate

__all__ = ["Choice", "CostItem", "Estimate", "compare_choices", "estimate"]
