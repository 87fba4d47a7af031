"""Writes which families of SageMaker's machines each region has, from the cfn-lint that is installed.

`python -m generator.manifest.data.refresh`; run it after a new cfn-lint, whose lists of instance types by region (of
hosting, processing, transform and clusters: its `schemas/extensions/aws_sagemaker_*`) come from AWS's price list. Their
layout is not documented; a test compares `machines.json` with them.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "machines.json"


def render_machines() -> str:
    """Region → families, as JSON."""
    spec = find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cfn-lint is not installed: make setup")
    folder = Path(spec.origin).parent / "data" / "schemas" / "extensions"
    found: dict[str, set[str]] = {}
    for file in sorted(folder.glob("aws_sagemaker_*/instancetype_enum.json")):
        regions: dict[str, Any] = json.loads(file.read_text("utf-8"))
        for region, types in regions.items():
            if isinstance(types, dict):
                found.setdefault(region, set()).update(name.rsplit(".", 1)[0] for name in types["enum"])
    rows = (f'"{region}": {json.dumps(sorted(families))}' for region, families in sorted(found.items()))
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    DATA.write_text(render_machines(), encoding="utf-8")
