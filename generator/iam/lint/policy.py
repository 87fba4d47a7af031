"""What is wrong with each statement of one policy by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding, Span
from generator.iam.lint.placement import check_keys
from generator.iam.lint.statements import is_known, read_statement, statements_of, texts
from generator.iam.paths import shorten_paths

_ARN = re.compile(r"arn:[^:]*:(ec2|iam|sagemaker|kms|ssm|ecr|cloudformation):[^:]*:[^:]*:(?P<kind>[^/:]*)")
_VARIABLE = re.compile(r"\$\{(?!AWS::|[A-Z])")


def check_policy(document: Mapping[str, Any], span: Span | None = None) -> list[Finding]:
    """What is wrong with each statement by itself."""
    findings = []
    if document.get("Version") != "2012-10-17":
        findings.append(Finding("SEC404", "a policy has no Version 2012-10-17", span, "write the version out"))
    for statement in statements_of(document):
        findings += _check_constructs(statement, span)
        findings += _check_actions(statement, span)
        read = read_statement(statement)
        if not read.inverted:
            findings += check_keys(read, span)
    return findings


def _check_constructs(statement: Mapping[str, Any], span: Span | None) -> Iterator[Finding]:
    sid = statement.get("Sid", "(no Sid)")
    if "Sid" not in statement:
        yield Finding("SEC402", "a statement has no Sid", span, "give it a name that says what it does")
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
    for pattern in (*texts(statement.get("Action", [])), *texts(statement.get("NotAction", []))):
        if not is_known(pattern):
            yield Finding(
                "SEC403", f"AWS has no action `{pattern}`, named in `{statement.get('Sid')}`", span, "look it up"
            )
