"""`verify`: the bytes of each version on offer, from git over the bucket to what Service Catalog has stored."""

from __future__ import annotations

import json

import click

from generator.cli.completing import on_target
from generator.cli.exits import Exit
from generator.cli.session import Session, aws, everywhere, printed_as


@click.command(epilog="Examples: `./build.py verify` · `./build.py verify --target prod --format json`")
@on_target
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, target: str | None, shape: str) -> Exit:
    """Compare the bytes of every version on offer: dist/ledger.json → artifact bucket → Service Catalog's stored body.

    Changes nothing; exits 1 where a link is broken, and says which.
    """
    from generator.aws.catalog import observe
    from generator.aws.catalog.provenance import ProvenanceReader
    from generator.cli.catcher import read_line
    from generator.cli.project import choose_target, load_project
    from generator.planning.provenance import check_provenance
    from generator.views.findings.text import render_text, summarize
    from generator.views.provenance import provenance_data, render_provenance

    project = load_project(session.root)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    rows = ProvenanceReader(connection, session.root, wanted, observe(connection, wanted)).read()
    findings = [finding for row in rows for finding in check_provenance(row)]
    if shape == "json":
        session.put(json.dumps(provenance_data(rows, findings), indent=2, ensure_ascii=False))
        return Exit.PROBLEMS if findings else Exit.FINE
    session.show(f"{wanted.catalog} in {wanted.account} · {wanted.region}: git → bucket → Service Catalog")
    session.show(render_provenance(rows))
    if findings:
        session.say(f"{render_text(findings, read_line(session.root))}\n\n{summarize(findings)}")
        return Exit.PROBLEMS
    return Exit.FINE
