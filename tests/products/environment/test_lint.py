"""cfn-lint has nothing to say, whatever the region."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.synth.serialize import render_yaml
from tests.products.environment.conftest import draw

CFN_LINT = str(Path(sys.executable).with_name("cfn-lint"))
GROUPS = {
    "the usual ones": ("eu-west-1", "us-east-1", "ap-southeast-1"),
    "those that lack services": ("ap-east-1", "me-central-1", "us-west-1"),
    "other partitions": ("cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1"),
}


@pytest.mark.slow
@pytest.mark.parametrize("regions", GROUPS.values(), ids=GROUPS)
def test_cfn_lint_finds_nothing_with_every_rule_on(tmp_path: Path, regions: tuple[str, ...]) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(render_yaml(draw()), encoding="utf-8")
    rules = ["-c", "I", "-e"]
    command = [CFN_LINT, *rules, "-r", *regions, "-t", str(template)]
    linted = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (linted.stdout, linted.stderr, linted.returncode) == ("", "", 0)
