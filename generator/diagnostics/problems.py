"""The families of errors that a command may end with; anything else that is raised is our own bug."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics.finding import Finding


class Problems(Exception):
    """The user's files are wrong: every finding at once. Exit code 1."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("; ".join(finding.message for finding in self.findings))


class Refused(Exception):
    """We will not do it: unsafe, stale or frozen. Exit code 4."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


class AwsRefused(Exception):
    """AWS said no. Exit code 5.

    `where` is the call (`servicecatalog:CreateProduct`), `said` is AWS's own sentence, `code` AWS's error code and
    `try_this` one line that would help.
    """

    def __init__(self, where: str, said: str, *, code: str = "", try_this: str | None = None) -> None:
        self.where = where
        self.said = said
        self.code = code
        self.try_this = try_this
        super().__init__(f"{where}: {said}")


class Unmet(Exception):
    """Something that the command needs is not there: credentials, a free port, a terminal. Exit code 2."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)
