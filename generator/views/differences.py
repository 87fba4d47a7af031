"""What a product draws now against its last release, for people."""

from __future__ import annotations

from collections.abc import Sequence

from generator.iam.permissions.comparing import Difference as PermissionDifference
from generator.synth import Difference
from generator.synth.semantics import Change, Part
from generator.views.permissions import render_permissions


def render_difference(difference: Difference, permissions: Sequence[PermissionDifference] = ()) -> str:
    """The changes, one a line under the part of the version that they need, who can do more, and what to type next."""
    name = difference.product.name
    if difference.last is None:
        return f"{name}: not released yet; the first version would be {difference.product.version}\n" + _next(
            name, None
        )
    if difference.needed is None:
        return f"{name}: unchanged since {difference.last.version}"
    lines = [f"{name}: since {difference.last.version}"]
    for part in sorted(Part, reverse=True):
        changes = [change for change in difference.changes if change.part is part]
        if changes:
            lines += [f"  {part.word}", *render_changes(changes)]
    lines += render_permissions(permissions)
    version = difference.last.version.bump(difference.needed.word)
    lines.append(f"{name}: needs a {difference.needed.word} version, {version}")
    consent = " --allow broadens" if any(each.more for each in permissions) else ""
    return "\n".join(lines) + "\n" + _next(name, difference.needed) + consent


def render_changes(changes: Sequence[Change]) -> list[str]:
    """`    ~ Resources Notebook  would replace …`, the names in one column."""
    titles = [" ".join(filter(None, (change.section, change.name))) for change in changes]
    width = max(map(len, titles), default=0)
    return [
        f"    {change.mark} {title.ljust(width)}  {change.words}" for change, title in zip(changes, titles, strict=True)
    ]


def _next(name: str, part: Part | None) -> str:
    return f"next: ./build.py release {name}" + (f" --{part.word}" if part else "")
