"""`check` on a project whose sentences are true of one request only, or say nothing: each at its line."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.world import run
from tests.fixtures.sentences import HEAD, write_job

SENTENCES = """\
  - as: job
    cannot: s3:GetObject
    on: $Reports/a
    because: reports are read in our network
  - as: job
    cannot: sagemaker:Create*Job
    on: "*"
    when: { sagemaker:VolumeKmsKey: our-key }
    because: a job starts nothing
  - as: stranger
    cannot: sagemaker:CreateTrainingJob
    because: nobody else starts jobs
  - as: job
    cannot: s3:GetObject
    on: $Reports
    because: nobody reads a bucket
  - as: job
    cannot: s3:GetObject
    on: $Reports/a
    without: aws:SourceVpce
    because: reports are read in our network
"""


def test_check_says_what_is_wrong_with_each_sentence_at_its_line(tmp_path: Path) -> None:
    done = run(write_job(tmp_path, SENTENCES), "check", "job").ended(1)
    lines = (HEAD + SENTENCES).splitlines()
    said = [number for number, line in enumerate(lines, 1) if "cannot" in line]
    place = "products/job/scenarios.yaml"
    done.said(f"{place}:{said[0]}", "SEC506", "without: aws:SourceVpce", "`ReadReports` of reports")
    done.said(f"{place}:{said[1]}", "may on arn:aws:sagemaker:", "`NameJobs` of reports")
    done.said(f"{place}:{said[2]}", "SEC507", "whatever the template's policies say")
    done.said(f"{place}:{said[3]}", "s3:GetObject works on nothing that `on` names")
    assert f"{place}:{said[4]}" not in done.text
