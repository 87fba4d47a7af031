"""A template's network, deployed with several answers: no way out, and nothing in it cut off (SEC420 to SEC429)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from generator.diagnostics import Finding, Span
from generator.synth import Rendered
from generator.verify.network import check_network
from generator.verify.sentences.stage import Stages

_NAMED = re.compile(r"`([A-Za-z0-9]+)`")


def find_openings(rendered: Rendered, stages: Stages, networks: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    """Each opening once, at the line where the author drew the part that the message names first."""
    told: set[tuple[str, str]] = set()
    for answers in ({}, *networks):
        for finding in check_network({"Resources": stages.find(answers).resources}):
            if (finding.code, finding.message) not in told:
                told.add((finding.code, finding.message))
                yield Finding(finding.code, finding.message, _drawn(rendered, finding.message), finding.fix)


def _drawn(rendered: Rendered, message: str) -> Span | None:
    spans = (rendered.sources.get(("Resources", name)) for name in _NAMED.findall(message))
    return next((span for span in spans if span is not None), None)
