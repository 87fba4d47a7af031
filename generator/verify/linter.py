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

from generator.verify.matches import Match
from generator.verify.scenarios import remember_answers


class Linter:
    """cfn-lint's rules, loaded once."""

    def __init__(self, configuration: Path, *, experimental: bool = False) -> None:
        words = ["--config-file", str(configuration), *(["--include-experimental"] if experimental else [])]
        self._config = ConfigMixIn(words, templates=[])
        self._rules = Runner(self._config).rules

    def lint(self, path: str, text: str) -> tuple[Match, ...]:
        """Everything that the rules say about a template's text; `path` is only its name."""
        return tuple(sorted(self._lint(path, text), key=lambda match: (match.line, match.column, match.rule)))

    def _lint(self, path: str, text: str) -> Iterator[Match]:
        document, broken = decode_str(text)
        for match in broken or self._run(path, document):
            yield _match(match)

    def _run(self, path: str, document: Any) -> Iterator[Any]:
        if not isinstance(document, dict):
            yield from _run_template(path, document, self._config, self._rules)
            return
        self._config.set_template_args(document)
        template = Template(path, document, self._config.regions, self._config.parameters)
        remember_answers(template)
        yield from _dedup(_run_template_per_config(template, self._config, self._rules))


def _match(match: Any) -> Match:
    return Match(
        rule=match.rule.id,
        message=match.message,
        level=match.rule.severity,
        line=match.linenumber,
        column=match.columnnumber,
        end_line=match.linenumberend,
        end_column=match.columnnumberend,
        path=tuple(str(part) for part in getattr(match, "path", None) or ()),
    )
