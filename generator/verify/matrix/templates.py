"""Any CloudFormation template as a matrix and sections, with all that cannot be read of it as findings.

For people who have not adopted the generator: the template is looked at as it would be deployed with `params`, else
with its defaults and examples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.cloudformation.template.positions import position_of
from generator.diagnostics import Finding, Problems, Span
from generator.iam.permissions.sections import Section, Sections
from generator.iam.permissions.statements import Source
from generator.synth.policy_sizes import find_too_large
from generator.synth.written import find_written, read_written
from generator.verify.matrix.json_policies import read_json_policies
from generator.verify.matrix.managed import with_managed
from generator.verify.matrix.matrix import Chosen, Matrix, find_matrix
from generator.verify.matrix.readable import keep_readable
from generator.verify.permissions.answer_sets import find_answer_sets
from generator.verify.permissions.reaching import Answers
from generator.verify.permissions.snapshots import Deployments, Subject
from generator.verify.widening.ways import Ways

SAM = "AWS::Serverless-2016-10-31"
_SERVERLESS = "AWS::Serverless::"


@dataclass(frozen=True)
class Proven:
    """What one template allows: its policies in sections, and tasks.

    `findings` are what of it is not known, and who can give himself more.
    """

    path: str
    matrix: Matrix
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Written:
    """A template's text, its file as it is named to the reader, and its document with policies in JSON read."""

    path: str
    text: str
    document: Mapping[str, Any]

    def span(self, path: tuple[str, ...]) -> Span:
        """Where the author wrote what is at a path of the document."""
        return find_written(self.text, self.path, path)


def prove_template(written: Written, wrong: Sequence[Finding], params: Answers, chosen: Chosen) -> Proven:
    """What the template allows; raises Problems where nothing of it can be said."""
    findings = list(wrong)
    subject = Subject(written.document, "", (_fitting(written.document, params),))
    deployments = Deployments(subject)
    try:
        answers = find_answer_sets(subject.document, subject.known, deployments.resolves).sets[0]
        policies = deployments.under(answers)
    except Problems as problems:
        raise Problems([*findings, *(_placed(each, written) for each in problems.findings)]) from None
    policies, unread = keep_readable(policies)
    policies, unknown = with_managed(policies)
    findings += [_placed(each, written) for each in (*unread, *unknown)]
    findings += [
        Finding(
            each.code,
            f"{each.words} of `{each.name}` has {each.size:,} of {each.limit:,} characters",
            written.span(("Resources", each.name)),
            each.fix,
        )
        for each in find_too_large(written.document)
    ]

    def place(source: Source) -> Span | None:
        return written.span(source.path) if source.path else None

    findings += [finding for _, finding in Ways(policies, place, Span(written.path)).find()]
    matrix = find_matrix(written.path, subject, answers, policies, place, chosen)
    return Proven(written.path, matrix, tuple(Sections(policies).build()), tuple(dict.fromkeys(findings)))


def read_template(path: Path) -> tuple[Written, list[Finding]]:
    """The template, and what is wrong in its policies that are texts; raises Problems."""
    name = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problems([Finding("SEC501", f"{name} cannot be read: {error}", fix="name a template in UTF-8")]) from None
    document = read_written(text, name).document
    if _is_serverless(document):
        at = position_of(text, ("Transform",))
        fix = "prove what `sam build` and `aws cloudformation get-template --template-stage Processed` give"
        raise Problems(
            [Finding("SEC501", "a SAM template is not what is deployed", Span(name, at.line, at.column), fix)]
        )
    written = Written(name, text, document)
    read, wrong = read_json_policies(document)
    return replace(written, document=read), [_placed(each, written) for each in wrong]


def _is_serverless(document: Mapping[str, Any]) -> bool:
    macros = document.get("Transform") or []
    kinds = (str(body.get("Type")) for body in document["Resources"].values() if isinstance(body, Mapping))
    return SAM in (macros if isinstance(macros, list) else [macros]) or any(map(_is_sam, kinds))


def _is_sam(kind: str) -> bool:
    return kind.startswith(_SERVERLESS)


def _placed(finding: Finding, written: Written) -> Finding:
    if finding.span is not None:
        return finding
    return replace(finding, span=written.span(finding.path) if finding.path else Span(written.path), path=())


def _fitting(document: Mapping[str, Any], params: Answers) -> Answers:
    asked = document.get("Parameters") or {}
    return {name: value for name, value in params.items() if name in asked}
