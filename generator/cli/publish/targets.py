"""Several targets one after the other: each reached before anything is written anywhere, and a summary at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from generator.cli.catcher import report
from generator.cli.exits import Exit
from generator.cli.publish.many import Outcome
from generator.cli.session import Session
from generator.diagnostics import AwsRefused, Finding, Problems, Refused, Unmet
from generator.planning.plan import FORMAT

if TYPE_CHECKING:
    from generator.aws.session import Connection
    from generator.cli.project import Project
    from generator.cli.publish.part import Part
    from generator.model import Target

NOT_BEGUN, INTERRUPTED = "not begun", "interrupted"
_WORST = (Exit.FINE, Exit.CHANGES, Exit.BROADENS, Exit.PROBLEMS, Exit.USAGE, Exit.REFUSED, Exit.AWS_REFUSED, Exit.BUG)
"""Exit codes, the worst last."""


@dataclass(frozen=True)
class Reached:
    """A target and a connection to it; `ring` where it is one of many."""

    target: Target
    connection: Connection
    many: str = ""
    """`--all` or `--ring 1`, where that was typed."""

    def part(self, part: Part) -> Part:
        """The part as it was typed, for the commands that messages name."""
        return replace(part, words=f"{part.words} {self.many}".strip()) if self.many else part


@dataclass(frozen=True)
class _Row:
    """How it went with one target."""

    target: Target
    outcome: Outcome
    result: str

    @property
    def record(self) -> dict[str, Any]:
        """It as plain data."""
        target, outcome = self.target, self.outcome
        place = {"target": target.name, "ring": target.ring, "account": target.account, "region": target.region}
        counts = {"steps": outcome.steps, "environments": outcome.environments}
        return {**place, **counts, "result": self.result, "exit": int(outcome.code)}


def choose_targets(project: Project, session: Session, ring: int | None) -> list[Reached]:
    """The targets, lowest ring first, each reached; raises Problems with every one that cannot be (PLN650, PLN651)."""
    targets = sorted(project.manifest.catalog.targets.values(), key=lambda target: target.ring)
    chosen = [target for target in targets if ring in (None, target.ring)]
    if not chosen:
        rings = ", ".join(sorted({str(target.ring) for target in targets}))
        raise Unmet(Finding("PF191", f"no target is of ring {ring}", fix=f"name one of the rings {rings}"))
    many = "--all" if ring is None else f"--ring {ring}"
    found, problems = list[Reached](), list[Finding]()
    for target in chosen:
        reached = _reach(project, session, target)
        if isinstance(reached, Finding):
            problems.append(reached)
        else:
            found.append(Reached(target, reached, many))
    if problems:
        raise Problems(problems)
    return found


def _reach(project: Project, session: Session, target: Target) -> Connection | Finding:
    from generator.cli.project import open_connection

    profile = session.aws.profile or target.profile
    who = f"profile `{profile}`" if profile else "your credentials"
    spans = project.manifest.spans
    span = spans.at("targets", target.name, "profile") if target.profile else spans.key("targets", target.name)
    fix = f"profile: NAME   # one that reaches {target.account}, of: aws configure list-profiles"
    try:
        connection = open_connection(session, region=target.region, profile=target.profile)
        account = connection.account
    except Unmet as unmet:
        return Finding("PLN650", f"target `{target.name}` cannot be reached: {unmet.finding.message}", span, fix)
    except AwsRefused as refused:
        return Finding("PLN650", f"target `{target.name}` cannot be reached with {who}: {refused}", span, fix)
    if account == target.account:
        return connection
    what = f"target `{target.name}` is account {target.account}, and {who} reach{'es' if profile else ''} {account}"
    return Finding("PLN651", what, span, fix)


def follow(
    session: Session,
    targets: Sequence[Reached],
    work: Callable[[Reached], Outcome],
    shape: str,
    *,
    stops: bool = False,
) -> Exit:
    """Work on each target, say how it went and return the worst exit code.

    A failed target does not stop the others of its ring; where it `stops` the later ones, they are not begun. `shape`
    is the command's --format.
    """
    rows = {each.target.name: _Row(each.target, Outcome(), NOT_BEGUN) for each in targets}
    try:
        for _, ring in groupby(targets, key=lambda reached: reached.target.ring):
            if stops and any(_is_failure(row.outcome.code) for row in rows.values()):
                break
            for reached in ring:
                name = reached.target.name
                rows[name] = replace(rows[name], result=INTERRUPTED)
                rows[name] = _one(session, reached, work, shape)
    finally:
        _summarize(session, list(rows.values()), shape)
    return max((row.outcome.code for row in rows.values()), key=_WORST.index)


def _one(session: Session, reached: Reached, work: Callable[[Reached], Outcome], shape: str) -> _Row:
    target = reached.target
    if shape in ("text", "markdown"):
        mark = "##" if shape == "markdown" else "──"
        session.show(f"{mark} {target.name} · {target.account} · {target.region} · ring {target.ring}")
    try:
        outcome = work(reached)
    except (Problems, Refused, Unmet, AwsRefused) as error:
        code = Exit(report(error, session))
        return _Row(target, Outcome(code=code), f"failed: {_in_short(error)}")
    return _Row(target, outcome, f"failed, exit code {outcome.code}" if _is_failure(outcome.code) else outcome.words)


def _in_short(error: Exception) -> str:
    from generator.aws.errors import name_refusal

    match error:
        case Problems(findings=findings):
            return ", ".join(sorted({finding.code for finding in findings}))
        case Refused(finding=finding) | Unmet(finding=finding):
            return finding.code
    return f"{name_refusal(error)}, {error.where}" if isinstance(error, AwsRefused) else str(error)


def _is_failure(code: Exit) -> bool:
    return code not in (Exit.FINE, Exit.CHANGES, Exit.BROADENS)


def _summarize(session: Session, rows: Sequence[_Row], shape: str) -> None:
    match shape:
        case "json":
            plans = [{**row.record, "plan": json.loads(row.outcome.text or "null")} for row in rows]
            session.put(json.dumps({"format": FORMAT, "targets": plans}, indent=2, ensure_ascii=False))
        case "ndjson":
            for row in rows:
                session.put(json.dumps({"format": FORMAT, "event": "target", **row.record}, ensure_ascii=False))
        case _:
            session.show("")
            width = max(len(row.target.name) for row in rows)
            for row in rows:
                session.show(_line(row, width))


def _line(row: _Row, width: int) -> str:
    target = row.target
    return f"ring {target.ring:<2}  {target.name:<{width}}  {target.account} · {target.region:<14}  {row.result}"
