"""What is kept below `dist/`: the working render of each product, and everything that was ever released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.model import Digest, Release
from generator.synth.files import read_bytes, read_digest, write_whole
from generator.synth.ledger import Ledger
from generator.synth.parts import PERMISSIONS_FILE, POLICY_FILE, Rendered
from generator.synth.versions import find_version


def check_dist(root: Path, rendered: Sequence[Rendered], ledger: Ledger, *, whole: bool) -> list[Finding]:
    """Everything that differs between `dist/` and what it should hold (VER501-VER504, VER507); writes nothing.

    `whole` says that `rendered` is every product; otherwise only their own folders are searched for unknown files.
    """
    findings = [*check_frozen(root, rendered, ledger), *check_releases(root, ledger)]
    for product in rendered:
        if ledger.find(product.product.name, product.product.version) is None:
            findings += _check_working(root, product)
    return findings + [_unknown(path) for path in find_unknown(root, rendered, ledger, whole=whole)]


def check_frozen(root: Path, rendered: Sequence[Rendered], ledger: Ledger) -> list[Finding]:
    """Products that would change under a version that is released already (VER501)."""
    findings = []
    for product in rendered:
        release = ledger.find(product.product.name, product.product.version)
        if release is not None and not is_released_as(product, release):
            findings.append(_frozen(root, product, release))
    return findings


def check_releases(root: Path, ledger: Ledger) -> list[Finding]:
    """Released files that are missing or whose bytes are not the released ones (VER503, VER504)."""
    files = {path: (release, digest) for release in ledger.releases for path, digest in _files(release)}
    findings = []
    for path, (release, digest) in files.items():
        actual = read_digest(root / path)
        if actual != digest:
            findings.append(_tampered(path, release, digest, actual))
    return findings


def _files(release: Release) -> Iterator[tuple[str, Digest]]:
    yield release.template, release.digest
    yield from release.assets
    yield from (file for file in (release.launch_role, release.permissions) if file is not None)


def write_dist(root: Path, rendered: Sequence[Rendered], ledger: Ledger, *, whole: bool) -> list[str]:
    """Write what is not released yet, and remove working renders that nothing needs; returns the paths changed.

    Raises Problems (VER501) and writes nothing where a released version would change.
    """
    frozen = check_frozen(root, rendered, ledger)
    if frozen:
        raise Problems(frozen)
    changed: list[str] = []
    for product in rendered:
        if ledger.find(product.product.name, product.product.version) is None:
            changed += write_rendered(root, product)
    for path in find_unknown(root, rendered, ledger, whole=whole):
        if _is_generated(path):
            (root / path).unlink()
            _remove_empty(root / path)
            changed.append(path)
    return changed


def write_rendered(root: Path, rendered: Rendered) -> list[str]:
    """The template and its assets; returns the paths that changed."""
    files = {asset.path: asset.content for asset in rendered.assets} | {rendered.path: rendered.text.encode()}
    if (role := rendered.frozen_role) is not None:
        files[role[0]] = rendered.launch_policy.encode()
    return [path for path, content in files.items() if write_whole(root / path, content)]


def is_released_as(rendered: Rendered, release: Release) -> bool:
    """Whether the product still draws the released bytes."""
    drawn = {(asset.path, asset.digest) for asset in rendered.assets}
    roles = [role and role[1] for role in (rendered.frozen_role, release.launch_role)]
    return rendered.digest == release.digest and drawn == set(release.assets) and roles[0] == roles[1]


def find_unknown(root: Path, rendered: Sequence[Rendered], ledger: Ledger, *, whole: bool) -> list[str]:
    """Files in the products' folders and in `dist/assets` that belong to no release and no working render."""
    known = set(_known(rendered, ledger))
    folders = {product.product.name for product in rendered}
    if whole:
        folders |= {row.product for row in ledger.releases} | {"assets"}
    found = (path for name in sorted(folders) for path in sorted((root / "dist" / name).rglob("*")) if path.is_file())
    return [path for path in (file.relative_to(root).as_posix() for file in found) if path not in known]


def _known(rendered: Sequence[Rendered], ledger: Ledger) -> Iterator[str]:
    for product in rendered:
        yield product.path
        yield from (asset.path for asset in product.assets)
        if product.frozen_role is not None:
            yield product.frozen_role[0]
        if ledger.find(product.product.name, product.product.version) is None:
            yield product.permissions_path
    for release in ledger.releases:
        yield from (path for path, _ in _files(release))


def _check_working(root: Path, rendered: Rendered) -> Iterator[Finding]:
    wanted: dict[str, Digest] = {rendered.path: rendered.digest} | {
        asset.path: asset.digest for asset in rendered.assets
    }
    if rendered.frozen_role is not None:
        wanted |= dict([rendered.frozen_role])
    fix = f"./build.py render {rendered.product.name}"
    for path, digest in wanted.items():
        actual = read_digest(root / path)
        if actual is None:
            yield Finding("VER503", f"`{path}` is missing", find_version(root, rendered.product), fix=fix)
        elif actual != digest:
            yield Finding("VER502", f"`{path}` is not what `{rendered.product.name}` draws now", Span(path), fix=fix)


def _frozen(root: Path, rendered: Rendered, release: Release) -> Finding:
    name = release.product
    part = _needed_word(root, rendered, release)
    same = "the template is the same; its launch role or an asset is another"
    drawn = f"released as sha256 {release.digest.short}, drawn now {rendered.digest.short}"
    return Finding(
        "VER501",
        f"`{name}` {release.version} is released and can never change, but the product draws something else now",
        find_version(root, rendered.product),
        fix=f"./build.py release {name}" + (f" --{part}" if part else ""),
        label=same if release.digest == rendered.digest else drawn,
    )


def _needed_word(root: Path, rendered: Rendered, release: Release) -> str | None:
    # Imported here, so that `render --check` on an unchanged project needs no YAML.
    from generator.cloudformation.template.loops import unroll
    from generator.cloudformation.template.reader import read_document
    from generator.synth.semantics import Part, compare_templates, needed_part

    content = read_bytes(root / release.template)
    if content is None or Digest.of(content) != release.digest:
        return None
    changes = [*compare_templates(unroll(read_document(content.decode())).document, rendered.document)]
    part = needed_part(changes)
    if (part is None or part < Part.MINOR) and rendered.frozen_role != release.launch_role:
        part = Part.MINOR
    return part.word if part else "patch"


def _tampered(path: str, release: Release, digest: Digest, actual: Digest | None) -> Finding:
    name = f"`{release.product}` {release.version}"
    fix = f"git checkout -- {path}"
    if actual is None:
        return Finding("VER503", f"`{path}`, released as {name}, is missing", Span("dist/ledger.json"), fix=fix)
    return Finding(
        "VER504",
        f"`{path}` was changed after it was released as {name}: sha256 {actual.short}, released {digest.short}",
        Span(path),
        fix=fix,
    )


def _unknown(path: str) -> Finding:
    fix = "./build.py render" if _is_generated(path) else f"rm {path}"
    return Finding("VER507", f"`{path}` belongs to no release and to no product as it is now", Span(path), fix=fix)


def _is_generated(path: str) -> bool:
    parts = path.split("/")
    return (len(parts) == 4 and parts[3] in ("template.yaml", "template.json", POLICY_FILE, PERMISSIONS_FILE)) or (
        parts[1] == "assets" and path.endswith(".zip")
    )


def _remove_empty(path: Path) -> None:
    try:
        path.parent.rmdir()
    except OSError:
        return
