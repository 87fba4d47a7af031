"""PLN650-PLN669: targets that cannot be reached, and shares that cannot be made."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PLN650",
        "A target that cannot be reached",
        "`--all` and `--ring` look first whether every target can be reached, so that nothing is written anywhere "
        "while one of them is out of reach.",
        "Name a profile of your AWS configuration as the target's `profile`, or sign in with it.",
    ),
    Explanation(
        "PLN651",
        "A profile of another account",
        "The target's profile reaches another account than portfolio.yaml names: publishing would write there.",
        "Name the profile that reaches the target's account, or mend the account's digits.",
    ),
)
