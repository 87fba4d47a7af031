"""What an organization prescribes for roles, as portfolio.yaml says it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.diagnostics import Finding

Load = Callable[[str], list[Finding]]


def prescribing(portfolio: str, roles: str) -> str:
    """The small portfolio, whose environment has rules for roles."""
    return portfolio.replace("    people:", f"    roles: {roles}\n    people:", 1)


@pytest.mark.parametrize("path", ["/", "/data-science/", "/a/b.c/team=x/"])
def test_a_path_is_accepted(portfolio: str, findings_of: Load, path: str) -> None:
    assert findings_of(prescribing(portfolio, f"{{ path: {path} }}")) == []


@pytest.mark.parametrize(
    ("path", "fix"),
    [
        ("data-science", "write /data-science/"),
        ("/data-science", "write /data-science/"),
        ("'//'", "write /data-science/"),
        ("/data science/", "write /data/science/"),
        ("/arn:aws/*", "write /arn/aws/"),
        (f"/{'a' * 64}/", "write one such as /data-science/"),
    ],
)
def test_what_is_no_path_is_refused_with_one_that_is(portfolio: str, findings_of: Load, path: str, fix: str) -> None:
    text = prescribing(portfolio, f"{{ path: {path} }}")
    (finding,) = findings_of(text)

    assert (finding.code, finding.fix) == ("PF170", fix)
    assert finding.span is not None
    assert "path" in text.splitlines()[finding.span.line - 1]


def test_a_permissions_boundary_of_the_account_or_of_aws_is_accepted(portfolio: str, findings_of: Load) -> None:
    for account in ("111122223333", "aws"):
        text = prescribing(portfolio, f"{{ boundary: 'arn:aws:iam::{account}:policy/teams/Boundary' }}")
        assert findings_of(text) == []


def test_a_permissions_boundary_of_another_account_is_refused(portfolio: str, findings_of: Load) -> None:
    (finding,) = findings_of(prescribing(portfolio, "{ boundary: 'arn:aws:iam::444455556666:policy/Boundary' }"))

    assert (finding.code, finding.fix) == ("PF171", "arn:aws:iam::111122223333:policy/Boundary")


def test_what_is_no_managed_policy_is_refused(portfolio: str, findings_of: Load) -> None:
    (finding,) = findings_of(prescribing(portfolio, "{ boundary: 'arn:aws:iam::111122223333:role/Boundary' }"))

    assert finding.code == "PF140"


KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def having(portfolio: str, existing: str) -> str:
    """The small portfolio, whose environment takes what is there."""
    return portfolio.replace("    people:", f"    existing: {existing}\n    people:", 1)


def test_keys_and_a_log_bucket_of_the_account_and_region_are_accepted(portfolio: str, findings_of: Load) -> None:
    keys = ", ".join(f"{name}-key: '{KEY}'" for name in ("data", "notebook", "logs"))

    assert findings_of(having(portfolio, f"{{ {keys}, log-bucket: central-logs.example }}")) == []


@pytest.mark.parametrize(
    ("existing", "code", "words"),
    [
        (f"data-key: '{KEY.replace('eu-west-1', 'us-east-1')}'", "PF172", "111122223333 · us-east-1"),
        (f"logs-key: '{KEY.replace('111122223333', '444455556666')}'", "PF172", "444455556666 · eu-west-1"),
        ("notebook-key: 'arn:aws:kms:eu-west-1:111122223333:alias/team'", "PF140", "names an alias"),
        ("notebook-key: 1234abcd-12ab-34cd-56ef-1234567890ab", "PF140", "is not the ARN of a key"),
        ("log-bucket: 's3://central'", "PF134", "is not the name of a bucket"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_place(
    portfolio: str, findings_of: Load, existing: str, code: str, words: str
) -> None:
    text = having(portfolio, f"{{ {existing} }}")
    (finding,) = findings_of(text)

    assert finding.code == code
    assert words in finding.message
    assert finding.span is not None
    assert "existing:" in text.splitlines()[finding.span.line - 1]
