"""`doctor`: what is ill in a published catalog, each with what mends it; changes nothing."""

from __future__ import annotations

import click

from generator.cli.completing import on_target
from generator.cli.exits import Exit
from generator.cli.session import Session, aws, everywhere, printed_as


@click.command(epilog="Examples: `./build.py doctor` · `./build.py doctor --target prod --format json`")
@on_target
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, target: str | None, shape: str) -> Exit:
    """Look for what is ill in the published catalog: doubled objects, lost marks, failed constraints and versions,
    parts of others, a run that was killed, the artifact bucket's properties.

    Reads everything and changes nothing; exits 1 where something stops publishing or launching.
    """
    from generator.aws.catalog.health import examine
    from generator.cli.catcher import read_line
    from generator.cli.project import choose_target, load_project
    from generator.diagnostics import Severity
    from generator.views.findings.json import render_json
    from generator.views.findings.text import render_text, summarize

    project = load_project(session.root)
    where, connection = choose_target(project, session, target)
    wanted = project.desired(where, connection.partition)
    findings = examine(connection, session.root, wanted)
    if shape == "json":
        session.put(render_json(findings))
    elif findings:
        session.show(f"{render_text(findings, read_line(session.root))}\n\n{summarize(findings)}")
    else:
        session.show(f"{wanted.catalog} in {wanted.account} · {wanted.region} is well.")
    ill = any(finding.severity is Severity.ERROR for finding in findings)
    return Exit.PROBLEMS if ill else Exit.FINE
