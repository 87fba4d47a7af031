"""In which states an environment's stack can be worked on, and the command that leads out of every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Refused

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.session import Session

_BACK = "UPDATE_ROLLBACK_FAILED"


def require_still(stack: str, status: str | None, command: str) -> None:
    """Nobody else may be at work on the stack, raises Refused; a stack in review has nothing yet."""
    if status is not None and status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
        what = f"stack {stack} is in {status}: somebody is at work on it"
        raise Refused(Finding("PLN622", what, fix=f"wait until it ends, then: {command}"))


def find_way_out(status: str, environment: str) -> str | None:
    """The command that leads out of a state from which no update may start; None for every other state."""
    from generator.aws.stacks import UNUSABLE

    again = f"./build.py deploy {environment}"
    if status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
        return f"wait until it ends, then: {again}"
    if status in UNUSABLE:
        return f"./build.py destroy {environment} --yes, which finishes it; then {again}"
    return f"{again} --resume" if status == _BACK else None


def require_deployable(stack: str, status: str | None, environment: str) -> None:
    """Raises Refused for a state from which no update may start, with the command that leads out of it."""
    require_still(stack, status, f"./build.py deploy {environment}")
    way = find_way_out(status, environment) if status is not None else None
    if way is not None:
        what = f"stack {stack} is in {status}, from which it cannot be updated"
        raise Refused(Finding("AWS721", what, fix=way))


def resume(session: Session, connection: Connection, stack: str, environment: str, skip: tuple[str, ...]) -> None:
    """Finish a rollback that has failed; without effect in another state."""
    from generator.aws.stacks import Stacks
    from generator.cli.progress import showing
    from generator.cli.publish.deploying import show_event
    from generator.diagnostics import AwsRefused

    stacks = Stacks(connection)
    if stacks.status(stack) != _BACK:
        return
    failed = []
    try:
        with showing(session, stack):
            for event in stacks.continue_rollback(stack, skip):
                show_event(session, event)
                failed += [event.name] if event.status == "UPDATE_FAILED" else []
    except AwsRefused as refused:
        again = f"./build.py deploy {environment} --resume"
        left = "".join(f" --skip {name}" for name in dict.fromkeys(failed))
        ways = f"mend what it names, then: {again}; or leave it as it is: {again}{left}" if left else again
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this=ways) from refused
