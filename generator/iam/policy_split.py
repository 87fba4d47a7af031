"""The policies of a launch role: inline while they fit, else managed ones, statement by statement.

Source: IAM User Guide, "IAM and AWS STS quotas": 10,240 characters of inline policies of one role together, 6,144 of a
managed policy, white space left out; 10 managed policies of a role, unless an account has had that raised.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MOST_INLINE = 10_240
MOST_MANAGED = 6_144
MOST_ATTACHED = 10
MOST_OF_A_ROLE = f"{MOST_ATTACHED} managed policies of {MOST_MANAGED:,} characters"
Document = Mapping[str, Any]


def policy_size(policy: Document) -> int:
    """The characters of a policy as IAM counts them."""
    return len(json.dumps(policy, separators=(",", ":")))


def fits_inline(documents: Iterable[Document]) -> bool:
    """Whether a role can have all of them inline."""
    return sum(map(policy_size, documents)) <= MOST_INLINE


def split_policies(documents: Iterable[Document]) -> list[dict[str, Any]] | None:
    """All statements, each once, in the order in which they come, in managed policies; None where a role has no room.

    Two versions may call different statements alike, and no policy has one id twice: such statements come apart.
    """
    parts: list[list[Any]] = []
    seen = set[str]()
    for statement in (each for document in documents for each in document["Statement"]):
        text = json.dumps(statement, sort_keys=True)
        if text in seen:
            continue
        seen.add(text)
        part = next((each for each in parts if _takes(each, statement)), None)
        if part is None:
            part = []
            parts.append(part)
        part.append(statement)
    split = [_document(each) for each in parts]
    if len(split) > MOST_ATTACHED or any(policy_size(each) > MOST_MANAGED for each in split):
        return None
    return split


def _takes(part: Sequence[Any], statement: Any) -> bool:
    sid = statement.get("Sid")
    alike = sid is not None and any(each.get("Sid") == sid for each in part)
    return not alike and policy_size(_document([*part, statement])) <= MOST_MANAGED


def _document(statements: Sequence[Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}
