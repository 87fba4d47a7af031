"""SEC401-SEC419: policies that are refused while they are written, and what the condition linter finds."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC401",
        "A statement or policy without content",
        "A statement with no action or no resource does nothing or is refused by IAM, and hides what was meant.",
        "Name the actions and resources, or leave the statement out.",
    ),
    Explanation(
        "SEC402",
        "A statement without a usable Sid",
        "Findings, decisions and reviewers name a statement by its Sid; IAM takes letters and digits only.",
        "Give every statement of a policy its own alphanumeric Sid that says what it does.",
    ),
    Explanation(
        "SEC403",
        "An action that does not exist",
        "IAM accepts any text as an action, so a misspelt one grants or denies nothing without a word.",
        "Look the action up in the Service Authorization Reference; kms:ReEncrypt, for example, is two actions.",
    ),
    Explanation(
        "SEC404",
        "A banned construct",
        "NotPrincipal, a missing Version, a wildcard in an ARN's resource type and a policy variable in NotResource "
        "are where documentation and evaluators disagree, so nobody can say what such a statement allows.",
        "Write the principals, the version, the type or the resources out, and use conditions for the rest.",
    ),
    Explanation(
        "SEC405",
        "A condition that cannot be written",
        "A statement holds one test for each operator and key; a second one would replace the first.",
        "Put all values into one condition, or write two statements.",
    ),
)
