"""The policy of a product's own launch role: rendered for a release, and read from the releases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.model import Digest, LaunchRole, Release, Version
from generator.synth.files import read_bytes


def render_launch_policy(role: LaunchRole) -> str:
    """The policy document as canonical JSON; raises Problems (PD261, PD262, PD265) at the lines of launch-role.yaml."""
    from generator.iam.launch_roles import build_launch_policy, find_in_launch_role

    if findings := list(find_in_launch_role(role)):
        raise Problems(findings)
    return json.dumps(build_launch_policy(role), indent=2, sort_keys=True) + "\n"


def read_launch_policies(root: Path, releases: Iterable[Release]) -> Mapping[tuple[str, Version], Mapping[str, Any]]:
    """The frozen policies by product and version; raises Problems (VER503, VER504) where one is not as released."""
    found: dict[tuple[str, Version], Mapping[str, Any]] = {}
    for release in releases:
        if release.launch_role is not None:
            path, digest = release.launch_role
            content = read_bytes(root / path)
            if content is None or Digest.of(content) != digest:
                code, what = ("VER503", "is missing") if content is None else ("VER504", "was changed")
                words = f"`{path}`, released as `{release.product}` {release.version}, {what}"
                raise Problems([Finding(code, words, Span(path), fix=f"git checkout -- {path}")])
            found[release.product, release.version] = json.loads(content)
    return found
