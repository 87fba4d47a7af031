"""Names that must be the names of something."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.manifest.draft import Draft
from generator.manifest.suggestions import suggest


def check_references(draft: Draft) -> Iterator[Finding]:
    """Targets, environments and products that are named and do not exist; one target under two names."""
    seen: dict[tuple[str, str], str] = {}
    for name, target in draft.targets.items():
        first = seen.setdefault((target.account, target.region), name)
        if first != name:
            message = f"the targets `{name}` and `{first}` are the same account and region"
            at = draft.spans.key("targets", name)
            yield Finding("PF138", message, at, f"remove `{name}`, and name `{first}` where it stood", "the same")
    for name, environment in draft.environments.items():
        if environment.target not in draft.names["targets"]:
            yield _unknown("PF128", "target", environment.target, draft, "targets", ("environments", name, "target"))
    for key, portfolio in draft.portfolios.items():
        if portfolio.environment not in draft.names["environments"]:
            path = ("portfolios", key, "environment")
            yield _unknown("PF153", "environment", portfolio.environment, draft, "environments", path)
        for index, offer in enumerate(portfolio.products):
            if offer.use not in draft.folders:
                yield _unknown_product(offer.use, draft, ("portfolios", key, "products", index, "use"))


def _unknown(code: str, what: str, name: str, draft: Draft, section: str, path: tuple[str | int, ...]) -> Finding:
    known = sorted(draft.names[section])
    near = suggest(name, known)
    label = f"did you mean `{near}`?" if near else None
    others = ", ".join(known[:8]) or "none is there"
    fix = near or f"add `{name}` below `{section}`, or name one of: {others}"
    return Finding(code, f"there is no {what} `{name}` in `{section}`", draft.spans.at(*path), fix, label)


def _unknown_product(name: str, draft: Draft, path: tuple[str | int, ...]) -> Finding:
    near = suggest(name, sorted(draft.folders))
    label = f"did you mean `{near}`?" if near else None
    fix = near or f"./build.py new product {name}"
    return Finding("PF150", f"there is no product `{name}` below products/", draft.spans.at(*path), fix, label)
