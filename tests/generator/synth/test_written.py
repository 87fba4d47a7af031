"""A template in a file: its text is kept, and whatever is wrong with it is said at its own line and column."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.model import Product, Version
from generator.synth import Rendered, render_product
from generator.synth.limits import check_limits
from generator.synth.semantics import compare_templates

PRODUCT = Product("odd", "products/odd", "Odd", "Odd.", "Us", Version(1, 0, 0))
QUEUE = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n"
BIG = "".join(f"  Queue{number}:\n    Type: AWS::SQS::Queue\n" for number in range(501))
DEEP = 100_000


def render(root: Path, content: str | bytes, name: str = "template.yaml") -> Rendered:
    folder = root / "products" / "odd"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return render_product(root, PRODUCT)


def refuse(root: Path, content: str | bytes, name: str = "template.yaml") -> Finding:
    with pytest.raises(Problems) as caught:
        render(root, content, name)
    finding = caught.value.findings[0]
    assert finding.fix
    assert finding.span is not None
    return finding


WRONG: dict[str, tuple[str | bytes, str, int, int]] = {
    "an empty file": ("", "TP327", 1, 1),
    "nothing but comments": ("# a\n---\n", "TP327", 1, 1),
    "a text": ("hello\n", "TP327", 1, 1),
    "a list": ("- a\n- b\n", "TP327", 1, 1),
    "a binary file": (b"Resources:\n  A: \xff\xfe\x00\n", "TP326", 2, 6),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "TP326", 1, 1),
    "a zero byte": (b"Resources:\n  A\x00: b\n", "TP326", 2, 4),
    "a control character": ("Resources:\n  A: \x07\n", "TP327", 1, 1),
    "a byte order mark": ("\ufeff" + QUEUE, "TP326", 1, 1),
    "UTF-16": (QUEUE.encode("utf-16"), "TP326", 1, 1),
    "two documents": (QUEUE + "---\n" + QUEUE, "TP327", 4, 1),
    "a tab": ("Resources:\n\tQueue:\n", "TP327", 2, 1),
    "a tab behind spaces": ("Resources:\n  Queue:\n  \tType: x\n", "TP327", 3, 3),
    "a bracket that stays open": ("Resources:\n  A: [b\n", "TP327", 3, 1),
    "an alias": (QUEUE + "    Properties: &p\n      DelaySeconds: 3\n  B: *p\n", "TP328", 6, 6),
    "a merge key": (QUEUE + "    <<: {Condition: X}\n", "TP328", 4, 5),
    "a key twice": (QUEUE + "  Queue:\n    Type: AWS::SNS::Topic\n", "TP328", 4, 3),
    "a tag that is none": (QUEUE + "    Properties: {QueueName: !Reff A}\n", "TP328", 4, 29),
    "no section that CloudFormation has": ("Resorces:\n  A: {Type: b}\n", "TP309", 1, 1),
    "one section too many": (QUEUE + "Paramters:\n  A: {Type: String}\n", "TP329", 4, 1),
    "no resource": ("Resources: {}\n", "TP309", 1, 12),
    "resources as a list": ("Resources:\n  - Type: AWS::SQS::Queue\n", "TP329", 2, 3),
    "parameters as a list": (QUEUE + "Parameters: [a]\n", "TP329", 4, 1),
    "a resource without a type": ("Resources:\n  A:\n    Properties: {}\n", "TP329", 2, 3),
    "a resource that is a text": ("Resources:\n  A: queue\n", "TP329", 2, 3),
    "properties as a list": (QUEUE + "    Properties: [a]\n", "TP329", 4, 5),
    "a default that is a list": (QUEUE + "Parameters:\n  A: {Type: String, Default: [b]}\n", "TP329", 5, 21),
    "an octal number": (QUEUE + "    Properties:\n      DelaySeconds: 010\n", "TP330", 5, 21),
    "an account that is octal": (QUEUE + "    Metadata: {Account: 011122223333}\n", "TP330", 4, 25),
    "a time": (QUEUE + "    Metadata: {At: 12:30}\n", "TP330", 4, 20),
    "a version that loses its zero": (QUEUE + "    Metadata: {Engine: 5.10}\n", "TP330", 4, 24),
    "a key that is a switch": ("Mappings:\n  M:\n    NO: {a: b}\n" + QUEUE, "TP330", 3, 5),
    "a macro that nobody knows": ("Transform: [AWS::LanguageExtensions, Explode]\n" + QUEUE, "TP331", 1, 38),
    "a macro inside": (QUEUE + "    Properties:\n      Fn::Transform: {Name: Mine}\n", "TP331", 5, 23),
    "100,000 brackets": ("Resources: " + "[" * DEEP + "]" * DEEP, "TP327", 1, 111),
    "100,000 braces": ("Resources:\n  A: " + "{a: " * DEEP + "}" * DEEP, "TP327", 2, 0),
    "100,000 items in items": ("Resources:\n  A:\n  " + "- " * DEEP + "x\n", "TP327", 3, 0),
    "over 1 MB": (QUEUE + "#" * 1_000_000, "TP310", 1, 1),
    "a loop over what nobody knows": (
        "Transform: AWS::LanguageExtensions\nParameters: {L: {Type: CommaDelimitedList}}\n" + QUEUE
        + "  Fn::ForEach::A: [N, !Ref L, {'Q${N}': {Type: AWS::SQS::Queue}}]\n",
        "TP332",
        6,
        3,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code", "line", "column"), WRONG.values(), ids=WRONG.keys())
def test_a_template_in_yaml_that_is(tmp_path: Path, content: str | bytes, code: str, line: int, column: int) -> None:
    finding = refuse(tmp_path, content)
    assert finding.span is not None
    assert (finding.code, finding.span.path) == (code, "products/odd/template.yaml"), finding
    assert finding.span.line == line, finding
    assert column in (0, finding.span.column), finding


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ('{"Resources": {"A": 1 "B"}}', "TP327", 1, 23),
        ('{"Resources": {\n "A": {"Type": "b"},\n "A": {"Type": "c"}}}', "TP328", 3, 2),
        ('{"Resources": [\n {"Type": "b"}]}', "TP329", 1, 15),
        ('{"Resources": ' + "[" * DEEP + "]" * DEEP + "}", "TP327", 1, 1),
        ('{"Resources": {"A": {"Type": "b"}}, "Transform": "Mine"}', "TP331", 1, 37),
    ],
)
def test_a_template_in_json_that_is_wrong(tmp_path: Path, text: str, code: str, line: int, column: int) -> None:
    finding = refuse(tmp_path, text, "template.json")
    assert finding.span is not None
    assert (finding.code, finding.span.line, finding.span.column) == (code, line, column), finding


def test_501_resources_are_one_too_many(tmp_path: Path) -> None:
    (finding,) = check_limits([render(tmp_path, "Resources:\n" + BIG)])
    assert (finding.code, str(finding.span)) == ("TP312", "products/odd/template.yaml:1002:3")
    assert (
        check_limits([render(tmp_path, "Resources:\n" + BIG.replace("  Queue500:\n    Type: AWS::SQS::Queue\n", ""))])
        == []
    )


def test_a_loop_counts_as_what_it_makes(tmp_path: Path) -> None:
    items = ", ".join(f"n{number}" for number in range(501))
    text = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - N\n    - [" + items + "]\n"
    (finding,) = check_limits([render(tmp_path, text + "    - Queue${N}:\n        Type: AWS::SQS::Queue\n")])
    assert (finding.code, str(finding.span)) == ("TP312", "products/odd/template.yaml:6:7")


def test_two_kinds_of_template_in_one_folder_and_none(tmp_path: Path) -> None:
    render(tmp_path, QUEUE)
    assert refuse(tmp_path, "{}", "template.json").code == "TP325"
    for file in (tmp_path / "products/odd").iterdir():
        file.unlink()
    (tmp_path / "products/odd/template.yml").write_text(QUEUE)
    with pytest.raises(Problems) as caught:
        render_product(tmp_path, PRODUCT)
    (finding,) = caught.value.findings
    assert (finding.code, finding.fix) == ("TP304", "git mv products/odd/template.yml products/odd/template.yaml")


def test_a_template_that_is_not_a_file_of_the_project(tmp_path: Path) -> None:
    outside, file = tmp_path / "outside.yaml", tmp_path / "project/products/odd/template.yaml"
    outside.write_text(QUEUE)
    file.parent.mkdir(parents=True)
    for make in (
        lambda: file.symlink_to(outside),
        lambda: file.symlink_to("nowhere"),
        lambda: file.symlink_to("template.yaml"),
        lambda: os.mkfifo(file),
    ):
        make()
        with pytest.raises(Problems) as caught:
            render_product(tmp_path / "project", PRODUCT)
        assert caught.value.findings[0].code == "TP326"
        file.unlink()


KEPT = {
    "comments and order": "# why\nOutputs:\n  B: {Value: !Ref Queue} # so\n" + QUEUE,
    "lines that end as Windows does": QUEUE.replace("\n", "\r\n"),
    "no line end at the end": QUEUE.rstrip(),
    "an anchor": "Resources:\n  Queue: &q\n    Type: AWS::SQS::Queue\n",
    "a date": 'AWSTemplateFormatVersion: 2010-09-09\nDescription: "é"\n'
    + QUEUE
    + "    Metadata: {Since: 2012-10-17}\n",
    "a macro of AWS": "Transform: AWS::Serverless-2016-10-31\n" + QUEUE,
    "AWS::Include": QUEUE + "Mappings:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: 's3://a/b'}}\n",
    "one document with its marks": "---\n" + QUEUE + "...\n",
    "an account that is a key": "Mappings:\n  M:\n    111122223333: {a: b}\n" + QUEUE,
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_the_author_s_text_is_what_is_kept(tmp_path: Path, text: str) -> None:
    rendered = render(tmp_path, text)
    assert rendered.text == text
    assert rendered.document["Resources"]["Queue"]["Type"] == "AWS::SQS::Queue"
    assert rendered.path == "dist/odd/1.0.0/template.yaml"


def test_a_date_stays_a_text_as_in_cloudformation(tmp_path: Path) -> None:
    document = render(tmp_path, KEPT["a date"]).document
    assert document["AWSTemplateFormatVersion"] == "2010-09-09"
    assert document["Resources"]["Queue"]["Metadata"] == {"Since": "2012-10-17"}


def test_a_loop_is_written_out_for_rules_and_versions(tmp_path: Path) -> None:
    loop = "Transform: AWS::LanguageExtensions\nParameters:\n  L: {Type: CommaDelimitedList, Default: 'a, b-c'}\n"
    loop += "Resources:\n"
    loop += "  Fn::ForEach::A: [N, !Ref L, {'Q&{N}': {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref N}}}]\n"
    before = render(tmp_path, loop).document
    assert before["Resources"]["Qbc"]["Properties"] == {"QueueName": "b-c"}
    after = render(tmp_path, loop.replace("a, b-c", "a")).document
    assert [change.name for change in compare_templates(before, after) if change.section == "Resources"] == ["Qbc"]
