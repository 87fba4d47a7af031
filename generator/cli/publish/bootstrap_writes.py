"""Making an account ready: the bucket, service-linked roles, the stack. Each may be interrupted and begun again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from generator.diagnostics import AwsRefused, Finding, Refused

if TYPE_CHECKING:
    from generator.aws.artifacts import Artifacts
    from generator.aws.bootstrap.standing import StandingRoles
    from generator.cli.publish.bootstrapping import Account
    from generator.cli.session import Session

_MOST_SENT = 51_200
"""Bytes of a template that is sent (CloudFormation User Guide, "Understand CloudFormation quotas")."""


def require_consent(account: Account, yes: bool, allow: Sequence[str], again: str) -> None:
    """Raises Refused where the change of a stack that is there lets somebody do more or less, or nobody consents."""
    missing = [risk for risk in sorted(account.plan.risks) if risk.words not in allow]
    if missing:
        words = ", ".join(risk.words for risk in missing)
        fix = again + "".join(f" --allow {risk.words}" for risk in sorted(account.plan.risks)) + " --yes"
        raise Refused(Finding("PLN608", f"changes of the roles need your consent: {words}", fix=fix))
    command = f"{again}{''.join(f' --allow {each}' for each in allow)} --yes"
    if not yes and not (sys.stdin.isatty() and click.confirm(f"Make it? (without asking: {command})", err=True)):
        raise Refused(Finding("AWS762", "bootstrapping an account needs your consent", fix=command))


def await_stack(session: Session, standing: StandingRoles) -> bool:
    """Whether something was at work on the stack, as an interrupted run leaves it, and has come to its end."""
    from generator.aws.stacks import Stacks
    from generator.aws.waiting import poll
    from generator.cli.publish.bootstrapping import is_at_work
    from generator.planning.bootstrap.changes import STACK

    if not is_at_work(standing.status):
        return False
    session.say(f"stack {STACK} is in {standing.status}: waiting until it ends")
    stacks = Stacks(standing.connection)
    if poll(lambda: not is_at_work(stacks.status(STACK)) or None, 3600) is None:
        what = f"stack {STACK} is in {standing.status} for an hour"
        look = f"aws cloudformation describe-stack-events --stack-name {STACK} --region {standing.home}"
        raise Refused(Finding("PLN622", what, fix=f"see what it waits for: {look}"))
    return True


def make_ready(session: Session, account: Account, again: str) -> None:
    """Do what the plan says; raises AwsRefused with the way out."""
    from generator.aws.artifacts import Artifacts
    from generator.aws.bootstrap.surroundings import make_linked

    artifacts = Artifacts(account.connection, session.root)
    artifacts.open()
    session.say(f"  bucket {artifacts.bucket} is as it should be")
    if account.plan.restores:
        _restore(session, account, artifacts)
    for service in account.linked:
        make_linked(account.connection, service)
        session.say(f"  service-linked role of {service}")
    if account.plan.stands:
        return
    _clear(session, account, again)
    with _leading_out(account, again):
        _change_stack(session, account)


@contextmanager
def _leading_out(account: Account, again: str, way: str = "") -> Iterator[None]:
    """Where AWS refuses, the refusal names the way out and the command that goes on."""
    try:
        yield
    except AwsRefused as refused:
        demanded = account.noted.limit is None and "CreateRole" in refused.said and "explicit deny" in refused.said
        mends = f"{again} --boundary NAME, where the organization demands one" if demanded else refused.try_this
        said = "; then: ".join(each for each in (mends, way, again) if each)
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this=said) from refused


def _clear(session: Session, account: Account, again: str) -> None:
    """Bring the stack to a state from which it can be changed: delete what is left of it, or finish its rollback."""
    from generator.aws.stacks import Stacks
    from generator.cli.publish.bootstrapping import BACK
    from generator.cli.publish.deploying import show_event
    from generator.planning.bootstrap.changes import STACK

    stacks, failed = Stacks(account.standing.connection), list[str]()
    if account.unusable:
        with _leading_out(account, again, "take out of the way what it names"):
            for event in stacks.delete(STACK):
                show_event(session, event)
    elif account.standing.status == BACK:
        try:
            for event in stacks.continue_rollback(STACK):
                show_event(session, event)
                failed += [event.name] if event.failed and not event.is_stack else []
        except AwsRefused as refused:
            skip = f"--stack-name {STACK} --region {account.standing.home} --resources-to-skip {' '.join(failed)}"
            leave = f"aws cloudformation continue-update-rollback {skip}"
            ways = f"mend what it names, then: {again}; or leave it as it is: {leave}; then: {again}"
            raise AwsRefused(
                refused.where, refused.said, code=refused.code, try_this=ways if failed else again
            ) from refused


def _restore(session: Session, account: Account, artifacts: Artifacts) -> None:
    """Put back the bodies of what is on offer and deployed: the bucket was there once, and what named them is."""
    from generator.cli.publish.bootstrapping import list_releases

    for product, version in list_releases(account.project, account.target):
        release = account.project.ledger.find(product, version)
        if release is not None:
            artifacts.upload(release.digest, release.template)
            for path, digest in release.assets:
                artifacts.upload(digest, path)
            session.say(f"  body of {product} {version}")


def _change_stack(session: Session, account: Account) -> None:
    from generator.aws.artifacts import Artifacts
    from generator.aws.stacks import Stacks
    from generator.cli.publish.deploying import show_event
    from generator.model import Digest
    from generator.planning.bootstrap.changes import STACK, TEMPLATES

    stacks = Stacks(account.standing.connection)
    source = {"TemplateBody": account.text}
    if len(account.text.encode()) > _MOST_SENT:
        artifacts = Artifacts(account.standing.connection, session.root)
        key = f"{TEMPLATES}{Digest.of(account.text.encode()).short}.json"
        artifacts.write(key, account.text)
        source = {"TemplateURL": artifacts.address(key)}
    change = stacks.plan_template(STACK, source, account.tags)
    if change.id is None:
        return
    for event in stacks.execute(change):
        show_event(session, event)
