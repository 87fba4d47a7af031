"""Which files a generator gives a project: plain paths and bytes, written by nobody yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.model import Release
from generator.synth.own_project.wheels import Wheel
from generator.synth.shipped import (
    LINTER,
    LOCK,
    PORTFOLIO,
    shipped_files,
    shipped_folder,
    shipped_lock,
    shipped_releases,
)

_FILES = Path(__file__).parent / "files"
_TEXTS = {
    "build.py.j2": "build.py",
    "Makefile.j2": "Makefile",
    "gitignore.j2": ".gitignore",
    "README.md.j2": "README.md",
    "Containerfile.j2": "Containerfile",
    "pre-commit.yaml.j2": ".pre-commit-config.yaml",
    "github.yml.j2": ".github/workflows/catalog.yml",
    "gitlab.yml.j2": ".gitlab-ci.yml",
    **{f"ci-{name}.sh.j2": f"ci/{name}.sh" for name in ("sign-in", "check", "plan", "apply", "drift", "upgrade")},
}
EXECUTABLE = ("build.py", *(path for path in _TEXTS.values() if path.startswith("ci/") and "sign-in" not in path))
_ACCOUNT, _REGION = re.compile(r"\b\d{12}\b"), re.compile(r"(?<=region: )[a-z0-9-]+")


@dataclass(frozen=True)
class Wanted:
    """What a project is to be: its title, where its first target is, which shipped products it begins with."""

    title: str
    account: str
    region: str
    partition: str
    products: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """The files that a generator keeps up to date, those that are the project's own from the first day on, and the
    releases that it brings."""

    kept: Mapping[str, bytes]
    own: Mapping[str, bytes]
    releases: tuple[Release, ...]
    frozen: Mapping[str, bytes]
    """The files of the releases, which never change."""


def draw_project(wanted: Wanted, wheel: Wheel) -> Drawn:
    """Everything that a project has of this generator."""
    releases = shipped_releases(wanted.products).releases
    kept: dict[str, bytes] = {path: _filled(name, wanted) for name, path in _TEXTS.items() if path != "README.md"}
    for product in wanted.products:
        kept |= shipped_files(product)
    kept[LINTER] = (shipped_folder() / LINTER).read_bytes()
    kept[LOCK] = (shipped_lock() + wheel.requirement).encode()
    kept[f"wheels/{wheel.file}"] = wheel.content
    kept["products/__init__.py"] = (shipped_folder() / "products" / "__init__.py").read_bytes()
    own = {"README.md": _filled("README.md.j2", wanted), PORTFOLIO: _portfolio(wanted)}
    return Drawn(kept, own, releases, {path: (shipped_folder() / path).read_bytes() for path in _paths(releases)})


def _paths(releases: tuple[Release, ...]) -> list[str]:
    found = []
    for release in releases:
        role = [release.launch_role[0]] if release.launch_role is not None else []
        folder = Path(release.template).parent.as_posix()
        besides = [
            path.relative_to(shipped_folder()).as_posix()
            for path in (shipped_folder() / folder).iterdir()
            if path.is_file()
        ]
        found += [*(path for path, _ in release.assets), *role, *besides]
    return sorted(set(found))


def _filled(name: str, wanted: Wanted) -> bytes:
    return (_FILES / name).read_text(encoding="utf-8").replace("{{ title }}", wanted.title).encode()


def _portfolio(wanted: Wanted) -> bytes:
    """The example portfolio, in the project's account and region."""
    text = (shipped_folder() / PORTFOLIO).read_text(encoding="utf-8")
    text = _ACCOUNT.sub(wanted.account, text).replace("arn:aws:", f"arn:{wanted.partition}:")
    return _REGION.sub(wanted.region, text).encode()
