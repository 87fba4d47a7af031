"""`launch-role`: a draft for the starter and for a YAML product, what an existing file lacks, and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.world import run

FILE = "products/setting/launch-role.yaml"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A project with the starter alone."""
    run(tmp_path, "new", "product", "setting").ended(0)
    run(tmp_path, "render").ended(0)
    return tmp_path


def test_a_draft_is_written_passes_check_and_is_not_written_over(own: Path) -> None:
    run(own, "launch-role", "setting", "--stdout").ended(0).said("ssm:PutParameter")
    assert not (own / FILE).exists()
    run(own, "launch-role", "setting").ended(0).said(f"wrote {FILE}")
    text = (own / FILE).read_text(encoding="utf-8")
    run(own, "render").ended(0)
    assert "PD27" not in run(own, "check").text
    run(own, "launch-role", "setting").ended(0).said("sufficient", "is kept as it is")
    (own / FILE).write_text(text.replace("because:", "because :"), encoding="utf-8")
    run(own, "launch-role", "setting", "--force").ended(0)
    assert (own / FILE).read_text(encoding="utf-8") == text


def test_what_is_missing_and_unneeded_is_said_with_the_statement_that_mends_it(own: Path) -> None:
    run(own, "launch-role", "setting").ended(0)
    text = (own / FILE).read_text(encoding="utf-8")
    (own / FILE).write_text(text.replace("ssm:PutParameter", "sqs:CreateQueue"), encoding="utf-8")
    done = run(own, "launch-role", "setting").ended(1)
    done.said("missing to create or delete: `Setting`", "ssm:PutParameter", "- { id: ", "unneeded: sqs:CreateQueue")
    run(own, "check").ended(1).said("error[PD270]", f"{FILE}:", "the role lacks ssm:PutParameter")
    added = next(line.strip() for line in done.out.splitlines() if line.strip().startswith("- { id: "))
    (own / FILE).write_text(f"{text.replace('ssm:PutParameter', 'ssm:GetParameter')}  {added}\n", encoding="utf-8")
    assert "PD270" not in run(own, "check").text


def test_a_product_that_is_not_there_is_refused(own: Path) -> None:
    run(own, "launch-role", "nothing").ended(1).said("error[VER511]")
