"""In which states an environment's stack can be worked on, and the command that leads out of every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Refused

if TYPE_CHECKING:
    from generator.aws.stacks import Stacks
    from generator.cli.session import Session

_BACK = "UPDATE_ROLLBACK_FAILED"


def require_still(stack: str, status: str | None, command: str) -> None:
    """Nobody else may be at work on the stack, raises Refused; a stack in review has nothing yet."""
    if status is not None and status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
        what = f"stack {stack} is in {status}: somebody is at work on it"
        raise Refused(Finding("PLN622", what, fix=f"wait until it ends, then: {command}"))


def require_deployable(stack: str, status: str | None, environment: str, *, resumes: bool) -> None:
    """Raises Refused for a state from which no update may start, with the command that leads out of it."""
    from generator.aws.stacks import UNUSABLE

    require_still(stack, status, f"./build.py deploy {environment}")
    what = f"stack {stack} is in {status}, from which it cannot be updated"
    if status in UNUSABLE:
        fix = f"./build.py destroy {environment} --yes, which finishes it; then ./build.py deploy {environment}"
        raise Refused(Finding("AWS721", what, fix=fix))
    if status == _BACK and not resumes:
        raise Refused(Finding("AWS721", what, fix=f"./build.py deploy {environment} --resume"))


def resume(session: Session, stacks: Stacks, stack: str, environment: str, skip: tuple[str, ...]) -> None:
    """Finish a rollback that has failed; without effect in another state."""
    from generator.cli.publish.deploy import show_event
    from generator.diagnostics import AwsRefused

    if stacks.status(stack) != _BACK:
        return
    failed = []
    try:
        for event in stacks.continue_rollback(stack, skip):
            show_event(session, event)
            failed += [event.name] if event.status == "UPDATE_FAILED" else []
    except AwsRefused as refused:
        again = f"./build.py deploy {environment} --resume"
        left = "".join(f" --skip {name}" for name in dict.fromkeys(failed))
        ways = f"mend what it names, then: {again}; or leave it as it is: {again}{left}" if left else again
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this=ways) from refused
