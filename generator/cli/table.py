"""The table of commands: who it is for, where it lives, one line of help. Importing it imports no command."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One command: `place` is a module below `generator.cli`, or `module:attribute` where it holds several commands.

    The module is imported only when the command is run or asked for its own help.
    """

    group: str
    name: str
    place: str
    help: str


ROWS = (
    Row("Launch", "catalog", "launch.catalog", "What you may launch, and at which versions."),
    Row("Launch", "changes", "launch.changes", "What changed in what you may launch, in its products' own words."),
    Row("Launch", "show", "launch.show", "A product's parameters and limits."),
    Row("Launch", "launch", "launch.launch", "Launch a product from the catalog."),
    Row("Launch", "console", "launch.console", "A URL that signs in to the AWS console."),
    Row("Launch", "notebooks", "launch.notebooks", "Your notebooks and what state they are in; other products, too."),
    Row("Launch", "open", "launch.notebook:open_notebook", "Open a notebook: prints a presigned URL."),
    Row("Launch", "stop", "launch.notebook:stop_notebook", "Stop a running notebook."),
    Row("Launch", "start", "launch.notebook:start_notebook", "Start a stopped notebook."),
    Row("Launch", "action", "launch.action", "Run a service action on what you launched, or list its actions."),
    Row("Launch", "update", "launch.update", "Move a launched product to another version or other answers."),
    Row("Launch", "terminate", "launch.terminate", "Delete a launched product."),
    Row("Publish", "plan", "publish.plan", "What publishing portfolio.yaml would change."),
    Row("Publish", "spoke-roles", "publish.spoke_roles", "The roles that launch what is shared, as a template."),
    Row("Publish", "apply", "publish.apply", "Publish portfolio.yaml, or a saved plan."),
    Row("Publish", "status", "publish.status", "What is published, and what runs on it."),
    Row("Publish", "deprecate", "publish.versions:deprecate", "Let nobody launch a version any more."),
    Row("Publish", "retire", "publish.versions:retire", "Offer a version no more, once nothing runs on it."),
    Row("Publish", "rollback", "publish.versions:rollback", "Take a bad version back: the one before is current."),
    Row("Publish", "promote", "publish.versions:promote", "Offer in the next ring what the ring before has proven."),
    Row("Publish", "drift", "publish.drift", "What was changed by hand since the last apply, and by whom."),
    Row("Publish", "verify", "publish.verify", "The bytes on offer, from git over the bucket to Service Catalog."),
    Row("Publish", "doctor", "publish.doctor", "What is ill in the published catalog, each with what mends it."),
    Row("Publish", "adopt", "publish.adopt", "Take over what was made by hand or has lost its tag."),
    Row(
        "Publish",
        "bootstrap",
        "publish.bootstrap",
        "What an account needs once: roles, trust, bucket; and looks ahead.",
    ),
    Row("Publish", "permissions", "publish.permissions", "The roles that plan, publish and deploy, as a template."),
    Row("Publish", "permission-set", "publish.permission_set", "The permission set of an environment's scientists."),
    Row("Publish", "report", "publish.report", "One HTML file: offers, permissions, cost, controls."),
    Row("Publish", "deploy", "publish.deploy", "Create or update a base environment."),
    Row("Publish", "probe", "publish.probe", "Ask a deployed environment what no document answers."),
    Row("Publish", "hand-over", "publish.hand_over", "Give a notebook whose owner has left to somebody else."),
    Row("Publish", "destroy", "publish.destroy", "Delete a base environment; what holds data is kept."),
    Row("Publish", "roles", "publish.roles", "The roles of an environment alone, where others make them."),
    Row("Author", "new", "author.new", "A new product folder that already passes; a new project of your own."),
    Row("Author", "upgrade", "author.upgrade", "What a newer generator would change in your own project."),
    Row("Author", "render", "author.render", "Write the templates below dist/, or --check that they are current."),
    Row("Author", "check", "author.check", "cfn-lint and our own rules, at the author's line."),
    Row("Author", "allowed", "author.allowed", "Who can do what by a product's policies, or more since a release."),
    Row("Author", "prove", "author.prove", "Who can do which task, in plain words, and by which statement."),
    Row("Author", "diff", "author.diff", "What changed since the last release, and the version that needs."),
    Row("Author", "release", "author.release", "Freeze a product's next version."),
    Row("Author", "launch-role", "author.launch_role", "The role that launches a product: a draft, or what it lacks."),
    Row("Author", "decide", "author.decide", "IAM decisions for a file of cases."),
    Row("Author", "organization", "author.organization", "Optional policies for the organization, as JSON."),
    Row("Author", "explain", "author.explain", "What a code means and how to fix it."),
    Row("Author", "schema", "author.schema", "The JSON Schemas of portfolio.yaml and product.yaml."),
    Row("Author", "completion", "completion", "The line that switches on completion in your shell."),
    Row("Local", "demo", "local.demo", "The whole story on the embedded AWS, with no account."),
    Row("Local", "local", "local.server", "The embedded AWS: up, down, status."),
)
