"""What was found before, kept below `.cache/` under the digest of all that it was found from.

A record is worth nothing but time: one that is missing, damaged or made from something else is passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generator.synth.cache import add_files
from generator.synth.files import read_bytes, write_whole

Row = Mapping[str, Any]
_GENERATOR = Path(__file__).resolve().parents[1]


def remembered(record: Path, key: str, find: Callable[[], Iterable[Row]]) -> list[Row]:
    """The rows that were found under this key: from the record, or by `find` and then recorded."""
    try:
        known = json.loads(read_bytes(record) or b"{}")
        if known.get("key") == key:
            return list(known["rows"])
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    rows = list(find())
    write_whole(record, json.dumps({"key": key, "rows": rows}).encode())
    return rows


@cache
def digest_of_code(*folders: str) -> str:
    """The digest of folders of our own package, such as `iam`: another version of it may find something else."""
    digest = hashlib.sha256()
    for folder in folders:
        add_files(digest, _GENERATOR, (_GENERATOR / folder).rglob("*"))
    return digest.hexdigest()
