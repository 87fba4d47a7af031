"""`bootstrap`: what an account needs once, before anything is deployed or published in it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from generator.cli.completing import complete_environments, complete_targets
from generator.cli.exits import Exit
from generator.cli.session import Command, Session, aws, everywhere, printed_as

if TYPE_CHECKING:
    from generator.cli.publish.bootstrapping import Account
    from generator.planning.bootstrap.changes import Noted
    from generator.views.bootstrap import Place

RISKS = ("broadens", "breaks-users")
EPILOG = (
    "Examples: `./build.py bootstrap dev --trust arn:aws:iam::111122223333:user/dana --second-factor` · "
    "`./build.py bootstrap dev --github example/catalog --protected branch:main --yes` · "
    "`./build.py bootstrap dev --accept --person dana --mfa-code 123456`"
)
_OF_ACCEPT = {"person": "--person", "callers": "--caller", "given": "--set", "patience": "--patience"}
_WHO = ("principals", "saml", "identity_center", "github", "gitlab")


def _several(name: str, flag: str, metavar: str, words: str) -> Callable[[Command], Command]:
    return click.option(flag, name, metavar=metavar, multiple=True, help=words)


@click.command(epilog=EPILOG)
@click.argument("target", required=False, shell_complete=complete_targets)
@_several("principals", "--trust", "[ROLE=]ARN", "Who may become the roles, or planner=, publisher=, deployer= alone.")
@click.option("--second-factor", is_flag=True, help="They show a second factor (MFA).")
@_several("saml", "--saml", "[ROLE=]ARN", "People of a SAML provider of the account.")
@_several("identity_center", "--identity-center", "[ROLE=]SET", "People with this permission set of Identity Center.")
@_several("github", "--github", "OWNER/REPO", "A repository's workflows; pull requests become the planner alone.")
@_several("gitlab", "--gitlab", "GROUP/PROJECT", "A project's pipelines; branches become the planner alone.")
@click.option("--gitlab-url", metavar="URL", default="https://gitlab.com", help="A GitLab of your own.")
@_several("protected", "--protected", "KIND:NAME", "branch:NAME or environment:NAME, from which pipelines publish.")
@click.option("--boundary", metavar="NAME", help="A policy that the organization demands as boundary of each role.")
@click.option(
    "--environment",
    "environments",
    metavar="NAME",
    multiple=True,
    shell_complete=complete_environments,
    help="The deployer deploys these only; again for more.",
)
@click.option("--preview", is_flag=True, help="Only show what would change, and what would be in the way.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--allow", multiple=True, type=click.Choice(RISKS), help="Let changes of this risk be made; may repeat.")
@click.option("--accept", "accepts", is_flag=True, help="Try what was made, and with --yes ask the probes.")
@click.option(
    "--person", metavar="PROFILE", help="With --accept: whoever asks as the data scientist; --mfa-code is hers."
)
@_several("callers", "--caller", "ROLE=PROFILE", "With --accept: who may become another role.")
@_several("given", "--set", "NAME=VALUE", "With --accept: a value that some of the probes ask for.")
@click.option(
    "--patience", type=click.IntRange(0), metavar="MINUTES", help="With --accept: wait at most so long for an answer."
)
@click.option("--remove", "removes", is_flag=True, help="Take it away again; refused while anything is published.")
@printed_as("text", "json")
@everywhere
@aws
@click.pass_obj
def command(session: Session, /, target: str | None, **given: Any) -> Exit:
    """Make the account of TARGET ready: the roles that plan, publish and deploy, who becomes them, and the bucket.

    Looks first for everything that would stop this, the first deployment or the first launch. Run it again after a
    change of portfolio.yaml: who was let in is remembered, and --trust and its like replace all of them. An
    administrator runs it, once an account and region.
    """
    from generator.cli.project import choose_target, load_project, report_warnings

    _require_accept(given)
    project = load_project(session.root)
    report_warnings(project, session)
    where, connection = choose_target(project, session, target)
    if given["removes"]:
        from generator.cli.publish.bootstrap_removal import remove

        return remove(session, project, where, connection, given["yes"])
    from generator.cli.publish.bootstrapping import read_account

    asked = _asked(given)
    account = read_account(project, where, connection, asked)
    if given["accepts"]:
        from generator.cli.publish.accepting import accept
        from generator.cli.publish.asking import Wish

        wish = Wish(given["person"], given["callers"], given["given"], given["patience"])
        return accept(session, account, _place(account), given["shape"], wish, given["yes"])
    return _bootstrap(session, account, asked, given)


def _require_accept(given: dict[str, Any]) -> None:
    asked = [flag for name, flag in _OF_ACCEPT.items() if given[name] not in (None, ())]
    if asked and not given["accepts"]:
        raise click.UsageError(f"{', '.join(asked)} is about the probes: add --accept")


def _bootstrap(session: Session, account: Account, asked: Noted, given: dict[str, Any]) -> Exit:
    from generator.cli.publish.bootstrap_findings import find_all, list_costs
    from generator.cli.publish.bootstrap_writes import await_stack, make_ready, require_consent
    from generator.cli.publish.bootstrapping import has_errors, read_account
    from generator.diagnostics import Problems
    from generator.views.bootstrap import render_bootstrap, render_bootstrap_json

    if not given["preview"] and await_stack(session, account.standing):
        account = read_account(account.project, account.target, account.connection, asked)
    findings = find_all(account)
    place, plan = _place(account), account.plan
    costs = list_costs(account) if plan.changes else []
    if given["shape"] == "json":
        session.put(render_bootstrap_json(place, plan, findings, costs))
    else:
        session.show(render_bootstrap(place, plan, costs))
    if has_errors(findings):
        raise Problems(findings)
    _warn(session, findings)
    again = _typed(account, given)
    if given["preview"] or not plan.changes:
        session.say(f"next: {again} --yes" if plan.changes else f"next: {_named(account)} --accept")
        return Exit.FINE
    require_consent(account, given["yes"], given["allow"], again)
    allowed = "".join(f" --allow {each}" for each in given["allow"])
    make_ready(session, account, f"{again}{allowed} --yes")
    session.say(f"next: {_named(account)} --accept")
    return Exit.FINE


def _asked(given: dict[str, Any]) -> Noted:
    from generator.planning.bootstrap.changes import Noted
    from generator.planning.bootstrap.entrances import KINDS, Trusted, read_entrances

    ways = [each for name, kind in zip(_WHO, KINDS, strict=True) for each in read_entrances(kind, given[name])]
    trusted = Trusted(tuple(ways), given["second_factor"], given["protected"], given["gitlab_url"].rstrip("/"))
    return Noted(trusted, given["boundary"], given["environments"])


def _typed(account: Account, given: dict[str, Any]) -> str:
    """The command as it was typed, without what consents."""
    flags = {"principals": "--trust", "saml": "--saml", "identity_center": "--identity-center", "github": "--github"}
    flags |= {"gitlab": "--gitlab", "protected": "--protected", "environments": "--environment"}
    words = [f" {flag} {shlex.quote(each)}" for name, flag in flags.items() for each in given[name]]
    words += [" --second-factor"] if given["second_factor"] else []
    words += [f" --gitlab-url {given['gitlab_url']}"] if given["gitlab"] else []
    words += [f" --boundary {given['boundary']}"] if given["boundary"] else []
    return _named(account) + "".join(words)


def _named(account: Account) -> str:
    return f"./build.py bootstrap {account.target.name}"


def _place(account: Account) -> Place:
    from generator.views.bootstrap import Place

    target, key = account.target, account.project.manifest.catalog.key
    caller = account.connection.identity[1]
    return Place(key, target.name, target.account, target.region, account.standing.home, caller)


def _warn(session: Session, findings: list[Any]) -> None:
    from generator.cli.catcher import read_line
    from generator.views.findings.text import render_text

    if findings:
        session.say(render_text(findings, read_line(session.root)))
