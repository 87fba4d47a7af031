"""Our own rules: what scanners do not see, one module a rule, each `find(template)` yielding what it found.

Takes the document of a rendered template and returns findings, each with its `path` in the document; nothing here reads
a file. A new rule is a module and a row in `RULES`; its code has a row in `generator.diagnostics.codes`, and a test
weakens a real template until the rule finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.diagnostics import Finding
from generator.verify.rules import (
    bucket_history,
    bucket_perimeters,
    condition_words,
    core_endpoints,
    dns_switches,
    dns_walls,
    endpoint_groups,
    endpoint_names,
    endpoint_policies,
    escalations,
    exports,
    faraway_credentials,
    guarded_jobs,
    kept_buckets,
    key_deletion,
    key_principals,
    key_rotation,
    lifecycle_scripts,
    log_retention,
    open_groups,
    open_notebooks,
    plain_transport,
    policy_lint,
    private_names,
    public_access,
    retired,
    role_boundaries,
    shown_secrets,
    total_maps,
    trails,
    trusted_services,
    unencrypted,
    ways_out,
    wide_open,
)
from generator.verify.rules.template import Template

__all__ = ["RULES", "check_document", "judge"]

RULES: Mapping[str, Callable[[Template], Iterator[Finding]]] = {
    "SEC401 to SEC411": policy_lint.find,
    "SEC430 to SEC432": dns_walls.find,
    "SEC433 and SEC434": dns_switches.find,
    "SEC435": faraway_credentials.find,
    "SEC436": open_notebooks.find,
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
    "SEC465": total_maps.find,
    "SEC467": wide_open.find,
    "SEC468": retired.find,
    "SEC490": unencrypted.find,
    "SEC491": key_rotation.find,
    "SEC492": open_groups.find,
    "SEC493": public_access.find,
    "SEC494": bucket_history.find,
    "SEC495": log_retention.find,
    "SEC496": plain_transport.find,
    "SEC497": shown_secrets.find,
    "SEC498": escalations.find,
    "SEC499": ways_out.find,
    "SEC516": key_principals.find,
}


def check_document(document: Mapping[str, Any]) -> list[Finding]:
    """What every rule finds in one template, and SEC466 for a rule that cannot read it."""
    template = Template(document)
    return [finding for codes, find in RULES.items() for finding in judge(codes, find, template)]


def judge(codes: str, find: Callable[[Template], Iterator[Finding]], template: Template) -> list[Finding]:
    """What one rule finds: a written template may hold any shape, and a rule that stumbles over it has not said that it
    is safe."""
    try:
        return list(find(template))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, TemplateError) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        fix = "write it as the resource's documentation shows it"
        return [
            Finding("SEC466", f"the rule of {codes} cannot read this template: {said}", None, fix, path=("Resources",))
        ]
