"""What somebody changed by hand is said object by object, old → new, with who and when; and taken back on request."""

from __future__ import annotations

import pytest

from tests.e2e.test_adopt import ids
from tests.e2e.world import World, writes


@pytest.mark.slow
def test_changes_by_hand_are_told_with_who_made_them_and_are_taken_back(catalog: World) -> None:
    catalog.build("drift").ended(0).said(
        "Nothing was changed by hand", "assumed-role/ds-publisher/publisher applied at"
    )
    portfolio, product = ids(catalog)
    rows = catalog.ask("servicecatalog", "list-constraints-for-portfolio", "--portfolio-id", portfolio)
    (launch,) = (row["ConstraintId"] for row in rows["ConstraintDetails"] if row["Type"] == "LAUNCH")
    other = '{"LocalRoleName": "ds-churn-dev-training"}'
    catalog.aws("servicecatalog", "update-constraint", "--id", launch, "--parameters", other).ended(0)
    catalog.aws("servicecatalog", "update-product", "--id", product, "--name", "Theirs").ended(0)
    guest = "arn:aws:iam::111122223333:user/eli"
    catalog.aws(
        *("servicecatalog", "associate-principal-with-portfolio", "--portfolio-id", portfolio),
        *("--principal-arn", guest, "--principal-type", "IAM"),
    ).ended(0)

    with catalog.counting() as calls:
        told = catalog.build("drift").ended(10)
    assert writes(calls).keys() <= {"cloudtrail:LookupEvents"}
    told.said(
        "portfolio/churn-dev/notebook/launch",
        "launch constraint: ds-churn-dev-notebook-creation → ds-churn-dev-training",
        "(UpdateConstraint)",
        "→ “Theirs”",
        "(UpdateProduct)",
        f"+ access: nothing → {guest}",
        "(AssociatePrincipalWithPortfolio)",
        "by arn:aws:iam::111122223333:user/admin, 20",
        "3 differences.",
        "next: ./build.py plan --deep",
    )
    changes = catalog.build("drift", "--format", "json").ended(10).data["changes"]
    assert {row["call"] for row in changes} == {
        "UpdateConstraint",
        "UpdateProduct",
        "AssociatePrincipalWithPortfolio",
    }

    catalog.build("apply", "--deep", "--allow", "broadens", "--allow", "breaks-users").ended(0)
    catalog.build("drift").ended(0).said("Nothing was changed by hand")


@pytest.mark.slow
def test_wishes_that_are_not_applied_yet_are_no_drift(catalog: World) -> None:
    catalog.edit("name: Churn, development", "name: Churn, anew")
    catalog.build("drift").ended(0).said("Nothing was changed by hand")


@pytest.mark.slow
def test_who_may_not_read_cloudtrail_is_told_what_changed_and_not_by_whom(catalog: World) -> None:
    _, product = ids(catalog)
    catalog.aws("servicecatalog", "update-product", "--id", product, "--name", "Theirs").ended(0)
    denied = {"service": "cloudtrail", "operation": "LookupEvents", "kind": "deny"}
    with catalog.faults(denied):
        catalog.build("drift").ended(10).said("→ “Theirs”", "who did it is not told: ")


@pytest.mark.slow
def test_a_healthy_catalog_is_well_and_its_bytes_are_those_of_git(catalog: World) -> None:
    with catalog.counting() as calls:
        catalog.build("doctor").ended(0).said("is well.")
        catalog.build("verify").ended(0).said("notebook 2.0.0", "git ok   bucket ok   Service Catalog ok")
    assert writes(calls) == {}
    rows = catalog.build("verify", "--format", "json").ended(0).data
    assert [(row["product"], row["published"]) for row in rows["versions"]] == [("notebook", True)]
    assert rows["broken"] == []


@pytest.mark.slow
def test_other_bytes_and_an_open_bucket_are_found_and_mended_by_the_fixes(catalog: World) -> None:
    bucket = "ds-artifacts-111122223333-eu-west-1"
    (row,) = catalog.build("verify", "--format", "json").ended(0).data["versions"]
    key = f"templates/sha256/{row['released']}.yaml"
    catalog.aws("s3api", "delete-public-access-block", "--bucket", bucket).ended(0)
    catalog.aws("s3api", "put-object", "--bucket", bucket, "--key", key, "--body", "portfolio.yaml").ended(0)
    told = catalog.build("verify").ended(1).said("error[PLN634]", "bucket OTHER", "Service Catalog ok")
    (fix,) = (line.split("fix: aws ")[1] for line in told.text.splitlines() if "fix: aws " in line)
    catalog.aws(*fix.split()).ended(0)
    catalog.build("verify").ended(0)
    catalog.build("doctor").ended(1).said("error[PLN633]", "public access is not blocked", "./build.py apply --deep")
    catalog.build("plan", "--deep").ended(0).said("No changes.", "public access is not blocked; apply --deep mends it")
    mended = catalog.build("apply", "--deep").ended(0).said("matches portfolio.yaml", "public access is blocked again")
    assert "No changes" not in mended.text
    catalog.build("apply", "--deep").ended(0).said("No changes.")
    catalog.build("doctor").ended(0).said("is well.")
