"""Projects on disk to load, and words to say what is expected of a finding."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.manifest import load_manifest

ENTERPRISE = Path(__file__).parents[2] / "fixtures" / "portfolios" / "enterprise"

PORTFOLIO = """\
format: 1
catalog: data-science
targets:
  dev: { account: "111122223333", region: eu-west-1 }
environments:
  churn-dev:
    target: dev
    project: churn
    stage: dev
    version: "1.0.0"
    network: { cidr: 10.2.0.0/16, zones: 3 }
    people:
      scientists: { trust: mfa, principals: ["arn:aws:iam::111122223333:user/dana"] }
    options: { git: codecommit }
portfolios:
  churn-dev:
    name: Churn
    provider: ML Platform
    environment: churn-dev
    products:
      - use: notebook
        offer: { current: "1.0.0" }
        launch-role: notebook-creation
        narrow: { VolumeSize: { max: 100 } }
    access: [{ environment-role: data-scientist }]
    tags: { Team: churn }
    tag-options: { CostCenter: ["1001"] }
"""

PRODUCT = """\
title: Notebook
summary: A private notebook.
owner: ML Platform
version: "1.0.0"
launch-role: notebook-creation
"""


@pytest.fixture
def enterprise() -> Path:
    """The larger example portfolio."""
    return ENTERPRISE


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project without an error."""
    folder = tmp_path / "project"
    for name in ("notebook", "environment"):
        (folder / "products" / name).mkdir(parents=True)
        (folder / "products" / name / "product.yaml").write_text(PRODUCT)
    declared = Path(__file__).parents[3] / "products" / "environment" / "deployment.yaml"
    shutil.copy(declared, folder / "products" / "environment")
    (folder / "portfolio.yaml").write_text(PORTFOLIO)
    return folder


@pytest.fixture
def findings_of(project: Path) -> Callable[[str], list[Finding]]:
    """Writes a portfolio.yaml and says everything that loading finds in it, warnings too."""

    def load(text: str) -> list[Finding]:
        (project / "portfolio.yaml").write_text(text)
        try:
            return list(load_manifest(project).warnings)
        except Problems as problems:
            return list(problems.findings)

    return load


@pytest.fixture
def pointed() -> Callable[[Finding, str], str]:
    """The characters that a finding's caret is under."""

    def read(finding: Finding, text: str) -> str:
        assert finding.span is not None
        line = text.splitlines()[finding.span.line - 1]
        return line[finding.span.column - 1 : finding.span.column - 1 + finding.span.length]

    return read


@pytest.fixture
def portfolio() -> str:
    """The text of the small project's portfolio.yaml."""
    return PORTFOLIO
