"""A product that is edited and rendered again is what its file says now."""

from __future__ import annotations

import os
from pathlib import Path

from generator.model import Product, Version
from generator.synth import render_product

SOURCE = "from troposphere.sqs import Queue\ndef build(canvas, product):\n    canvas.add(Queue('{name}'))\n"
MOMENT = 1_700_000_000


def test_two_edits_of_one_length_within_a_second_are_two_templates(tmp_path: Path) -> None:
    product = Product("odd", "products/odd", "Odd", "Odd.", "Us", Version(1, 0, 0))
    template = tmp_path / "products" / "odd" / "template.py"
    template.parent.mkdir(parents=True)
    for name in ("First", "Other"):
        template.write_text(SOURCE.format(name=name), encoding="utf-8")
        os.utime(template, (MOMENT, MOMENT))
        assert list(render_product(tmp_path, product).document["Resources"]) == [name]
