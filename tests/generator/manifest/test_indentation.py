"""A block that stands a level too far left or right is one finding, and its fix makes the file whole again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.manifest import load_manifest
from tests.e2e.world import CHECKOUT

SOURCE = (CHECKOUT / "portfolio.yaml").read_text(encoding="utf-8")
LINES = SOURCE.splitlines(keepends=True)
FIX = re.compile(r"(?:put (?P<more>\d+) more spaces before|take (?P<less>\d+) spaces away from) lines? (?P<first>\d+)")
CHILDREN = ("environments:", "network:", "people:", "scientists:", "options:", "narrow:", "targets:")
"""Keys whose children are put beside them; those of `access` and `products` are lists, which may stand there."""
DEEPER = ("people:", "options:", "access:", "tag-options:")
"""Keys that are put below the one before them."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of the checkout's products, without its portfolio.yaml."""
    shutil.copytree(CHECKOUT / "products", tmp_path / "products", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def block(key: str) -> tuple[int, int]:
    """The lines of a key and of what is below it, counted from 0; the end is excluded."""
    start = next(at for at, line in enumerate(LINES) if line.strip() == key)
    end = next(
        (at for at in range(start + 1, len(LINES)) if indent_of(LINES[at]) <= indent_of(LINES[start])), len(LINES)
    )
    return start, end


def moved(first: int, end: int, by: int) -> str:
    """The file with these lines moved by so many spaces; to the left where that is less than 0."""
    lines = [" " * by + line if by > 0 else line[-by:] for line in LINES[first:end]]
    return "".join([*LINES[:first], *lines, *LINES[end:]])


def found(root: Path, text: str) -> tuple[Finding, ...]:
    (root / "portfolio.yaml").write_text(text, encoding="utf-8")
    try:
        load_manifest(root)
    except Problems as problems:
        return problems.findings
    return ()


def mended(text: str, finding: Finding) -> str:
    """The file after somebody has done as the fix says."""
    match = FIX.match(finding.fix or "")
    assert match is not None, finding.fix
    last = re.search(r"to (\d+)$", finding.fix or "")
    first, lines = int(match["first"]), text.splitlines(keepends=True)
    for at in range(first - 1, int(last[1]) if last else first):
        lines[at] = " " * int(match["more"]) + lines[at] if match["more"] else lines[at][int(match["less"]) :]
    return "".join(lines)


def test_what_stands_beside_its_key_is_one_finding_and_not_four(root: Path) -> None:
    start, end = block("network:")
    text = moved(start + 1, end, -2)
    (finding,) = found(root, text)
    assert (finding.code, finding.message) == (
        "PF100",
        "`network` has nothing below it: `cidr`, `zones`, `endpoints` stand beside it",
    )
    assert finding.fix == f"put 2 more spaces before lines {start + 2} to {end}"
    assert mended(text, finding) == SOURCE


@pytest.mark.parametrize("key", CHILDREN)
def test_the_children_of_every_key_beside_it_are_one_finding(root: Path, key: str) -> None:
    start, end = block(key)
    text = moved(start + 1, end, -2)
    (finding,) = found(root, text)
    assert finding.code == "PF100"
    assert found(root, mended(text, finding)) == ()


@pytest.mark.parametrize("key", DEEPER)
def test_a_key_below_the_one_before_it_is_one_finding(root: Path, key: str) -> None:
    start, end = block(key)
    text = moved(start, end, 2)
    findings = found(root, text)
    assert {finding.code for finding in findings} <= {"PF100", "PF105"}
    assert len(findings) == 1
    if findings[0].code == "PF100":
        assert mended(text, findings[0]) == SOURCE


# What is below `portfolios:` would be a second `churn-dev` of the environments, which no level explains.
@pytest.mark.parametrize("at", [at for at, line in enumerate(LINES) if line != "portfolios:\n"])
@pytest.mark.parametrize("by", [-2, 2])
def test_one_line_that_is_moved_never_has_findings_that_contradict(root: Path, at: int, by: int) -> None:
    """Either YAML cannot read it, or what is said of it is one thing: nothing is both missing and unknown."""
    if by < -indent_of(LINES[at]):
        return
    findings = found(root, moved(at, at + 1, by))
    about = [word for finding in findings for word in re.findall(r"^`([^`]+)`", finding.message)]
    assert len(about) == len(set(about)), [finding.message for finding in findings]
    codes = [finding.code for finding in findings]
    assert "PF105" not in codes or codes == ["PF105"]


def test_a_misspelt_key_after_an_empty_one_is_no_matter_of_levels(root: Path) -> None:
    start, end = block("narrow:")
    text = "".join([*LINES[: start + 1], "        tag-update: allowed\n", *LINES[end:]])
    assert {finding.code for finding in found(root, text)} == {"PF110", "PF112"}


def test_a_block_in_the_file_of_a_product_is_one_finding_too(root: Path) -> None:
    file = root / "products" / "notebook" / "product.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  email: ml-", "email: ml-").replace("  description: Name", "description: Name"))
    (finding,) = found(root, SOURCE)
    assert (finding.code, finding.message) == (
        "PD220",
        "`support` has nothing below it: `email`, `description` stand beside it",
    )
