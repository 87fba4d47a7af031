"""What is wrong in a product's probes.yaml is told with its place, all at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.diagnostics import Problems
from generator.manifest.probes import load_probes

PRODUCT = Path("products") / "environment"
MAKES_THE_JOB = "make:\n      call: sagemaker:CreateT"
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("before", "after", "at", "code", "words"),
    [
        ("format: 1", "format: 2", "format: 1", "PRB802", "one of 1"),
        ("needs: notebook\n    as", "needs: notebok\n    as", "needs: notebook\n    as", "PRB803", "notebook"),
        (
            "$prefix-probe-$run\n        Role",
            "$prefixes-probe-$run\n        Role",
            MAKES_THE_JOB,
            "PRB803",
            "prefix",
        ),
        (
            "call: sagemaker:CreateTrainingJob",
            "call: sagemaker",
            "call: sagemaker:CreateTrainingJob",
            "PRB802",
            "service:Operation",
        ),
        ("values:", "\tvalues:", "values:", "PRB801", "tab"),
    ],
)
def test_a_wrong_file_is_told_at_its_line(
    tmp_path: Path, before: str, after: str, at: str, code: str, words: str
) -> None:
    shutil.copytree(ROOT / PRODUCT, tmp_path / PRODUCT, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = tmp_path / PRODUCT / "probes.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_probes(tmp_path, "environment")
    finding = next(finding for finding in caught.value.findings if finding.code == code)
    assert finding.span is not None
    line = text[: text.index(at)].count("\n") + 1
    assert (finding.span.path, finding.span.line) == ("products/environment/probes.yaml", line)
    assert words in f"{finding.message} {finding.fix}"
