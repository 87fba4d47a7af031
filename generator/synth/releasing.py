"""The next version of a product: what changed since the last one, which version that needs, and freezing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from generator.diagnostics import Finding, Problems, Refused
from generator.model import Digest, Product, Release, Version
from generator.synth.dist import check_releases, is_released_as, write_rendered
from generator.synth.files import write_whole
from generator.synth.ledger import Ledger, write_ledger
from generator.synth.parts import Rendered
from generator.synth.render import render_product
from generator.synth.semantics import Change, Part, compare_templates, needed_part
from generator.synth.versions import find_version, replace_version


@dataclass(frozen=True)
class Difference:
    """What a product draws now against its last release (None: never released). No changes, no `needed`."""

    product: Product
    rendered: Rendered
    last: Release | None
    changes: tuple[Change, ...] = ()

    @property
    def needed(self) -> Part | None:
        """The smallest part of the version that says enough; None where there is nothing to release."""
        return needed_part(self.changes)


def compare_release(root: Path, product: Product, ledger: Ledger) -> Difference:
    """Draw the product as its last release and compare; raises Problems (TP3xx, VER503, VER504)."""
    last = ledger.last(product.name)
    if last is None:
        return Difference(product, render_product(root, product), None)
    damaged = check_releases(root, Ledger((last,)))
    if damaged:
        raise Problems(damaged)
    rendered = render_product(root, replace(product, version=last.version))
    if is_released_as(rendered, last):
        return Difference(product, rendered, last)
    # PyYAML only where there is something to compare
    from generator.cloudformation.template.loops import unroll
    from generator.synth.released import read_released

    before = unroll(read_released(root, last)).document
    changes = [
        *compare_templates(before, rendered.document),
        *_asset_changes(rendered, last),
        *_role_changes(rendered, last),
    ]
    return Difference(product, rendered, last, tuple(changes) or (_ORDER,))


def plan_version(root: Path, difference: Difference, part: str | None) -> Version:
    """The version that would be released: `part` of it moved, or what product.yaml says, or the smallest that is legal.

    Raises Refused where that is smaller than the changes need (VER508), or not after the last release (VER509).
    """
    product, last, needed = difference.product, difference.last, difference.needed
    if last is None or needed is None:
        return product.version
    if product.version < last.version:
        raise Refused(_backwards(root, product, last))
    least = last.version.bump(needed.word)
    if part is not None:
        version = last.version.bump(part)
    else:
        version = product.version if product.version > last.version else least
    if version < least:
        raise Refused(_too_small(root, difference, version, needed))
    return version


def write_release(
    root: Path, difference: Difference, version: Version, ledger: Ledger, permissions: str
) -> tuple[Release, Ledger]:
    """Freeze the product as `version`, with what its policies allow in words; returns its row and the ledger with it.

    The ledger's row is written last: whatever interrupts before it leaves an unreleased version, which the same command
    then releases.
    """
    product = replace(difference.product, version=version)
    content = replace_version(root, difference.product, version)
    rendered = render_product(root, product)
    assets = tuple((asset.path, asset.digest) for asset in rendered.assets)
    told = rendered.permissions_path, Digest.of(permissions)
    release = Release(product.name, version, rendered.digest, rendered.path, assets, rendered.frozen_role, told)
    write_rendered(root, rendered)
    write_whole(root / rendered.permissions_path, permissions.encode())
    write_whole(root / product.folder / "product.yaml", content)
    after = Ledger((*ledger.releases, release))
    write_ledger(root, after)
    return release, after


_ORDER = Change(Part.PATCH, "Template", "", "the same parts in another order or layout")


def _asset_changes(rendered: Rendered, last: Release) -> list[Change]:
    old, new = {digest for _, digest in last.assets}, {asset.digest for asset in rendered.assets}
    return [] if old == new else [Change(Part.MINOR, "Assets", "", "other files travel with the template")]


def _role_changes(rendered: Rendered, last: Release) -> list[Change]:
    """Another launch role is at least a minor version: what launches may do differs, whatever the template says."""
    old, new = last.launch_role, rendered.frozen_role
    if (old and old[1]) == (new and new[1]):
        return []
    words = (
        "a launch role of its own" if old is None else "its launch role is gone" if new is None else "other statements"
    )
    return [Change(Part.MINOR, "Launch role", "", words)]


def _too_small(root: Path, difference: Difference, version: Version, needed: Part) -> Finding:
    product, last = difference.product, difference.last
    assert last is not None
    heaviest = next(change for change in difference.changes if change.part is needed)
    return Finding(
        "VER508",
        f"`{product.name}` {version} would be too small a step from {last.version}: the change is {needed.word}"
        f" ({' '.join(filter(None, (heaviest.section, heaviest.name)))}: {heaviest.words})",
        find_version(root, product),
        fix=f"./build.py release {product.name} --{needed.word}",
    )


def _backwards(root: Path, product: Product, last: Release) -> Finding:
    return Finding(
        "VER509",
        f"product.yaml of `{product.name}` says {product.version}, but {last.version} is released already",
        find_version(root, product),
        fix=f'version: "{last.version}"',
    )
