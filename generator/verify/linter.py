"""cfn-lint in this process: one configuration, one set of rules, any number of templates.

cfn-lint's own `api.lint_file` builds its rules again for every template, which costs more than linting a small one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfnlint.config import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.runner import Runner
from cfnlint.runner.template.runner import _dedup, _run_template, _run_template_per_config
from cfnlint.template import Template

from generator.diagnostics import Finding, Severity, Span
from generator.verify.condition_cache import remember_answers

_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "informational": Severity.INFO}


class Linter:
    """cfn-lint's rules, loaded once."""

    def __init__(self, configuration: Path, *, experimental: bool = False) -> None:
        words = ["--config-file", str(configuration), *(["--include-experimental"] if experimental else [])]
        self._config = ConfigMixIn(words, templates=[])
        self._rules = Runner(self._config).rules

    def lint(self, path: str, text: str) -> tuple[Finding, ...]:
        """Everything that the rules say about a template's text, in the order of its lines; `path` is only its name."""
        document, broken = decode_str(text)
        matches = sorted(
            broken or self._run(path, document),
            key=lambda match: (match.linenumber, match.columnnumber, match.rule.id),
        )
        return tuple(_finding(path, match) for match in matches)

    def _run(self, path: str, document: Any) -> Iterator[Any]:
        if not isinstance(document, dict):
            yield from _run_template(path, document, self._config, self._rules)
            return
        self._config.set_template_args(document)
        template = Template(path, document, self._config.regions, self._config.parameters)
        remember_answers(template)
        yield from _dedup(_run_template_per_config(template, self._config, self._rules))


def _finding(path: str, match: Any) -> Finding:
    length = match.columnnumberend - match.columnnumber if match.linenumberend == match.linenumber else 1
    return Finding(
        match.rule.id,
        match.message,
        Span(path, match.linenumber, match.columnnumber, max(1, length)),
        severity=_LEVELS.get(match.rule.severity, Severity.ERROR),
        path=tuple(str(part) for part in getattr(match, "path", None) or ()),
    )
