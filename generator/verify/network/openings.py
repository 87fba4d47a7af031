"""A template's network, deployed with several answers: no way out, and nothing in it cut off (SEC420 to SEC429)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.diagnostics import Finding, Span
from generator.synth import Rendered
from generator.verify.network.checks import check_network

_NAMED = re.compile(r"`([A-Za-z0-9]+)`")


def find_openings(rendered: Rendered, resolved: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Each opening of the resolved documents once, at the line where the author drew what its message names first."""
    reported: set[tuple[str, str]] = set()
    for document in resolved:
        for finding in check_network(document):
            if (finding.code, finding.message) not in reported:
                reported.add((finding.code, finding.message))
                yield replace(finding, span=_drawn(rendered, finding.message), path=())


def _drawn(rendered: Rendered, message: str) -> Span | None:
    spans = (rendered.sources.get(("Resources", name)) for name in _NAMED.findall(message))
    return next((span for span in spans if span is not None), None)
