"""The one cache: JSON below `.cache/`, found again by the digest of everything that it was made from.

A record is worth nothing but time: one that is missing, damaged or made from something else is passed over. Each is
written whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from generator.synth.files import read_bytes, write_whole

Kept = TypeVar("Kept")
_GENERATOR = Path(__file__).resolve().parents[1]


def read_record(path: Path, key: str, load: Callable[[Mapping[str, Any]], Kept]) -> Kept | None:
    """What was kept under this key, as `load` reads it; None where it is not there or `load` cannot read it."""
    try:
        record = json.loads(read_bytes(path) or b"{}")
        return load(record) if record.get("key") == key else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_record(path: Path, key: str, content: Mapping[str, Any]) -> None:
    """Keep `content`, which is plain data without a `key` of its own, under this key."""
    write_whole(path, json.dumps({"key": key, **content}).encode())


def digest_files(base: Path, paths: Iterable[Path]) -> str:
    """The digest of names and contents, in the order of their paths; compiled files are passed over."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.suffix != ".pyc" and path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def digest_code(*folders: str) -> str:
    """The digest of folders of our own package, such as `iam`: another version of it may find something else."""
    return digest_words(*map(_digest_folder, folders))


def digest_words(*words: str) -> str:
    """One digest for several words or digests, which may hold anything but a zero byte."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


@cache
def _digest_folder(folder: str) -> str:
    return digest_files(_GENERATOR, (_GENERATOR / folder).rglob("*"))
