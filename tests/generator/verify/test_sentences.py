"""A `cannot` holds for whatever it does not name, `*` is every resource, and a sentence that says nothing is found."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Finding
from generator.iam.evaluate import decide
from generator.iam.permissions.possible import find_allowed
from generator.manifest.scenarios import load_scenarios
from generator.model.scenario import Scenario
from generator.synth import render_project
from generator.verify.scenarios.deployed import DeployedTemplate, resolve_template
from generator.verify.scenarios.proof import prove
from generator.verify.scenarios.quantified import find_allowed_ones
from tests.fixtures.sentences import write_job

ROOT = Path(__file__).parents[3]
JOB = "arn:aws:sagemaker:eu-west-1:111122223333:training-job/churn-1"


def sentence(who: str, said: str, **more: str) -> str:
    rows = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return f"  - as: {who}\n    {said}\n{rows}    because: so\n"


def found(folder: Path, *sentences: str) -> list[Finding]:
    """What is wrong with the sentences; the template's own faults are not of this test."""
    return [each for each in prove(write_job(folder, "".join(sentences)), "job") if each.code[:5] in ("SEC47", "SEC50")]


OPEN = [
    (sentence("job", "cannot: s3:GetObject", on="$Reports/a"), "without: aws:SourceVpce", "SourceVpce = vpce-endpoint"),
    (
        sentence("job", "cannot: sagemaker:CreateTrainingJob", on=JOB), "without: sagemaker:VolumeKmsKey",
        "VolumeKmsKey = our-key",
    ),
    (
        sentence("lambda.amazonaws.com", "cannot: sts:AssumeRole", on="$JobRole"),
        "without: aws:SourceAccount", "aws:SourceAccount = 111122223333",
    ),
    (
        sentence("job", "cannot: s3:Get*", on='"*"', when="{ aws:SourceVpce: $Endpoint }"),
        "fix the policy, or the sentence: so", "s3:GetObject: ",
    ),
    (
        sentence("job", "cannot: sagemaker:CreateTrainingJob", when="{ sagemaker:VolumeKmsKey: our-key }"),
        "fix the policy, or the sentence: so", "training-job/churn-",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fix", "words"), OPEN)
def test_a_cannot_that_rests_on_what_it_does_not_name_is_found_with_a_request(
    tmp_path: Path, text: str, fix: str, words: str
) -> None:
    (finding,) = found(tmp_path, text)
    assert finding.code == "SEC506", finding
    assert words in finding.message
    assert finding.fix == fix
    assert finding.span is not None
    assert finding.span.line == 5
    assert " at products/job/template.yaml:" in finding.message
    if fix.startswith("without"):
        row = next((line for line in text.splitlines() if "without" in line), "    because: so")
        mended = text.replace(row, f"    {fix}" + ("\n    because: so" if "because" in row else ""))
        assert found(tmp_path, mended) == []


def test_what_a_cannot_names_holds_and_the_rest_is_free(tmp_path: Path) -> None:
    rows = (
        sentence("job", "cannot: s3:GetObject", on="$Reports/a", when="{ aws:SourceVpce: vpce-another }"),
        sentence("job", "cannot: s3:PutObject"),
        sentence("job", "cannot: s3:GetObject", on="arn:aws:s3:::theirs/*"),
        sentence("job", "can: s3:GetObject", on="[$Reports/a]", through="Endpoint"),
        sentence("stranger", "cannot: s3:PutObject", on="$Reports/a", through="Endpoint"),
        sentence("stranger", "cannot: s3:PutObject", on="arn:aws:s3:::theirs/a", through="Endpoint",
                 when="{ aws:ResourceAccount: '444455556666' }"),
        # The key that AWS has renamed has no value under its other name, too.
        sentence("job", "cannot: sagemaker:CreateTrainingJob", on=JOB, without="sagemaker:VolumeKmsKey"),
    )  # fmt: skip
    assert found(tmp_path, *rows) == []


def test_a_can_on_a_wildcard_is_every_resource_that_it_means(tmp_path: Path) -> None:
    rows = (
        sentence("anybody", "can: sns:Publish", on='"*"'),
        sentence("job", "can: s3:GetObject", on="$Reports/*", through="Endpoint"),
        sentence("job", "can: s3:GetObject", on="'arn:aws:s3:::reports-churn*'", through="Endpoint"),
    )
    findings = found(tmp_path, *rows)
    assert [each.code for each in findings] == ["SEC472"]
    denied = "{ Sid: Never, Effect: Deny, Action: 's3:*', Resource: 'arn:aws:s3:::reports-churn/secret/*' }"
    file = tmp_path / "products/job/template.yaml"
    file.write_text(
        file.read_text().replace(
            "              - Sid: NameJobs", f"              - {denied}\n              - Sid: NameJobs"
        )
    )
    refused = [each for each in prove(tmp_path, "job") if each.code == "SEC506"]
    assert len(refused) == 1
    assert "not on arn:aws:s3:::reports-churn/secret/" in refused[0].message
    assert "`Never` of reports" in refused[0].message


EMPTY = [
    (sentence("job", "cannot: s3:GetObjekt"), "s3:GetObject", "AWS has no action `s3:GetObjekt`"),
    (sentence("job", "cannot: s3:PutObject", when="{ s3:x-amz-ackl: private }"), "s3:x-amz-acl", "`s3:x-amz-ackl`"),
    (sentence("job", "cannot: s3:PutObject", without="sagemaker:VpcSubnets"), "leave it out", "`sagemaker:VpcSubnets`"),
    (
        sentence("job", "cannot: s3:PutObject", on="$Reports"),
        "it works on arn:${Partition}:s3:", "s3:PutObject works on nothing that `on` names",
    ),
    (
        sentence("job", "cannot: [s3:PutObject, s3:PutBucketPolicy]", on=f"[$Reports, $Reports/a, '{JOB}']"),
        "take it out of `on`", f"no action of the sentence works on {JOB}",
    ),
    (
        sentence("job", "cannot: s3:PutObject", on="$Reports/a", through="Endpoint", when="{ aws:SourceVpce: vpce-2 }"),
        "take `aws:SourceVpce` out", "contradicts itself",
    ),
    (
        sentence("job", "cannot: s3:PutObject", on="$Reports/a", without="aws:PrincipalArn"),
        "take `aws:PrincipalArn` out", "it says absent",
    ),
    (
        sentence("anybody", "cannot: sts:AssumeRole", on="$JobRole", when="{ aws:username: dana }"),
        "take `aws:username` out", "is absent",
    ),
    (sentence("stranger", "cannot: sagemaker:CreateTrainingJob", on=JOB), "take it out, or ask", "whatever"),
    (sentence("s3.amazonaws.com", "cannot: sagemaker:CreateTrainingJob", on=JOB), "take it out, or ask", "whatever"),
    (sentence("anybody", "can: ec2:RunInstances"), "take it out: no statement", "`anybody` can ec2:RunInstances"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fix", "words"), EMPTY)
def test_a_sentence_that_says_nothing_is_found(tmp_path: Path, text: str, fix: str, words: str) -> None:
    findings = found(tmp_path, text)
    assert [each.code for each in findings] == ["SEC507"], findings
    assert words in findings[0].message
    assert (findings[0].fix or "").startswith(fix)


def test_what_a_policy_could_let_in_is_no_empty_sentence(tmp_path: Path) -> None:
    """The topic has no policy; one that is written tomorrow could open it."""
    rows = (
        sentence("stranger", "cannot: sns:Publish", on="$Topic"),
        sentence("events.amazonaws.com", "cannot: sns:Publish", on="$Topic"),
        sentence("anybody", "can: sns:Publish", on="$Topic"),
    )
    assert found(tmp_path, *rows) == []


@cache
def environment() -> tuple[DeployedTemplate, tuple[Scenario, ...]]:
    loaded = load_scenarios(ROOT, "environment").scenarios
    (rendered,) = render_project(ROOT, ("environment",))
    said = tuple(each for each in loaded.sentences if not each.allowed and not each.answers)
    return resolve_template(rendered.document, loaded.answers, loaded.stored), said


VALUES = ["", "true", "false", "dana", "111122223333", "444455556666", "Approved", "sagemaker.amazonaws.com", "x"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_cannot_that_is_true_is_denied_at_every_point(data: st.DataObject) -> None:
    template, sentences = environment()
    scenario = data.draw(st.sampled_from(sentences), label="sentence")
    asked = data.draw(st.sampled_from(list(template.asked(scenario))), label="asked")
    tested = {
        key.lower()
        for policy in (*asked.policies.identity, *([asked.policies.resource] if asked.policies.resource else []))
        for statement in policy.document["Statement"]
        for keys in (statement.get("Condition") or {}).values()
        for key in keys
    }
    named = {key.lower() for key in asked.open.context} | asked.known.keys()
    free = sorted(tested - named - {"aws:securetransport"})
    values = st.one_of(st.none(), st.sampled_from([*VALUES, *map(str, template.values.values())]))
    drawn = {key: data.draw(values, label=key) for key in free}
    many = {key: (value,) if "vpcs" in key else value for key, value in drawn.items() if value is not None}
    usual = {"aws:SecureTransport": data.draw(st.sampled_from(["true", "false"]))}
    known = {key: value for key, value in asked.known.items() if value is not None}
    request = replace(asked.request, context={**usual, **many, **known, **asked.open.context})
    assert not decide(request, asked.policies).allowed


def test_what_opens_a_role_is_found_in_each_sentence_of_it() -> None:
    template, sentences = environment()
    scenario = next(each for each in sentences if "training" in each.principals and each.resources == ("*",))
    assert list(find_allowed_ones(template, scenario)) == []
    asked = next(template.asked(scenario))
    wide = {"Sid": "Wide", "Effect": "Allow", "Action": "*", "Resource": "*"}
    opened = replace(asked.policies.identity[0], document={"Version": "2012-10-17", "Statement": [wide]})
    policies = replace(asked.policies, identity=(opened,), boundary=None)
    request = find_allowed(asked.open, policies, asked.known)
    assert request is not None
    assert decide(request, policies).allowed
