"""What the lifecycle verbs have in common: portfolio.yaml is edited, the difference shown, and the next plan agrees."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff
from typing import TYPE_CHECKING

from generator.cli.session import Session
from generator.diagnostics import Finding, Problems, Unmet

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.model import Target, Version
    from generator.planning.lifecycle import Change
    from generator.planning.usage import User


def read_version(text: str) -> Version:
    """A version as it is typed; raises Unmet where it is none."""
    from generator.model import Version

    try:
        return Version.parse(text)
    except ValueError as error:
        raise Unmet(Finding("PLN636", f"{error}", fix="name a released version, such as 1.0.0")) from None


def only_target(project: Project, session: Session, name: str | None) -> Target:
    """The target that is named, or the only one; otherwise the one that the credentials reach."""
    from generator.cli.project import choose_target

    targets = project.manifest.catalog.targets
    if name is not None and name in targets:
        return targets[name]
    if name is None and len(targets) == 1:
        return next(iter(targets.values()))
    return choose_target(project, session, name)[0]


def write_offers(session: Session, changes: Sequence[Change], *, preview: bool) -> None:
    """Change portfolio.yaml, comments and order kept, and show how; it stays as it was where the new one is refused."""
    from generator.cli.project import load_project
    from generator.manifest.editing import OfferEdit, edit_offers
    from generator.manifest.spans import PORTFOLIO_FILE
    from generator.synth.files import write_whole

    path = session.root / PORTFOLIO_FILE
    before = path.read_bytes()
    text = before.decode("utf-8-sig")
    edits = [
        OfferEdit(each.portfolio, each.offer.product, _texts(each.current), _texts(each.deprecated)) for each in changes
    ]
    edited = edit_offers(text, edits)
    lines = (text.splitlines(), edited.splitlines())
    session.show("\n".join(unified_diff(*lines, PORTFOLIO_FILE, PORTFOLIO_FILE, lineterm="", n=2)))
    if preview:
        session.say("nothing is written")
        return
    mark = before[: len(before) - len(before.decode("utf-8-sig").encode())]
    write_whole(path, mark + edited.encode())
    try:
        load_project(session.root)
    except Problems:
        write_whole(path, before)
        raise
    session.say("next: ./build.py plan")


def say_users(session: Session, users: Sequence[User], what: str) -> None:
    """Who runs what, a line each."""
    if users:
        session.say(f"{len(users)} provisioned product{'s' * (len(users) != 1)} {what}:")
    for user in users:
        session.say(f"  {user.words}")


def _texts(versions: Sequence[Version]) -> tuple[str, ...]:
    return tuple(map(str, versions))
