"""Writes `accounts.json` from the SageMaker SDK's own data: in which accounts AWS publishes its images.

Run `python -m products.environment.images.refresh FOLDER VERSION` after a new release of `sagemaker-core`, where FOLDER
is `sagemaker/core/image_uri_config` of that version. Shape: `source`, `regions → <region> → [account]`, one region a
line.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("accounts.json")


def render_accounts(folder: Path, version: str) -> str:
    """The text of `accounts.json`; the same input gives the same bytes."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in sorted(folder.glob("*.json")):
        for region, account in _registries(json.loads(file.read_text(encoding="utf-8"))):
            found[region].add(account)
    return render_regions(f"sagemaker-core {version}, image_uri_config", found)


def render_regions(source: str, regions: dict[str, Any]) -> str:
    """The regions in order, one a line."""
    lines = [f"{json.dumps(region)}: {json.dumps(sorted(regions[region]))}" for region in sorted(regions)]
    return "\n".join(["{", f'"source": {json.dumps(source)},', '"regions": {', ",\n".join(lines), "}", "}", ""])


def _registries(node: Any) -> Iterator[tuple[str, str]]:
    """Every (region, account) below a key `registries`, however deep: each framework nests them in its own way."""
    match node:
        case dict():
            for name, inner in node.items():
                if name == "registries" and isinstance(inner, dict):
                    yield from inner.items()
                yield from _registries(inner)
        case list():
            for inner in node:
                yield from _registries(inner)


def main() -> int:
    """Write the accounts."""
    folder, version = sys.argv[1:]
    TARGET.write_text(render_accounts(Path(folder), version), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
