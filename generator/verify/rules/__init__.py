"""Our own rules: what scanners do not see, one module a rule, each `find(template)` yielding what it found.

Takes the document of a rendered template and returns `Breach`es; nothing here reads a file. A new rule is a module and
a row in `RULES`; its code has a row in `generator.diagnostics.codes`, and a test weakens a real
template until it speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.verify.rules import (
    bucket_perimeters,
    condition_words,
    core_endpoints,
    endpoint_groups,
    endpoint_names,
    endpoint_policies,
    exports,
    guarded_jobs,
    kept_buckets,
    key_deletion,
    lifecycle_scripts,
    policy_lint,
    private_names,
    role_boundaries,
    trails,
    trusted_services,
)
from generator.verify.rules.template import Breach, Template

__all__ = ["RULES", "Breach", "find_breaches"]

RULES: Mapping[str, Callable[[Template], Iterator[Breach]]] = {
    "SEC401 to SEC411": policy_lint.find,
    "SEC450": condition_words.find,
    "SEC451": trusted_services.find,
    "SEC452": core_endpoints.find,
    "SEC453": endpoint_policies.find,
    "SEC454": endpoint_groups.find,
    "SEC455": endpoint_names.find,
    "SEC456": private_names.find,
    "SEC457": role_boundaries.find,
    "SEC458": guarded_jobs.find,
    "SEC459": bucket_perimeters.find,
    "SEC460": trails.find,
    "SEC461": kept_buckets.find,
    "SEC462": key_deletion.find,
    "SEC463": exports.find,
    "SEC464": lifecycle_scripts.find,
}


def find_breaches(document: Mapping[str, Any]) -> list[Breach]:
    """What every rule says about one template."""
    template = Template(document)
    return [breach for find in RULES.values() for breach in find(template)]
