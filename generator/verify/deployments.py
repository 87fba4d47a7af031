"""deployment.yaml against the template beside it, unless both were looked at before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Finding
from generator.model.declaration import DECLARATION
from generator.synth import Rendered
from generator.synth.cache import digest_code, digest_files, digest_words
from generator.verify.finding_cache import remember_findings

_RECORD = ".cache/deployments"


def check_deployments(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """PD284 for each parameter or role that the template lacks, and for each parameter that would have no answer."""
    found: list[Finding] = []
    for each in rendered:
        file = root / each.product.folder / DECLARATION
        if file.is_file():
            released = sorted((root / "dist" / each.product.name).glob("*/*.yaml"))
            code = digest_code("manifest", "model", "verify")
            key = digest_words(code, each.digest.hex, digest_files(root, [file, *released]))
            record = root / _RECORD / f"{each.product.name}.json"
            found += remember_findings(record, key, lambda: _find(root, each))  # noqa: B023
    return found


def _find(root: Path, rendered: Rendered) -> list[Finding]:
    from generator.verify.declared import check_declaration

    return list(check_declaration(root, rendered))
