"""What `doctor` and `verify` find in a published catalog, each with its fix; and a healthy one, of which nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from generator.aws.artifacts import Artifacts
from generator.aws.catalog import observe
from generator.aws.catalog.health import examine
from generator.aws.catalog.lease import Lease
from generator.aws.catalog.provenance import ProvenanceReader
from generator.diagnostics import Finding, Severity
from generator.planning.provenance import check_provenance
from tests.behavior.publishing.catalogs import body, small
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.test_tampered import only

LEASE = "catalogs/c/lease.json"


def ill(publisher: Publisher, project: Path) -> list[Finding]:
    """What `doctor` finds; it writes nothing."""
    before = publisher.writes
    publisher.service.catch_up()
    found = examine(publisher.connect(), project, small())
    assert publisher.writes == before
    return found


def broken(publisher: Publisher, project: Path) -> list[Finding]:
    """What `verify` finds; it writes nothing."""
    before, connection = publisher.writes, publisher.connect()
    rows = ProvenanceReader(connection, project, small(), observe(connection, small())).read()
    assert [(row.product, row.version, row.is_published) for row in rows] == [("notebook", "1.0.0", True)]
    assert publisher.writes == before
    return [finding for row in rows for finding in check_provenance(row)]


def copy_of_the_product(publisher: Publisher) -> object:
    """The console's CopyProduct copies tags, too."""
    row = only(publisher.service.products)
    publisher.service.products["prod-copy"] = {**row, "ProductId": "prod-copy"}
    (portfolio,) = publisher.service.portfolios
    return publisher.service.associations.add((portfolio, "prod-copy"))


def foreign(publisher: Publisher) -> object:
    (portfolio,), (product,) = publisher.service.portfolios, publisher.service.products
    row = {"ConstraintId": "cons-theirs", "PortfolioId": portfolio, "ProductId": product, "Type": "NOTIFICATION"}
    return publisher.service.constraints.update({"cons-theirs": {**row, "Description": "", "Parameters": "{}"}})


ILLNESSES: list[tuple[Callable[[Publisher], object], str, str, str]] = [
    (lambda p: only(p.service.products).update(tags={}), "PLN611", "has versions of", "./build.py adopt product/"),
    (lambda p: only(p.service.portfolios).update(tags={}), "PLN611", "no ownership tag", "./build.py adopt portfolio/"),
    (copy_of_the_product, "PLN604", "claim `product/notebook`", "delete one of the two"),
    (lambda p: p.service.failing.add("LAUNCH"), "PLN630", "notebook/launch", "./build.py apply --deep"),
    (
        lambda p: only(p.service.versions).update(Status="FAILED"),
        "PLN631",
        "product/notebook/1.0.0",
        "aws servicecatalog delete-provisioning-artifact --product-id",
    ),
]


@pytest.mark.parametrize(("change", "code", "message", "fix"), ILLNESSES)
def test_what_is_ill_is_found_with_its_fix(
    publisher: Publisher, project: Path, change: Callable[[Publisher], object], code: str, message: str, fix: str
) -> None:
    change(publisher)
    (finding,) = ill(publisher, project)
    assert finding.code == code
    assert message in finding.message
    assert (finding.fix or "").startswith(fix)
    assert finding.severity is Severity.ERROR


def test_two_objects_of_one_address_are_named_by_their_ids(publisher: Publisher, project: Path) -> None:
    copy_of_the_product(publisher)
    (finding,) = ill(publisher, project)
    assert set(publisher.service.products) <= set(finding.message.replace(",", " ").split())


def test_what_is_of_others_is_a_warning(publisher: Publisher, project: Path) -> None:
    foreign(publisher)
    (finding,) = ill(publisher, project)
    assert (finding.code, finding.severity) == ("PLN613", Severity.WARNING)
    assert "NOTIFICATION constraint cons-theirs" in finding.message


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("PublicAccessBlock", "public access is not blocked"),
        ("BucketOwnershipControls", "access control lists hold"),
        ("BucketVersioning", "versions of objects are not kept"),
        ("BucketEncryption", "objects are not encrypted by default"),
        ("BucketPolicy", "requests without TLS are not denied"),
    ],
)
def test_each_property_of_the_bucket_is_looked_at(publisher: Publisher, project: Path, what: str, words: str) -> None:
    (bucket,) = publisher.buckets.buckets.values()
    del bucket.properties[what]
    assert [(each.code, words in each.message) for each in ill(publisher, project)] == [("PLN633", True)]
    Artifacts(publisher.connect(), project).open()
    assert ill(publisher, project) == []


def test_a_run_that_was_killed_and_one_that_goes_on_are_told_apart(publisher: Publisher, project: Path) -> None:
    artifacts = Artifacts(publisher.connect(), project)
    lease = Lease(artifacts, LEASE, "their run")
    lease._holder["host"] = "elsewhere"
    assert lease.take()
    (working,) = ill(publisher, project)
    assert (working.code, working.severity) == ("PLN632", Severity.INFO)
    (bucket,) = publisher.buckets.buckets.values()
    bucket.written[LEASE] -= timedelta(minutes=5)
    (killed,) = ill(publisher, project)
    assert (killed.code, killed.severity) == ("PLN632", Severity.WARNING)
    assert "their run did not give the lease back" in killed.message
    bucket.objects[LEASE] = json.dumps({"by": "their run", "released": True}).encode()
    assert ill(publisher, project) == []


def test_a_healthy_catalog_and_one_that_is_not_published_have_nothing(publisher: Publisher, project: Path) -> None:
    assert ill(publisher, project) == []
    assert broken(publisher, project) == []
    assert ill(Publisher(project), project) == []


def test_the_link_that_breaks_is_named(publisher: Publisher, project: Path) -> None:
    (bucket,) = publisher.buckets.buckets.values()
    (key,) = (name for name in bucket.objects if name.startswith("templates/"))
    kept = bucket.objects[key]
    bucket.objects[key] = b"other"
    (finding,) = broken(publisher, project)
    assert finding.code == "PLN634"
    assert f"--key {key} --body dist/notebook/1.0.0/template.yaml" in (finding.fix or "")
    del bucket.objects[key]
    assert [each.code for each in broken(publisher, project)] == ["PLN634"]
    bucket.objects[key] = kept
    only(publisher.service.versions).update(body="other")
    (finding,) = broken(publisher, project)
    assert finding.code == "PLN635"
    assert "./build.py release notebook --patch" in (finding.fix or "")


def test_a_file_that_is_not_its_release_is_named(publisher: Publisher, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "dist/notebook/1.0.0/template.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(body("notebook", "other"))
    assert [each.code for each in broken(publisher, tmp_path)] == ["VER504"]
