"""Whatever an author's code does wrong is reported at his own line, with a code, and never as a traceback of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.model import Product, Version
from generator.synth import render_product

HEAD = "from troposphere.sqs import Queue\n"
ALLOW = "from generator.iam.statements import allow\n"
CASES = {
    "raises while drawing": (HEAD + "def build(canvas, product):\n    canvas.add(\n    1 / 0)\n", "TP302", 4),
    "raises on import": ("import this_is_nowhere\n\ndef build(canvas, product): ...\n", "TP302", 1),
    "has a syntax error": ("def build(canvas, product):\n    return (\n", "TP303", 2),
    "has no build": ("def draw(canvas, product): ...\n", "TP304", 1),
    "has something else called build": ("build = 3\n", "TP304", 1),
    "takes too little": ("\n\ndef build(canvas): ...\n", "TP305", 3),
    "takes too much": ("def build(canvas, product, more): ...\n", "TP305", 1),
    "exits while drawing": ("import sys\ndef build(canvas, product):\n    sys.exit(3)\n", "TP306", 3),
    "exits on import": ("raise SystemExit('no')\n", "TP306", 1),
    "misspells a property": (HEAD + "def build(canvas, product):\n    canvas.add(Queue('Q', Nmae='x'))\n", "TP302", 3),
    "misspells a name": (HEAD + "def build(canvas, product):\n    canvas.add(Queue('a-b'))\n", "TP302", 3),
    "gives a wrong type": (
        HEAD + "def build(canvas, product):\n    canvas.add(Queue('Q', Tags=3))\n",
        "TP302",
        3,
    ),
    "holds a set": (
        HEAD + "def build(canvas, product):\n    canvas.add(Queue('Q', Metadata={'a': {1}}))\n",
        "TP308",
        3,
    ),
    "allows an action that there is not": (
        ALLOW + "def build(canvas, product):\n    allow('A', 's3:No', '*')\n",
        "SEC403",
        3,
    ),
    "allows one on import": (ALLOW + "allow('A', 's3:No', '*')\n", "SEC403", 2),
    "draws nothing": ("def build(canvas, product): ...\n", "TP309", 1),
    "is deeply recursive": ("def build(canvas, product):\n    build(canvas, product)\n", "TP302", 2),
}


def draw(root: Path, source: str) -> Finding:
    folder = root / "products" / "odd"
    folder.mkdir(parents=True)
    (folder / "template.py").write_text(source, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        render_product(root, Product("odd", "products/odd", "Odd", "Odd.", "Us", Version(1, 0, 0)))
    (finding,) = caught.value.findings
    return finding


@pytest.mark.parametrize(("source", "code", "line"), CASES.values(), ids=CASES.keys())
def test_a_product_that(tmp_path: Path, source: str, code: str, line: int) -> None:
    finding = draw(tmp_path, source)
    assert finding.span is not None
    assert (finding.code, finding.span.path, finding.span.line) == (code, "products/odd/template.py", line)
    assert finding.fix


def test_a_product_without_template_py(tmp_path: Path) -> None:
    (tmp_path / "products" / "odd").mkdir(parents=True)
    with pytest.raises(Problems) as caught:
        render_product(tmp_path, Product("odd", "products/odd", "Odd", "Odd.", "Us", Version(1, 0, 0)))
    assert caught.value.findings[0].code == "TP304"


def test_a_product_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / "products" / "odd"
    folder.mkdir(parents=True)
    (folder / "template.py").write_bytes(b"NAME = 'caf\xe9'\n")
    with pytest.raises(Problems) as caught:
        render_product(tmp_path, Product("odd", "products/odd", "Odd", "Odd.", "Us", Version(1, 0, 0)))
    assert caught.value.findings[0].code == "TP303"


def test_the_way_to_a_mistake_in_another_module_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "products" / "odd"
    folder.mkdir(parents=True)
    (folder / "network.py").write_text("def draw(canvas):\n    raise LookupError('no zone')\n")
    source = "from products.odd import network\n\ndef build(canvas, product):\n    network.draw(canvas)\n"
    (folder / "template.py").write_text(source)
    with pytest.raises(Problems) as caught:
        render_product(tmp_path, Product("odd", "products/odd", "Odd", "Odd.", "Us", Version(1, 0, 0)))
    (finding,) = caught.value.findings
    assert "LookupError: no zone" in finding.message
    assert (finding.span.path, finding.span.line) == ("products/odd/network.py", 2) if finding.span else False
    assert finding.label == "called from build (template.py:4)"


def test_the_mistake_is_underlined_where_it_stands_on_its_line(tmp_path: Path) -> None:
    finding = draw(tmp_path, "def build(canvas, product):\n    x = 1 + 1 / 0\n")
    assert finding.span is not None
    assert (finding.span.column, finding.span.length) == (13, 5)
