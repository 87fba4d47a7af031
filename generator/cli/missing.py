"""What helps whoever lacks a permission: the role that has it, and how he becomes it or gets it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator.cli.pasting import PEOPLE

if TYPE_CHECKING:
    from pathlib import Path

    from generator.cli.session import Session


def explain_missing(said: str, session: Session) -> str:
    """Further lines of a refusal for want of a permission; empty for any other refusal. Never raises what files say."""
    from generator.aws.errors import find_missing

    if (missing := find_missing(said)) is None:
        return ""
    helps = _of_people(session, *missing) if session.command in PEOPLE else _of_publishers(session, said, *missing)
    return "".join(f"\n  = {words}" for words in helps)


def _of_people(session: Session, action: str, resource: str) -> Iterator[str]:
    """Who launches becomes a role of an environment; which one, the portfolios say."""
    yield f"lacking: {action} on {resource}"
    roles, given = _environment_roles(session.root), session.aws.role
    near = get_close_matches(given.rpartition("/")[2], roles, 1) if given and action == "sts:AssumeRole" else []
    if given is None or (near and given.rpartition("/")[2] not in roles):
        role = next(iter((*near, *roles)), "ROLE")
        yield f"fix: ./build.py {session.command} --as {role} --mfa-code CODE"
    else:
        yield f"fix: ask whoever publishes the catalog what {given} is to do"


def _environment_roles(root: Path) -> list[str]:
    """The environments' roles that portfolios are for."""
    from generator.cli.project import load_project
    from generator.diagnostics import Problems

    try:
        portfolios = load_project(root).manifest.catalog.portfolios.values()
    except (Problems, OSError):
        return []
    return [each.environment_role for one in portfolios for each in one.access if each.environment_role]


def _of_publishers(session: Session, said: str, action: str, resource: str) -> Iterator[str]:
    """Who of the three is allowed what somebody lacks, and what prints the role that lets him in."""
    from generator.aws.errors import find_refused
    from generator.cli.project import load_project
    from generator.cli.publish.deploying_needs import build_needs
    from generator.diagnostics import Problems
    from generator.planning.publishing_roles import find_holders, list_documents, read_scope

    lacking = f"lacking: {action} on {resource}"
    try:
        project = load_project(session.root)
        targets = project.manifest.catalog.targets.values()
        account = next((each for each in targets if f":{each.account}:" in resource), None) or next(iter(targets))
        scope = read_scope(project.manifest.catalog, account)
        holders = find_holders(list_documents(scope, None), action, resource)
        holders = holders or find_holders(list_documents(scope, build_needs(project, scope)), action, resource)
    except (Problems, OSError, StopIteration):
        yield lacking
        return
    if not holders:
        yield f"{lacking}, which none of planner, publisher and deployer has"
        return
    yield f"{lacking}, which the {holders[0]} has"
    yield f"fix: ./build.py permissions {holders[0]} --trust {find_refused(said) or 'ARN'}"
