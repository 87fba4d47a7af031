"""Who may become the planner, the publisher and the deployer of an account, as it was asked for, and what is refused.

An entrance is one way in: a user or role, a SAML provider, a permission set of Identity Center, a repository of GitHub
or a project of GitLab. `planner=…` before it opens one role only; otherwise it opens all three, and a repository's pull
requests the planner alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Finding

PLANNER, PUBLISHER, DEPLOYER = PRINCIPALS = ("planner", "publisher", "deployer")
PRINCIPAL, SAML, IDENTITY_CENTER, GITHUB, GITLAB = KINDS = ("trust", "saml", "identity-center", "github", "gitlab")
PIPELINES = (GITHUB, GITLAB)
BRANCH, PLACE = "branch", "environment"
GITLAB_COM = "https://gitlab.com"
_SHAPES = {
    PRINCIPAL: re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(?:user|role)/[A-Za-z0-9+=,.@_/-]{1,576}"),
    SAML: re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:saml-provider/[A-Za-z0-9._-]{1,128}"),
    IDENTITY_CENTER: re.compile(r"[A-Za-z0-9+=,.@_-]{1,32}"),
    # AWS quirk: repositories that were made or renamed after 15 July 2026 have ids in the subject of their tokens,
    # `OWNER@ID/REPOSITORY@ID` (GitHub Docs, "OpenID Connect reference", "Immutable subject claims").
    GITHUB: re.compile(r"[A-Za-z0-9-]+(?:@[0-9]+)?/[A-Za-z0-9._-]+(?:@[0-9]+)?"),
    GITLAB: re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+"),
}
_EXAMPLES = {
    PRINCIPAL: "--trust arn:aws:iam::111122223333:user/dana",
    SAML: "--saml arn:aws:iam::111122223333:saml-provider/CorporateDirectory",
    IDENTITY_CENTER: "--identity-center CatalogAdministrator",
    GITHUB: "--github example/catalog --protected branch:main",
    GITLAB: "--gitlab example/catalog --protected branch:main",
}
_URL = re.compile(r"https://[a-z0-9.-]+(?:/[A-Za-z0-9._/-]+)?")
_PROTECTED = re.compile(rf"(?:{BRANCH}|{PLACE}):[^*?:\s]+")


@dataclass(frozen=True, order=True)
class Entrance:
    """One way in: `kind` is one of KINDS, `who` an ARN or a name; `roles` are those that it opens."""

    kind: str
    who: str
    roles: tuple[str, ...] = PRINCIPALS


@dataclass(frozen=True)
class Trusted:
    """All ways in. People show a second factor if asked; `protected` are the places from which pipelines publish."""

    entrances: tuple[Entrance, ...] = ()
    second_factor: bool = False
    protected: tuple[str, ...] = ()
    gitlab: str = GITLAB_COM

    def of(self, kind: str, principal: str) -> list[str]:
        """Who comes in this way to this role."""
        return [each.who for each in self.entrances if each.kind == kind and principal in each.roles]

    @property
    def record(self) -> dict[str, Any]:
        """It as plain data, as the stack keeps it."""
        rows = [{"kind": each.kind, "who": each.who, "roles": list(each.roles)} for each in sorted(self.entrances)]
        return {
            "entrances": rows,
            "secondFactor": self.second_factor,
            "protected": list(self.protected),
            "gitlab": self.gitlab,
        }


def read_trusted(record: Mapping[str, Any]) -> Trusted:
    """What `Trusted.record` gave; raises KeyError and TypeError for anything else."""
    rows = (Entrance(row["kind"], row["who"], tuple(row["roles"])) for row in record["entrances"])
    return Trusted(tuple(rows), bool(record["secondFactor"]), tuple(record["protected"]), str(record["gitlab"]))


def read_entrances(kind: str, words: Iterable[str]) -> list[Entrance]:
    """`[ROLE=]WHO` as it was typed."""
    found = []
    for word in words:
        role, equals, who = word.partition("=")
        known = bool(equals) and role in PRINCIPALS
        found.append(Entrance(kind, who, (role,)) if known else Entrance(kind, word))
    return found


def check_trusted(trusted: Trusted, account: str) -> Iterator[Finding]:
    """Everything that lets nobody in, or more than was meant (AWS750 to AWS752)."""
    if not trusted.entrances:
        what = "nobody may become the planner, the publisher or the deployer"
        yield Finding("AWS750", what, fix=" or ".join(_EXAMPLES[kind] for kind in (PRINCIPAL, GITHUB)))
    for each in trusted.entrances:
        yield from _check_one(each, account)
    pipelines = [each for each in trusted.entrances if each.kind in PIPELINES]
    if pipelines:
        yield from _check_protected(trusted.protected, {each.kind for each in pipelines})
    if not _URL.fullmatch(trusted.gitlab):
        what = f"`{trusted.gitlab}` is no address of a GitLab: tokens name it with https and no slash at its end"
        yield Finding("AWS751", what, fix=f"--gitlab-url {GITLAB_COM}")


def _check_one(entrance: Entrance, account: str) -> Iterator[Finding]:
    who, kind = entrance.who, entrance.kind
    if "*" in who or "?" in who:
        what = f"`{who}` holds a wildcard: it would let in whom nobody here knows"
        yield Finding("AWS751", what, fix=_EXAMPLES[kind])
    elif who.endswith(":root"):
        what = f"`{who}` is everybody in that account who may assume roles"
        yield Finding("AWS751", what, fix=_EXAMPLES[kind])
    elif not _SHAPES[kind].fullmatch(who):
        yield Finding("AWS751", f"`{who}` is nobody that --{kind} takes", fix=_EXAMPLES[kind])
    elif kind == SAML and f"::{account}:" not in who:
        what = f"`{who}` is not of account {account}, where the roles are"
        yield Finding("AWS751", what, fix=_EXAMPLES[kind].replace("111122223333", account))


def _check_protected(protected: Sequence[str], kinds: set[str]) -> Iterator[Finding]:
    if not protected:
        what = "a pipeline publishes from a protected branch or environment, and none is named"
        yield Finding("AWS752", what, fix="--protected branch:main")
    for each in protected:
        if not _PROTECTED.fullmatch(each):
            what = f"`{each}` is no branch or environment by its whole name"
            yield Finding("AWS752", what, fix="--protected branch:main, or --protected environment:production")
        elif GITLAB in kinds and each.startswith(f"{PLACE}:"):
            # GitLab Docs, "OpenID Connect (OIDC) authentication using ID tokens": the subject has path, type and ref.
            what = f"GitLab's tokens name the branch and not the environment in their subject: `{each}` lets nobody in"
            yield Finding("AWS752", what, fix="--protected branch:main")
