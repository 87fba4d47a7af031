"""SEC440-SEC449: policies and cases that the IAM evaluator cannot decide."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC440",
        "A policy is not understood",
        "The evaluator refuses an operator, element or value that AWS does not document, since a guess would be worth "
        "nothing as proof.",
        "Write the construct as the IAM JSON policy elements reference documents it.",
    ),
    Explanation(
        "SEC441",
        "A line is not a JSON object",
        "A file of decision cases holds one JSON object a line; another line cannot be decided.",
        "Put each case on a line of its own, as a JSON object in UTF-8 that names nothing twice.",
    ),
    Explanation(
        "SEC442",
        "A field of a case is missing or malformed",
        "Without principal, action, resource and resourceAccount there is no request, and a policy must be a document.",
        "Add or correct the field that the finding names.",
    ),
    Explanation(
        "SEC443",
        "A field of a case is misspelled",
        "A misspelled field would be passed over, and the decision made without that policy.",
        "Use the name that the finding suggests.",
    ),
    Explanation(
        "SEC444",
        "A file of cases cannot be read",
        "The file does not exist, may not be read, or is damaged gzip; what was read before was decided.",
        "Give a readable file, plain or compressed with gzip.",
    ),
)
