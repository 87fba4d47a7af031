"""What `prove` prints: of a product, or of templates one after the other with all that is wrong in any of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.exits import Exit
from generator.cli.session import Session

if TYPE_CHECKING:
    from generator.diagnostics import Finding
    from generator.verify.matrix.matrix import Chosen
    from generator.verify.matrix.templates import Proven


def put_product(session: Session, product: str, chosen: Chosen, shape: str) -> Exit:
    """The matrix of a product of the project."""
    from generator.verify.matrix.products import build_product
    from generator.views.matrix import matrix_json, render_markdown, render_matrix

    renders = {"text": render_matrix, "markdown": render_markdown, "json": matrix_json}
    session.put(renders[shape](build_product(session.root, product, chosen)))
    return Exit.FINE


def put_templates(session: Session, files: tuple[Path, ...], params: Path | None, chosen: Chosen, shape: str) -> Exit:
    """What can be said of each template; raises Problems afterwards with what cannot."""
    from generator.diagnostics import Problems
    from generator.views.proven import proven_json, render_proven

    proven, findings = _prove(files, params, chosen)
    if shape == "json":
        session.put(proven_json(proven))
    else:
        for each in proven:
            session.put(render_proven(each, markdown=shape == "markdown"))
    if findings:
        raise Problems(findings)
    return Exit.FINE


def _prove(files: tuple[Path, ...], params: Path | None, chosen: Chosen) -> tuple[list[Proven], list[Finding]]:
    from generator.diagnostics import Problems
    from generator.verify.matrix.params import load_params
    from generator.verify.matrix.templates import prove_template, read_template

    proven: list[Proven] = []
    findings: list[Finding] = []
    read = []
    for file in files:
        try:
            read.append(read_template(file))
        except Problems as problems:
            findings += problems.findings
    try:
        values = load_params(params, [written.document for written, _ in read]) if params is not None else {}
    except Problems as problems:
        raise Problems([*findings, *problems.findings]) from None
    for written, wrong in read:
        try:
            proven.append(prove_template(written, wrong, values, chosen))
            findings += proven[-1].findings
        except Problems as problems:
            findings += problems.findings
    return proven, findings
