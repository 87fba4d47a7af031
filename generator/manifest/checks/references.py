"""Names that must be the names of something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias, TypeGuard

from generator.diagnostics import Finding
from generator.manifest.draft import Draft
from generator.manifest.forms.names import KEY, LONGEST_KEY
from generator.manifest.suggestions import suggest

Path: TypeAlias = tuple[str | int, ...]


def check_references(draft: Draft) -> Iterator[Finding]:
    """Targets, environments and products that are named and do not exist; one target under two names."""
    yield from _check_targets(draft)
    yield from _check_base(draft)
    for path, name in _named(draft, "environments", "target"):
        if name not in draft.raw["targets"]:
            yield _unknown("PF128", "target", name, draft, "targets", path)
    for path, name in _named(draft, "portfolios", "environment"):
        if name not in draft.raw["environments"]:
            yield _unknown("PF153", "environment", name, draft, "environments", path)
    for path, name in _named(draft, "portfolios", "target"):
        if name not in draft.raw["targets"]:
            yield _unknown("PF128", "target", name, draft, "targets", path)
    for path, name in _uses(draft):
        if name not in draft.folders.names:
            yield _unknown_product(name, draft, path)


def _check_base(draft: Draft) -> Iterator[Finding]:
    """A product that makes the environments; one whose declaration is broken is another finding."""
    written = any((finding.code or "").startswith("PD28") for finding in draft.folders.findings)
    if draft.raw["environments"] and not draft.folders.base.product and not written:
        message = "no product says how it makes environments"
        fix = "write products/NAME/deployment.yaml, with parameters, roles, person and caller"
        yield Finding("PD283", message, draft.spans.key("environments"), fix)


def _check_targets(draft: Draft) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for name, target in draft.targets.items():
        first = seen.setdefault((target.account, target.region), name)
        if first != name:
            message = f"the targets `{name}` and `{first}` are the same account and region"
            at = draft.spans.key("targets", name)
            yield Finding("PF138", message, at, f"remove `{name}`, and name `{first}` where it stood", "the same")


def _named(draft: Draft, section: str, key: str) -> Iterator[tuple[Path, str]]:
    """Every reference `key` of a section, with its path; what cannot be a name is reported by the forms."""
    for name, part in draft.raw[section].items():
        value = part.get(key) if isinstance(part, dict) else None
        if _is_name(value):
            yield (section, name, key), value


def _uses(draft: Draft) -> Iterator[tuple[Path, str]]:
    for name, part in draft.raw["portfolios"].items():
        offers = part.get("products") if isinstance(part, dict) else None
        for index, offer in enumerate(offers if isinstance(offers, list) else ()):
            value = offer.get("use") if isinstance(offer, dict) else None
            if _is_name(value):
                yield ("portfolios", name, "products", index, "use"), value


def _is_name(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= LONGEST_KEY and KEY.fullmatch(value) is not None


def _unknown(code: str, what: str, name: str, draft: Draft, section: str, path: Path) -> Finding:
    known = sorted(draft.raw[section])
    near = suggest(name, known)
    label = f"did you mean `{near}`?" if near else None
    others = ", ".join(known[:8]) or "none is there"
    fix = near or f"add `{name}` below `{section}`, or name one of: {others}"
    return Finding(code, f"there is no {what} `{name}` in `{section}`", draft.spans.at(*path), fix, label)


def _unknown_product(name: str, draft: Draft, path: Path) -> Finding:
    near = suggest(name, sorted(draft.folders.names))
    label = f"did you mean `{near}`?" if near else None
    fix = near or f"./build.py new product {name}"
    return Finding("PF150", f"there is no product `{name}` below products/", draft.spans.at(*path), fix, label)
