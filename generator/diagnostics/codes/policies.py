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
    Explanation(
        "SEC406",
        "A Deny on a condition key that the action never carries",
        "A condition that holds without its key denies the action for ever; one that needs its key never denies it. A "
        "request asks about each resource by itself, so one type that lacks the key is enough.",
        "Take the action out of the statement, or the condition; the Service Authorization Reference says who carries "
        "what.",
    ),
    Explanation(
        "SEC407",
        "An Allow on a condition key that the action never carries",
        "Such an Allow is dead, or its condition says nothing: the statement looks safer or wider than it is. A "
        "request asks about each resource by itself, and a key may belong to some types only.",
        "Take the action out of the statement, or the condition, and guard it by a key that it has.",
    ),
    Explanation(
        "SEC408",
        "An Allow that a wider one voids",
        "Allows add up: a condition means nothing where another statement allows the same action without it.",
        "Take the action out of the wider statement.",
    ),
    Explanation(
        "SEC409",
        "An allow-list that a request without the key passes",
        "ForAllValues and every …IfExists are true when the key is missing, so leaving the value out goes round the "
        "list.",
        'Add Null "false" on the same key, or a Deny on Null "true" for the action.',
    ),
    Explanation(
        "SEC410",
        "Something that cannot be known before it is deployed",
        "A template is proven on concrete values; what cannot be resolved is never guessed.",
        "Give the value to the resolver, or write the template so that the value is known.",
    ),
    Explanation(
        "SEC411",
        "An action that goes without a guard that it could have",
        "Another statement of the role tests a condition key that this action carries too: the guard has a hole.",
        "Add the condition to the statement, or a Deny that covers the action.",
    ),
)
