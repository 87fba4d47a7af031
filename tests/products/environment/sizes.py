"""The table of sizes in the environment's README, as it should read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.synth.limits import PARTS, TEMPLATE_BYTES
from generator.synth.policy_sizes import measure_policies
from generator.synth.serialize import render_yaml
from tests.products.environment.conftest import draw

HEAD = ("| what | largest | size | quota | left |", "|---|---|---|---|---|")


def rows() -> Iterator[str]:
    """The template, its parts, and of each kind of policy the one with the least left."""
    document: Mapping[str, Any] = draw()
    yield from HEAD
    yield row("template in bytes, handed over by S3", "", len(render_yaml(document).encode()), TEMPLATE_BYTES)
    for section, limit in PARTS.items():
        yield row(section.lower(), "", len(document[section]), limit)
    kinds: dict[str, tuple[str, int, int]] = {}
    for size in measure_policies(document):
        before = kinds.get(size.words)
        if before is None or size.size > before[1]:
            kinds[size.words] = (size.name, size.size, size.limit)
    for words, (name, measured, limit) in kinds.items():
        yield row(words, f"`{name}`", measured, limit)


def row(what: str, largest: str, size: int, limit: int) -> str:
    """Rounded up, so that the page need not change with every word of the template."""
    step = 1 if limit <= 1_000 else 10 if limit <= 100_000 else 10_000
    rounded = -(-size // step) * step
    return f"| {what} | {largest} | {rounded:,} | {limit:,} | {100 * (limit - rounded) // limit} % |"
