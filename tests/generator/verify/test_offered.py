"""Every offer is proven under the role that launches it: the environment's, one that exists, or its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.cli.project import launching_of
from generator.diagnostics import Finding, Severity
from generator.manifest import load_manifest
from generator.model import Digest
from generator.synth import Ledger, read_ledger
from generator.verify.offered.proof import check_offered_launches
from generator.verify.offered.role import OfferRole

ROOT = Path(__file__).resolve().parents[3]
LOCAL = "launch-role: notebook-creation"
ARN = "arn:aws:iam::111122223333:role/launches"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
RECORD = ".cache/launching/offers.json"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project, without service actions: test_offered_actions.py is about them."""
    shutil.copy(ROOT / "portfolio.yaml", tmp_path)
    for folder in ("products", "dist"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in (tmp_path / "products").glob("*/product.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.partition("\nactions:")[0] + "\n", encoding="utf-8")
    return tmp_path


def edit(project: Path, before: str, after: str) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")


def find(project: Path, ledger: Ledger | None = None, account: OfferRole | None = None) -> list[Finding]:
    launching = launching_of((lambda target, offer: account) if account is not None else None)
    return check_offered_launches(project, load_manifest(project), ledger or read_ledger(project), launching)


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def without(action: str) -> dict[str, Any]:
    refusal = {"Sid": "TakenAway", "Effect": "Deny", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [*EVERYTHING["Statement"], refusal]}


def weakened(project: Path, version: str, action: str) -> Ledger:
    """The ledger, with an environment whose roles never had an action."""
    return released_as(project, "environment", version, f"- {action}\n", "- sagemaker:ListTags\n")


def released_as(project: Path, product: str, version: str, before: str, after: str) -> Ledger:
    """The ledger, as if a product had been released with other words."""
    rows = read_ledger(project).releases
    weak = next(row for row in rows if row.product == product and str(row.version) == version)
    text = (project / weak.template).read_text(encoding="utf-8").replace(before, after)
    (project / weak.template).write_text(text, encoding="utf-8")
    return Ledger(tuple(replace(row, digest=Digest.of(text)) if row == weak else row for row in rows))


def test_an_offer_under_a_role_of_its_environment_is_proven(project: Path) -> None:
    assert find(project) == []


def test_a_permission_that_the_environments_role_lacks_is_told_at_the_offer(project: Path) -> None:
    (finding,) = find(project, weakened(project, "2.2.0", "sagemaker:StopNotebookInstance"))
    assert finding.code == "PF176"
    assert "`notebook` 2.0.0 could not be launched" in finding.message
    assert "the role lacks sagemaker:StopNotebookInstance" in finding.message
    assert str(finding.span).startswith("portfolio.yaml:")
    assert "sagemaker:StopNotebookInstance" in (finding.fix or "")


def test_the_version_of_the_environment_decides_and_not_its_newest(project: Path) -> None:
    ledger = weakened(project, "1.0.1", "sagemaker:StopNotebookInstance")
    assert find(project, ledger) == []
    edit(project, '    version: "2.2.0"\n', '    version: "1.0.1"\n')
    assert codes(find(project, ledger)) == ["PF176"]


def test_roles_that_somebody_else_makes_are_proven_as_the_template_words_them(project: Path) -> None:
    edit(project, "    options:\n", "    roles: { made: given }\n    options:\n")
    assert find(project) == []
    assert codes(find(project, weakened(project, "2.2.0", "sagemaker:StopNotebookInstance"))) == ["PF176"]


def test_a_proof_is_made_once_for_what_it_is_made_from(project: Path) -> None:
    ledger = weakened(project, "2.2.0", "sagemaker:StopNotebookInstance")
    first = find(project, ledger)
    record = project / RECORD
    kept = record.read_text(encoding="utf-8")
    for row in ledger.releases:
        (project / row.template).unlink()
    edit(project, "  churn-dev:\n    name:", "  # moved by a line\n  churn-dev:\n    name:")
    (moved,) = find(project, ledger)
    assert moved.message == first[0].message
    assert moved.span is not None
    assert first[0].span is not None
    assert moved.span.line == first[0].span.line + 1
    assert record.read_text(encoding="utf-8") == kept
    record.write_text("{", encoding="utf-8")
    assert find(project, ledger) != [moved]


@pytest.mark.parametrize("written", [f"launch-role: {ARN}", "launch-role: { name: launches }"])
def test_a_role_of_which_nothing_is_known_is_said_to_be_unproven(project: Path, written: str) -> None:
    edit(project, LOCAL, written)
    (finding,) = find(project)
    assert (finding.code, finding.severity) == ("PF240", Severity.WARNING)
    assert "is not proven: nothing here says what the role" in finding.message
    assert "policies: FILE" in (finding.fix or "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (json.dumps(EVERYTHING), []),
        (json.dumps([EVERYTHING, without("sagemaker:CreateNotebookInstance")]), ["PF176"]),
        (json.dumps(without("sagemaker:UpdateNotebookInstance")), ["PF243"]),
        (json.dumps(without("sagemaker:CreateTrainingJob")), []),
        ("{", ["PF242"]),
        ("{}", ["PF242"]),
        ("[]", ["PF242"]),
        (None, ["PF242"]),
    ],
)
def test_the_file_with_its_policies_is_held_against_the_launch(
    project: Path, content: str | None, expected: list[str]
) -> None:
    edit(project, LOCAL, f"launch-role: {{ arn: '{ARN}', policies: launches.json }}")
    if content is not None:
        (project / "launches.json").write_text(content, encoding="utf-8")
    assert codes(find(project)) == expected


BOUNDARY = without("sagemaker:CreateNotebookInstance")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (OfferRole((EVERYTHING,)), []),
        (OfferRole(), ["PF176", "PF243"]),
        (OfferRole((EVERYTHING,), BOUNDARY), ["PF176"]),
        (OfferRole((without("kms:CreateGrant"),)), ["PF176"]),
        (OfferRole(absent="there is no role launches"), ["PF241"]),
        (OfferRole(closed="`launches` does not trust Service Catalog"), ["PF175"]),
        (OfferRole(unknown="the role launches could not be read"), ["PF240"]),
    ],
)
def test_what_the_account_says_of_a_role_that_exists_decides(
    project: Path, role: OfferRole, expected: list[str]
) -> None:
    edit(project, LOCAL, f"launch-role: {ARN}")
    assert codes(find(project, account=role)) == expected


def test_the_account_is_believed_before_the_file_that_an_offer_names(project: Path) -> None:
    edit(project, LOCAL, f"launch-role: {{ arn: '{ARN}', policies: launches.json }}")
    (project / "launches.json").write_text(json.dumps(EVERYTHING), encoding="utf-8")
    assert codes(find(project, account=OfferRole(unknown="the role launches could not be read"))) == []
    assert codes(find(project, account=OfferRole((EVERYTHING,)))) == []
    assert codes(find(project, account=OfferRole())) == ["PF176", "PF243"]
    assert codes(find(project, account=OfferRole(absent="there is no role launches"))) == ["PF241"]
    assert codes(find(project, account=OfferRole(closed="`launches` does not trust Service Catalog"))) == ["PF175"]


def test_every_version_on_offer_is_proven(project: Path) -> None:
    edit(project, 'offer: { current: "2.0.0" }', 'offer: { current: "2.0.0", deprecated: "1.0.0" }')
    assert find(project) == []
    edit(project, LOCAL, f"launch-role: {ARN}")
    policy: Mapping[str, Any] = without("sagemaker:CreateNotebookInstance")
    found = find(project, account=OfferRole((policy,)))
    assert [finding.message.partition(" could")[0] for finding in found] == ["`notebook` 1.0.0", "`notebook` 2.0.0"]


def test_what_a_loop_of_the_offered_version_makes_is_proven_too(project: Path) -> None:
    loop = """Resources:
  Fn::ForEach::Topics: [Name, [Jobs, Costs], {"Topic${Name}": {Type: "AWS::SNS::Topic"}}]
"""
    found = find(project, released_as(project, "notebook", "2.0.0", "Resources:\n", loop))
    assert codes(found) == ["PF176", "PF243"]
    assert "`TopicJobs` (AWS::SNS::Topic) cannot be created" in found[0].message


def test_the_rest_of_the_targets_is_left_out_where_one_is_named(project: Path) -> None:
    edit(project, LOCAL, f"launch-role: {ARN}")
    manifest, ledger = load_manifest(project), read_ledger(project)
    assert check_offered_launches(project, manifest, ledger, launching_of(None, "elsewhere")) == []
    assert codes(check_offered_launches(project, manifest, ledger, launching_of(None, "dev"))) == ["PF240"]


ALERTS = """\
      - use: job-alerts
        offer: { current: "1.0.0" }
"""


def test_a_version_whose_role_could_take_keys_over_is_told_at_its_offer(project: Path) -> None:
    edit(project, "    access:\n", f"{ALERTS}    access:\n")
    (finding,) = [each for each in find(project) if each.code == "PF245"]
    assert finding.severity is Severity.WARNING
    assert "`job-alerts` 1.0.0" in finding.message
    assert "`KeepKeys` allows kms:PutKeyPolicy" in finding.message
    assert str(finding.span).startswith("portfolio.yaml:")
    edit(project, 'job-alerts\n        offer: { current: "1.0.0" }', 'job-alerts\n        offer: { current: "1.2.0" }')
    assert "PF245" not in codes(find(project))


def test_a_version_whose_role_puts_key_policies_by_tag_only_is_told_at_its_offer(project: Path) -> None:
    edit(project, "    access:\n", f"{ALERTS}    access:\n".replace("1.0.0", "1.1.0"))
    assert "lacks kms:PutKeyPolicy" in "".join(each.message for each in find(project))
    edit(project, '"1.1.0"', '"1.2.0"')
    assert "lacks kms:PutKeyPolicy" not in "".join(each.message for each in find(project))


@pytest.mark.parametrize(
    ("region", "condition", "told"),
    [("eu-south-1", "", True), ("eu-south-1", "Never", False), ("eu-west-1", "", False)],
)
def test_a_type_that_the_region_lacks_is_told_unless_a_condition_may_leave_it_out(
    project: Path, region: str, condition: str, told: bool
) -> None:
    edit(project, "    access:\n", f"{ALERTS}    access:\n".replace("1.0.0", "1.2.0"))
    edit(project, "region: eu-west-1", f"region: {region}")
    row = next(
        each for each in read_ledger(project).releases if (each.product, str(each.version)) == ("job-alerts", "1.2.0")
    )
    file = project / row.template
    more = (
        f"\nResources:\n  Flow:\n    Type: AWS::AppFlow::Flow\n{f'    Condition: {condition}' if condition else ''}\n"
    )
    file.write_text(file.read_text(encoding="utf-8").replace("\nResources:\n", more), encoding="utf-8")
    found = [each for each in find(project) if each.code == "PF246"]
    assert [each.message for each in found] == [
        "`job-alerts` 1.2.0 could not be launched: eu-south-1 has no AWS::AppFlow::Flow"
    ] * told
    assert all(str(each.span).startswith("portfolio.yaml:") for each in found)


PRESCRIBED = """\
    roles: { boundary: "arn:aws:iam::111122223333:policy/prescribed" }
    network:
      cidr"""


def test_a_boundary_that_the_organization_prescribes_is_read_from_the_account(project: Path) -> None:
    edit(project, "    network:\n      cidr", PRESCRIBED)
    assert find(project) == []
    assert find(project, account=OfferRole(boundary=EVERYTHING)) == []
    (finding,) = find(project, account=OfferRole(boundary=without("sagemaker:CreateNotebookInstance")))
    assert finding.code == "PF176"
    assert "sagemaker:CreateNotebookInstance" in finding.message
    assert find(project, account=OfferRole(absent="there is no such role yet")) == []


@pytest.mark.slow
def test_a_shared_offer_is_proven_in_the_accounts_that_get_it_too(project: Path) -> None:
    text = (project / "portfolio.yaml").read_text(encoding="utf-8")
    head = text[: text.index("\nenvironments:\n") + 1]
    offer = """\
portfolios:
  shared:
    name: Shared
    provider: ML Platform
    target: dev
    products:
      - use: environment
        offer: { current: "2.1.0" }
        launch-role: { name: launches, policies: launches.json }
    share: [{ organizational-unit: ou-ab12-12345678 }, { account: "444455556666" }]
"""
    (project / "portfolio.yaml").write_text(head + offer, encoding="utf-8")
    refusal = {"Effect": "Deny", "Action": "ec2:CreateVpc", "Resource": "arn:aws:ec2:*:000000000000:*"}
    policy = {"Version": "2012-10-17", "Statement": [*EVERYTHING["Statement"], refusal]}
    (project / "launches.json").write_text(json.dumps(policy), encoding="utf-8")
    (finding,) = find(project)
    assert finding.code == "PF176"
    assert "(where it is shared: some account of a unit)" in finding.message
    (project / "launches.json").write_text(json.dumps(policy).replace("000000000000", "444455556666"), encoding="utf-8")
    assert ["where it is shared: account 444455556666" in each.message for each in find(project)] == [True]
