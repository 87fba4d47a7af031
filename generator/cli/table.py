"""The table of commands: who it is for, where it lives, one line of help. Importing it imports no command."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One command: `module` is imported only when it is run or asked for its own help."""

    group: str
    name: str
    module: str
    help: str


ROWS = (
    Row("Launch", "catalog", "generator.cli.catalog", "What you may launch, and at which versions."),
    Row("Launch", "show", "generator.cli.show", "A product's parameters, limits and outputs."),
    Row("Launch", "launch", "generator.cli.launch", "Launch a product from the catalog."),
    Row("Launch", "notebooks", "generator.cli.notebooks", "Your notebooks and what state they are in."),
    Row("Launch", "open", "generator.cli.notebook_open", "Open a notebook: prints a presigned URL."),
    Row("Launch", "stop", "generator.cli.notebook_stop", "Stop a running notebook."),
    Row("Launch", "start", "generator.cli.notebook_start", "Start a stopped notebook."),
    Row("Launch", "update", "generator.cli.update", "Move a launched product to another version or other answers."),
    Row("Launch", "terminate", "generator.cli.terminate", "Delete a launched product."),
    Row("Publish", "plan", "generator.cli.plan", "What publishing portfolio.yaml would change."),
    Row("Publish", "apply", "generator.cli.apply", "Publish portfolio.yaml, or a saved plan."),
    Row("Publish", "status", "generator.cli.status", "What is published, and what runs on it."),
    Row("Publish", "deploy", "generator.cli.deploy", "Create or update a base environment."),
    Row("Publish", "destroy", "generator.cli.destroy", "Delete a base environment; what holds data is kept."),
    Row("Author", "new", "generator.cli.new", "A new product folder that already passes."),
    Row(
        "Author", "render", "generator.cli.render", "Write the templates below dist/, or --check that they are current."
    ),
    Row("Author", "check", "generator.cli.check", "cfn-lint and our own rules, at the author's line."),
    Row("Author", "diff", "generator.cli.diff", "What changed since the last release, and the version that needs."),
    Row("Author", "release", "generator.cli.release", "Freeze a product's next version."),
    Row("Author", "decide", "generator.cli.decide", "IAM decisions for a file of cases."),
    Row("Author", "organization", "generator.cli.organization", "Optional policies for the organization, as JSON."),
    Row("Author", "explain", "generator.cli.explain", "What a code means and how to mend it."),
    Row("Author", "schema", "generator.cli.schema", "The JSON Schemas of portfolio.yaml and product.yaml."),
    Row("Author", "completion", "generator.cli.completion", "The line that switches on completion in your shell."),
    Row("Local", "demo", "generator.cli.demo", "The whole story on the embedded AWS, with no account."),
    Row("Local", "local", "generator.cli.local", "The embedded AWS: up, down, status."),
)
