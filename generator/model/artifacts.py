"""Where published bytes lie: a bucket of each account and region, and a key made of their digest."""

from __future__ import annotations

from generator.model.identity import Digest

_KEYS = {".yaml": "templates/sha256/{}.yaml", ".json": "templates/sha256/{}.yaml", ".zip": "assets/sha256/{}.zip"}
"""One name for a template in either language: whoever loads it knows its digest, and not how it was written."""


def artifact_bucket(account: str, region: str) -> str:
    """`ds-artifacts-<account>-<region>`."""
    return f"ds-artifacts-{account}-{region}"


def artifact_key(digest: Digest, suffix: str) -> str:
    """`templates/sha256/<digest>.yaml`, also of a template in JSON, or `assets/sha256/<digest>.zip`."""
    return _KEYS[suffix].format(digest)
