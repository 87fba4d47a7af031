"""From where applications invoke endpoints: nobody is told to come through an endpoint that he cannot reach."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.manifest.draft import Draft

_FIX = "application-cidr: 10.20.0.0/16"


def check_applications(draft: Draft) -> Iterator[Finding]:
    """Every environment's way to its runtime endpoint."""
    for name, environment in draft.environments.items():
        options, given = environment.options, environment.network.existing_endpoints
        reached = options.application_cidr is not None or options.application_group is not None
        path = ("environments", name, "options")
        if options.invoke == "endpoint" and not reached and not given:
            message = "with `invoke: endpoint` endpoints answer only through the runtime endpoint, and no application "
            message += "reaches it: say from where, by `application-cidr` or `application-group`"
            yield Finding("PF151", message, draft.spans.at(*path, "invoke"), _FIX)
        for key in ("application-cidr", "application-group"):
            if given and getattr(options, key.replace("-", "_")) is not None:
                message = f"`{key}` means nothing with `existing-endpoints`: who reaches them is their owner's business"
                yield Finding("PF151", message, draft.spans.at(*path, key), f"remove `{key}`")
