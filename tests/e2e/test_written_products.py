"""Templates as people have them: taken in by one command, judged at their own lines, released, changed and planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding
from generator.synth import render_project
from generator.synth.limits import check_limits
from generator.synth.policy_sizes import measure_policies
from generator.synth.starter import write_product
from generator.verify.scenarios import check_scenarios
from generator.verify.templates import check_rules
from tests.e2e.principals import set_the_stage, staged
from tests.e2e.world import ended, run, started
from tests.fixtures.templates import all_templates

FOUND = {
    "answers": "",
    "bucket": "",
    "cluster": "17:13 SEC402 · 29:13 SEC402 · 37:29 SEC402 SEC458 SEC467",
    "custom": "",
    "database": "",
    "instance": "56:9 SEC402",
    "nested": "",
    "open-notebook": "6:3 SEC490 · 11:7 SEC436 · 12:7 SEC436 · 13:7 SEC468 · "
    "16:5 SEC457 · 20:13 SEC402 · 24:11 SEC467 · 30:17 SEC402",
    "settings": "",
    "topics": "20:17 SEC402 SEC467",
}
"""What our rules find, by line and column of the author's own file."""
BY_CFN_LINT = {
    "custom": {"I3011", "I3013"},
    "cluster": {"I3011"},
    "database": {"I3013", "W1011"},
}


def taken_in(root: Path, folder: Path) -> None:
    """The ten, each as a product of its own."""
    for name, (file, content) in all_templates().items():
        (folder / file).write_bytes(content)
        write_product(root, name, folder / file)


def places(findings: list[Finding]) -> str:
    """`LINE:COLUMN CODE …`, in their order."""
    found: dict[tuple[int, int], set[str]] = {}
    for finding in findings:
        assert finding.span is not None
        found.setdefault((finding.span.line, finding.span.column), set()).add(finding.code)
    return " · ".join(f"{line}:{column} {' '.join(sorted(codes))}" for (line, column), codes in sorted(found.items()))


def test_our_rules_judge_each_of_the_ten_at_its_own_lines(tmp_path: Path) -> None:
    taken_in(tmp_path, tmp_path)
    rendered = render_project(tmp_path)
    judged = {product.product.name: places(check_rules(tmp_path, [product])) for product in rendered}
    assert judged == FOUND
    assert check_limits(rendered) == []
    measured = {size.name for product in rendered for size in measure_policies(product.document)}
    assert {"FilesPolicy", "NodeRole"} <= measured


def test_a_template_is_taken_in_by_one_command_and_kept_to_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "files.yaml"
    file.write_bytes(all_templates()["bucket"][1].replace(b"\n", b"\r\n"))
    run(tmp_path, "new", "product", "files", "--from", "files.yaml").ended(0).said(
        "next: edit products/files/template.yaml"
    )
    run(tmp_path, "release", "files").ended(0).said("released files 1.0.0")
    for copy in ("products/files/template.yaml", "dist/files/1.0.0/template.yaml"):
        assert (tmp_path / copy).read_bytes() == file.read_bytes()
    assert 'summary: "A bucket for a team' in (tmp_path / "products/files/product.yaml").read_text()


@pytest.mark.parametrize("content", [b"", b"Resources: [a]\n", b"\x00\x01", b"a: b\n---\nc: d\n", None])
def test_a_file_that_is_no_template_makes_nothing(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "bad.yaml").write_bytes(content)
    run(tmp_path, "new", "product", "bad", "--from", "bad.yaml").ended(1).said("bad.yaml", "TP3", "fix")
    assert not (tmp_path / "products").exists()


@pytest.mark.slow
def test_the_ten_are_checked_released_changed_and_planned(project: Path, tmp_path: Path) -> None:
    administrator = started(tmp_path / "aws", project)
    try:
        set_the_stage(administrator)
        world = staged(administrator)
        taken_in(world.project, tmp_path)
        world.build("render").ended(0)
        found = world.build("check", *all_templates(), "--format", "concise").ended(1)
        for name, codes in BY_CFN_LINT.items():
            lines = [line for line in found.out.splitlines() if line.startswith(f"products/{name}/")]
            assert codes == {
                word for line in lines for word in line.split() if word[0] in "EWI" and word[1:].isdecimal()
            }
        for name, (_, content) in all_templates().items():
            found = world.build("check", name, "--format", "json").data["findings"]
            spite = {f"--in-spite-of={each['code']}" for each in found if each["severity"] == "error"}
            world.build("release", name, *sorted(spite)).ended(0).said(f"released {name} 1.0.0")
            (frozen,) = (world.project / "dist" / name / "1.0.0").glob("template.*")
            assert frozen.read_bytes() == content
        world.build("render", "--check").ended(0)
        world.edit("DeletionPolicy: Snapshot", "DeletionPolicy: Delete", "products/database/template.yaml")
        world.build("render").ended(1).said("VER501")
        world.build("diff", "database").ended(0).said("major", "2.0.0")
        world.edit("# Setting number 7:", "# Setting no. 7:", "products/settings/template.yaml")
        world.build("diff", "settings").ended(0).said("patch")
        world.edit("[Low, High]", "[Low, Middle, High]", "products/topics/template.yaml")
        world.build("diff", "topics").ended(0).said("minor", "TopicMiddle")
        offers = "".join(
            f'      - use: {name}\n        offer: {{ current: "1.0.0" }}\n        launch-role: notebook-creation\n'
            for name in all_templates()
        )
        world.edit("    access:\n", offers + "    access:\n")
        offered = [f"product {name}" for name in all_templates()]
        world.build("plan").ended(1).said("error[PF176]", *offered)
        done = world.build("apply", "--allow", "broadens", "--allow", "breaks-users").ended(0)
        done.said("dist/cluster/1.0.0/template.json", *(f"+ {name}: product " for name in offered))
    finally:
        ended(administrator)


def sentence(name: str, role: str, answers: str, said: str) -> str:
    """A scenarios.yaml of one sentence."""
    about = f"format: 1\nabout: {name}\nanswers: {answers}\nsentences:\n"
    return about + f"  - as: {role}\n    {said}: s3:PutObject\n    on: arn:aws:s3:::other/x\n    because: so it is\n"


def test_sentences_are_proven_of_written_templates_or_said_to_be_beyond_proof(tmp_path: Path) -> None:
    taken_in(tmp_path, tmp_path)
    files = {
        "instance": sentence("instance", "Role", '{KeyPair: k, Vpc: vpc-1, Subnets: "subnet-1,subnet-2"}', "cannot"),
        "cluster": sentence("cluster", "NodeRole", "{Subnet: subnet-1, LogBucket: logs}", "can"),
        "topics": sentence("topics", "stranger", "{}", "cannot"),
        "custom": sentence("custom", "stranger", "{Registrar: 'arn:aws:lambda:eu-west-1:1:function:f'}", "cannot"),
        "database": sentence("database", "stranger", "{Password: abcdefghijkl, Subnets: subnet-1}", "cannot"),
    }
    for name, text in files.items():
        (tmp_path / "products" / name / "scenarios.yaml").write_text(text)
    found = check_scenarios(tmp_path, render_project(tmp_path))
    (policy,) = [finding for finding in found if finding.code == "SEC475"]
    assert "it carries AmazonSSMManagedInstanceCore" in policy.message
    assert str(policy.span) == "products/instance/scenarios.yaml:6:5"
    (group,) = [finding for finding in found if finding.code == "SEC423"]
    assert str(group.span) == "products/instance/template.yaml:44:3"
    assert not [finding for finding in found if finding.code in ("SEC410", "SEC472")]
