"""PF155, PF164, PF165, PF169, PF183 and PF270: what portfolios narrow, against products and against what is pinned."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF155",
        "Nothing to narrow to, or too much",
        "A template constraint lists the values that people may answer. A bound that a range leaves out is the "
        "product's own; where that has none the range has no end. A thousand values are the most that are listed, and "
        "template and list together stay below a template's size.",
        "Give a value, a list, or a range { min: 5, max: 100 }.",
    ),
    Explanation(
        "PF164",
        "Narrowing what is not asked",
        "A template constraint on a parameter that the released template does not have blocks every launch.",
        "Write the parameter as the product has it; `./build.py show PRODUCT` lists them.",
    ),
    Explanation(
        "PF165",
        "Narrowing to what is never taken",
        "A value that the product itself refuses can be chosen by nobody, and a range that reaches beyond the "
        "product's promises what nobody gets. Each version on offer is held against it, deprecated ones too.",
        "Take values from the product's own list or bounds.",
    ),
    Explanation(
        "PF169",
        "Narrowing what no rule can hold",
        "The values of a template constraint can be read by whoever may launch, so that a secret is none; of a "
        "parameter of the Parameter Store no document says whether a rule compares its name or the stored value; and "
        "one rule cannot hold a list and a single value.",
        "Do not narrow it: the product's AllowedPattern or AllowedValues hold for everybody.",
    ),
    Explanation(
        "PF183",
        "Against the environment that is pinned",
        "A portfolio pins the product's parameter for the environment. A version that never takes its name, or a "
        "narrowing that leaves it out, blocks every launch.",
        "Remove the parameter from `narrow`, or offer the product in another environment's portfolio.",
    ),
    Explanation(
        "PF270",
        "A default that is left out",
        "Where a portfolio takes a parameter's default away, whoever launches without an answer is refused, and the "
        "console offers the refused value. A single value is no such case: `launch` answers it.",
        "Take the default in, narrow to one value, or release a version with another default.",
    ),
)
