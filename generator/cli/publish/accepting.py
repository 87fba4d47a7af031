"""The acceptance of a bootstrapped account: each thing asked of AWS, and said to be well, wrong, or not asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from generator.cli.exits import Exit
from generator.diagnostics import AwsRefused
from generator.views.bootstrap import Checked

if TYPE_CHECKING:
    from generator.aws.bootstrap.acceptance import RoleMade
    from generator.aws.session import Connection
    from generator.cli.publish.asking import Wish
    from generator.cli.publish.bootstrapping import Account
    from generator.cli.session import Session
    from generator.views.bootstrap import Place

_USABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


def accept(session: Session, account: Account, place: Place, shape: str, wish: Wish, consents: bool) -> Exit:
    """Look at everything and say how it went, also where a run is interrupted; exits 1 where something is wrong."""
    from generator.cli.publish.accepting_probes import probe_environments

    [*wish.profiles("")]  # words of another form are told before anything is looked at
    rows: list[Checked] = []
    try:
        for row in _rows(session, account, wish):
            rows.append(row)
        for row in probe_environments(session, account, wish, consents):
            rows.append(row)
    finally:
        if rows:
            _show(session, place, rows, shape)
    if shape != "json" and not consents and _deployed(account):
        person = f"--person {wish.person or 'PROFILE'}"
        session.say(f"next: ./build.py bootstrap {account.target.name} --accept {person} --mfa-code CODE --yes")
    return Exit.PROBLEMS if any(row.well is False for row in rows) else Exit.FINE


def _show(session: Session, place: Place, rows: list[Checked], shape: str) -> None:
    from generator.views.bootstrap import render_checked, render_checked_json

    if shape == "json":
        session.put(render_checked_json(place, rows))
    else:
        session.show(render_checked(place, rows))


def _rows(session: Session, account: Account, wish: Wish) -> Iterator[Checked]:
    from generator.cli.publish.bootstrapping import is_at_work
    from generator.planning.bootstrap.changes import STACK

    status = account.standing.status
    if status not in _USABLE:
        way = "wait until it ends" if is_at_work(status) else "bootstrap without --accept"
        yield Checked(f"stack {STACK}", False, f"it is {status or 'not there'}: {way}")
        return
    differs = not account.plan.stands
    yield Checked(f"stack {STACK}", True, f"{status} in {account.standing.home}")
    yield Checked("as portfolio.yaml says", not differs, "bootstrap again: it differs" if differs else "")
    faults = account.plan.mends
    yield Checked("bucket", not faults, "; ".join(faults))
    yield Checked(
        "service-linked roles", not account.linked, f"missing: {', '.join(account.linked)}" * bool(account.linked)
    )
    for name in account.documents:
        if name.title() in account.template["Resources"]:
            yield from _role(account, name, None if wish.person is not None else session.aws.mfa_code)


def _role(account: Account, name: str, mfa_code: str | None) -> Iterator[Checked]:
    from generator.aws.bootstrap.acceptance import find_insufficient, read_role

    resources, physical = account.template["Resources"], account.standing.resources
    made = read_role(account.connection, resources, name.title(), physical)
    yield Checked(f"{name}: as it was made", not made.faults, "; ".join(made.faults))
    if not made.arn:
        return
    try:
        lacking = find_insufficient(account.connection, made.arn, account.documents[name])
    except AwsRefused as refused:
        yield Checked(f"{name}: its policies suffice", None, f"{refused.where}: {refused.said}")
    else:
        words = ", ".join(dict.fromkeys(f"{each.action} on {each.resource}" for each in lacking[:5]))
        yield Checked(f"{name}: its policies suffice", not lacking, f"refused: {words}" if lacking else "")
    yield from _tried(account, name, made, mfa_code)


def _tried(account: Account, name: str, made: RoleMade, mfa_code: str | None) -> Iterator[Checked]:
    """Become the role and use it; the code is the caller's own device's, where no --person shows it."""
    from generator.aws.bootstrap.acceptance import ask_as_new

    what = f"{name}: {_TRIED[name][0]}"
    try:
        connection = ask_as_new(lambda: account.connection.assume(made.arn, mfa_code, person=False), made.made)
    except AwsRefused as refused:
        yield Checked(what, None, f"you cannot become it: {refused.said}")
        return
    try:
        words = ask_as_new(lambda: _TRIED[name][1](account, connection), made.made)
    except AwsRefused as refused:
        yield Checked(what, False, f"{refused.where}: {refused.said}")
    else:
        yield Checked(what, True, words)


def _plan(account: Account, connection: Connection) -> str:
    from generator.aws.catalog import plan_catalog
    from generator.cli.publish.environments import read_environments

    wanted = account.project.desired(account.target, connection.partition)
    found = read_environments(account.project, connection, account.target)
    plan, _ = plan_catalog(connection, wanted, deep=False, prune=False)
    return f"{len(plan.steps)} steps, {len(found.plans)} environments"


def _publish(account: Account, connection: Connection) -> str:
    from generator.aws.artifacts import Artifacts
    from generator.aws.catalog import look_at_lease

    key = account.project.manifest.catalog.key
    before = look_at_lease(Artifacts(connection, account.project.root), key)
    return "nobody publishes" if before.idle else "somebody publishes"


def _deploy(account: Account, connection: Connection) -> str:
    from generator.cli.publish.bootstrap_findings import look_at_environments

    found = look_at_environments(account, connection)
    return "; ".join(f"{each.code}: {each.message}" for each in found) or "nothing is in the way of an environment"


_TRIED: dict[str, tuple[str, Any]] = {
    "planner": ("plans", _plan),
    "publisher": ("looks at the lease of the catalog", _publish),
    "deployer": ("looks ahead", _deploy),
}


def _deployed(account: Account) -> bool:
    """Whether the stack of an environment of the target is there."""
    from generator.aws.stacks import Stacks

    stacks = Stacks(account.connection)
    environments = account.project.manifest.catalog.environments.items()
    return any(each.target == account.target.name and stacks.status(each.prefix) for _, each in environments)
