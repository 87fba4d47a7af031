"""What is wrong with each statement of one policy by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, count, islice
from typing import Any

from generator.diagnostics import Finding, Severity, Span
from generator.iam.lint.placement import check_keys
from generator.iam.lint.statements import Path, is_known, placed_statements, read_statement, statements_of, texts
from generator.iam.paths import shorten_paths

_ARN = re.compile(r"arn:[^:]*:(ec2|iam|sagemaker|kms|ssm|ecr|cloudformation):[^:]*:[^:]*:(?P<kind>[^/:]*)")
_VARIABLE = re.compile(r"\$\{(?!AWS::|[A-Z])")


def check_policy(document: Mapping[str, Any], span: Span | None = None) -> list[Finding]:
    """What is wrong with each statement by itself, with the statement's path in the document."""
    findings = []
    if document.get("Version") != "2012-10-17":
        findings.append(Finding("SEC404", "a policy has no Version 2012-10-17", span, "write the version out"))
    names = {str(statement["Sid"]) for statement in statements_of(document) if "Sid" in statement}
    for path, statement in placed_statements(document):
        found = [*_check_sid(statement, span, names), *_check_constructs(statement, span)]
        found += _check_actions(statement, span)
        read = read_statement(statement)
        if not read.inverted:
            found += check_keys(read, span)
        findings += [replace(finding, path=(*path, *finding.path)) for finding in found]
    return findings


def _check_sid(statement: Mapping[str, Any], span: Span | None, names: set[str]) -> Iterator[Finding]:
    """A warning: a name protects nothing, but nobody can speak of a statement without one; most templates lack them."""
    if "Sid" in statement:
        return
    service, _, action = next(iter(texts(statement.get("Action", []))), "").partition(":")
    words = f"{statement.get('Effect', 'Allow')}-{service}-{action}".replace("*", "Everything")
    stem = "".join(f"{word[:1].upper()}{word[1:]}" for word in re.split("[^A-Za-z0-9]+", words))
    name = next(each for each in chain([stem], (f"{stem}{number}" for number in count(2))) if each not in names)
    names.add(name)
    yield Finding("SEC402", "a statement has no Sid", span, f"Sid: {name}", severity=Severity.WARNING)


def _check_constructs(statement: Mapping[str, Any], span: Span | None) -> Iterator[Finding]:
    sid = statement.get("Sid", "(no Sid)")
    if "NotPrincipal" in statement:
        yield Finding("SEC404", f"`{sid}` has NotPrincipal", span, "name the principals, or use conditions")
    for resource in texts(statement.get("NotResource", [])):
        if _VARIABLE.search(resource):
            yield Finding("SEC404", f"`{sid}` has a policy variable in NotResource", span, "write it out")
    for resource in (*texts(statement.get("Resource", [])), *texts(statement.get("NotResource", []))):
        match = _ARN.match(shorten_paths(resource).replace("${AWS::Partition}", "aws").replace("${AWS::", "${"))
        if match and "*" in match["kind"] and match["kind"] != "*":
            yield Finding("SEC404", f"`{sid}` has a wildcard in a resource type: {resource}", span, "write it out")


def _check_actions(statement: Mapping[str, Any], span: Span | None) -> Iterator[Finding]:
    for element in ("Action", "NotAction"):
        for pattern in texts(statement.get(element, [])):
            if not is_known(pattern):
                words = f"AWS has no action `{pattern}`, named in `{statement.get('Sid')}`"
                yield Finding("SEC403", words, span, "look it up", path=_path_of(statement, element, pattern))


def _path_of(statement: Mapping[str, Any], element: str, text: str) -> Path:
    """Where a text stands in an element."""
    given = statement[element]
    at = (str(index) for index, each in enumerate(given if isinstance(given, list) else ()) if each == text)
    return element, *islice(at, 1)
