"""Where published bytes lie: a bucket of each account and region, and a key made of their digest."""

from __future__ import annotations

from generator.model.identity import Digest

_FOLDERS = {".yaml": "templates", ".json": "templates", ".zip": "assets"}


def artifact_bucket(account: str, region: str) -> str:
    """`ds-artifacts-<account>-<region>`."""
    return f"ds-artifacts-{account}-{region}"


def artifact_key(digest: Digest, suffix: str) -> str:
    """`templates/sha256/<digest>.yaml` (or `.json`) or `assets/sha256/<digest>.zip`."""
    return f"{_FOLDERS[suffix]}/sha256/{digest}{suffix}"
