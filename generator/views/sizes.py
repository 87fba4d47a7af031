"""Templates and policies against their quotas, the fullest first."""

from __future__ import annotations

from collections.abc import Sequence

from generator.synth import Rendered
from generator.synth.policy_sizes import measure_policies
from generator.synth.template_files import TEMPLATE_BYTES


def render_sizes(rendered: Sequence[Rendered]) -> str:
    """One line a template, and below it its policies: size, quota and what is left of it."""
    lines: list[str] = []
    for product in rendered:
        size = len(product.text.encode())
        lines.append(f"{product.product.name} {product.product.version}: {_share(size, TEMPLATE_BYTES)}")
        policies = sorted(measure_policies(product.document), key=lambda policy: policy.headroom)
        width = max((len(policy.name) for policy in policies), default=0)
        lines += [f"  {row.name.ljust(width)}  {_share(row.size, row.limit)}  {row.words}" for row in policies]
    return "\n".join(lines)


def _share(size: int, limit: int) -> str:
    return f"{size:>7,} of {limit:>9,}  {1 - size / limit:>4.0%} left"
