"""Versions, digests and addresses: the three kinds of name that are types and not strings."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Self

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, order=True)
class Version:
    """A semantic version, `major.minor.patch`."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `1.4.0`; raises ValueError for anything else."""
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"`{text}` is not a version such as 1.4.0")
        return cls(*map(int, match.groups()))

    def bump(self, part: str) -> Version:
        """The next version by `part`: `major`, `minor` or `patch`."""
        match part:
            case "major":
                return Version(self.major + 1, 0, 0)
            case "minor":
                return Version(self.major, self.minor + 1, 0)
            case "patch":
                return Version(self.major, self.minor, self.patch + 1)
        raise ValueError(f"`{part}` is not major, minor or patch")

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True, order=True)
class Digest:
    """A sha256, in 64 lower-case hexadecimal digits."""

    hex: str

    def __post_init__(self) -> None:
        if _DIGEST.fullmatch(self.hex) is None:
            raise ValueError(f"`{self.hex}` is not a sha256")

    @classmethod
    def of(cls, content: str | bytes) -> Self:
        """The digest of these bytes, or of this text in UTF-8."""
        return cls(hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest())

    @property
    def short(self) -> str:
        """The first twelve digits, for people."""
        return self.hex[:12]

    def __str__(self) -> str:
        return self.hex


@dataclass(frozen=True, order=True)
class Address:
    """Where an object of the catalog is, from the outside in: `churn-dev/notebook/1.1.0`."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, *parts: object) -> Self:
        """An address from its parts, each taken as text."""
        return cls(tuple(str(part) for part in parts))

    def child(self, part: object) -> Address:
        """The address of something inside this one."""
        return Address((*self.parts, str(part)))

    def __str__(self) -> str:
        return "/".join(self.parts)
