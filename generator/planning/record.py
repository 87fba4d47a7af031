"""A step as plain JSON data, the same for the same step: what saved plans, digests and tokens are made of."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from generator.model import Address, Digest
from generator.planning.steps import Step, Write

Record = dict[str, Any]


def step_record(step: Step) -> Record:
    """`{"step": "Grant", "address": …, "risk": …, …fields}` with every set in order."""
    also = {"also": [risk.words for risk in sorted(step.also)]} if step.also else {}
    return {**write_record(step.write), "address": str(step.address), "risk": step.risk.words, **also}


def write_record(write: Write) -> Record:
    """`{"step": "Grant", …fields}`."""
    return {"step": type(write).__name__, **{field.name: _plain(getattr(write, field.name)) for field in fields(write)}}


def digest_of(data: object) -> Digest:
    """The digest of JSON data, whatever the order of its keys."""
    return Digest.of(json.dumps(data, sort_keys=True, separators=(",", ":")))


def _plain(value: Any) -> Any:
    match value:
        case Digest() | Address():
            return str(value)
        case Enum():
            return value.value
        case frozenset():
            return sorted(_plain(item) for item in value)
        case tuple():
            return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
