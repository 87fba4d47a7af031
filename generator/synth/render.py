"""A product → its template: drawn and put into canonical text, or as its author wrote it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems, Span
from generator.model import Digest, Product
from generator.synth.parts import NotPlain, Rendered
from generator.synth.template_files import find_template

if TYPE_CHECKING:
    from generator.blueprint import Drawing


def render_product(root: Path, product: Product) -> Rendered:
    """Draw a product, or read its written template, and its launch role; raises Problems (TP3xx, PD26x) at their lines.

    The same product gives the same bytes in every process, hash seed and machine: no clock, no random, no environment.
    """
    rendered = _draw(root, product)
    if product.own_role is None:
        return rendered
    from generator.synth.launch_policies import render_launch_policy

    return replace(rendered, launch_policy=render_launch_policy(product.own_role))


def _draw(root: Path, product: Product) -> Rendered:
    # Imported here, so that a product found in the cache costs neither troposphere nor PyYAML.
    from generator.synth.authoring import build_product
    from generator.synth.serialize import render_yaml

    path = find_template(root, product)
    if not path.endswith(".py"):
        from generator.synth.written import render_written

        return render_written(root, product, path)
    drawing = build_product(root.resolve(), product)
    try:
        text = render_yaml(drawing.document)
    except NotPlain as error:
        raise Problems([_not_plain(error, product, drawing)]) from error
    digest, statements = Digest.of(text), drawing.statements
    return Rendered(product, text, digest, drawing.document, drawing.sources, drawing.assets, statements=statements)


def _not_plain(error: NotPlain, product: Product, drawing: Drawing) -> Finding:
    span = drawing.sources.get((error.path[0], error.path[1])) if len(error.path) > 1 else None
    return Finding(
        "TP308",
        f"`{product.name}` holds a {error.kind} at {'/'.join(error.path)}, which has no place in a template",
        span or Span(f"{product.folder}/template.py"),
        fix="sort a set into a list, and turn any other object into text or a number first",
    )
