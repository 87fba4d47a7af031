from __future__ import annotations

import threading

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import TEMPLATE, CheckedCatalog
from tests.waiting import PATIENCE


def test_a_description_comes_back_as_a_short_description(catalog: CheckedCatalog) -> None:
    product, _ = catalog.product(Description="A notebook", SupportEmail="help@example.com")
    detail = catalog.call("DescribeProductAsAdmin", Id=product)["ProductViewDetail"]
    assert detail["ProductViewSummary"]["ShortDescription"] == "A notebook"
    assert detail["ProductViewSummary"]["SupportEmail"] == "help@example.com"
    assert detail["Status"] == "CREATED"


def test_a_verbose_look_at_a_version_gives_the_stored_body(catalog: CheckedCatalog) -> None:
    product, version = catalog.product()
    which = {"ProductId": product, "ProvisioningArtifactId": version}
    catalog.put("notebook/1.yaml", "overwritten")
    assert catalog.call("DescribeProvisioningArtifact", **which, Verbose=True)["Info"] == {
        "CloudFormationTemplate": TEMPLATE
    }
    assert list(catalog.call("DescribeProvisioningArtifact", **which)["Info"]) == ["TemplateUrl"]


@pytest.mark.parametrize(
    "url",
    [
        "https://artifacts.s3.eu-west-1.amazonaws.com/notebook/1.yaml",
        "https://artifacts.s3.amazonaws.com/notebook/1.yaml",
        "https://s3.eu-west-1.amazonaws.com/artifacts/notebook/1.yaml",
        "https://s3.amazonaws.com/artifacts/notebook/1.yaml",
        "http://127.0.0.1:4566/artifacts/notebook/1.yaml",
    ],
)
def test_a_body_is_found_under_every_style_of_url(catalog: CheckedCatalog, url: str) -> None:
    product, _ = catalog.product(ProvisioningArtifactParameters={"Name": "1", "Info": {"LoadTemplateFromURL": url}})
    assert product


@pytest.mark.parametrize("key", ["missing.yaml", "broken.yaml", "list.yaml"])
def test_unreadable_and_broken_bodies_get_the_same_message(catalog: CheckedCatalog, key: str) -> None:
    catalog.put("broken.yaml", "Resources: {")
    catalog.put("list.yaml", "- no\n- template\n")
    with pytest.raises(ServiceError, match=r"^Invalid templateBody") as refused:
        catalog.product(ProvisioningArtifactParameters=catalog.body("1.0.0", key))
    assert refused.value.code == "InvalidParametersException"
    assert catalog.call("SearchProductsAsAdmin")["ProductViewDetails"] == []


def test_a_body_that_is_no_object_of_s3_is_refused(catalog: CheckedCatalog) -> None:
    with pytest.raises(ServiceError, match="no S3 object's URL"):
        catalog.product(ProvisioningArtifactParameters={"Info": {"LoadTemplateFromURL": "https://example.com/a/b"}})


def test_versions_are_listed_in_one_answer_and_change_only_by_update(catalog: CheckedCatalog) -> None:
    product, first = catalog.product(version="1.0.0")
    second = catalog.version(product, "1.1.0")
    which = {"ProductId": product, "ProvisioningArtifactId": first}
    catalog.call("UpdateProvisioningArtifact", **which, Guidance="DEPRECATED", Active=False, Description="old")
    listed = catalog.call("ListProvisioningArtifacts", ProductId=product)["ProvisioningArtifactDetails"]
    assert [(row["Id"], row["Active"], row["Guidance"]) for row in listed] == [
        (first, False, "DEPRECATED"),
        (second, True, "DEFAULT"),
    ]


def test_the_last_version_of_a_product_stays(catalog: CheckedCatalog) -> None:
    product, first = catalog.product()
    second = catalog.version(product, "1.1.0")
    catalog.call("DeleteProvisioningArtifact", ProductId=product, ProvisioningArtifactId=first)
    with pytest.raises(ServiceError, match="last one") as refused:
        catalog.call("DeleteProvisioningArtifact", ProductId=product, ProvisioningArtifactId=second)
    assert refused.value.code == "ResourceInUseException"


def test_of_two_versions_created_at_once_one_is_lost_without_an_error(catalog: CheckedCatalog) -> None:
    product, _ = catalog.product()
    both_in, ids = threading.Barrier(2, timeout=PATIENCE), []
    catalog.gateway.reading = both_in.wait
    threads = [threading.Thread(target=lambda name=name: ids.append(catalog.version(product, name))) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed = {row["Id"] for row in catalog.call("ListProvisioningArtifacts", ProductId=product)[_DETAILS]}
    assert len(ids) == 2
    assert len(listed & set(ids)) == 1


_DETAILS = "ProvisioningArtifactDetails"


def test_versions_of_different_products_do_not_disturb_each_other(catalog: CheckedCatalog) -> None:
    products = [catalog.product(name)[0] for name in ("one", "two")]
    both_in = threading.Barrier(2, timeout=PATIENCE)
    catalog.gateway.reading = both_in.wait
    threads = [threading.Thread(target=catalog.version, args=(product, "1.1.0")) for product in products]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(catalog.call("ListProvisioningArtifacts", ProductId=each)[_DETAILS]) for each in products] == [2, 2]


def test_a_product_whose_name_exists_twice_is_found_by_id_only(catalog: CheckedCatalog) -> None:
    product, _ = catalog.product("Same")
    assert catalog.call("DescribeProductAsAdmin", Name="Same")["ProductViewDetail"]["ProductViewSummary"]["Id"]
    catalog.product("Same")
    with pytest.raises(ServiceError, match="More than one product"):
        catalog.call("DescribeProductAsAdmin", Name="Same")
    assert catalog.call("DescribeProductAsAdmin", Id=product)


def test_an_administrator_finds_products_by_text_owner_and_portfolio(catalog: CheckedCatalog) -> None:
    notebook, _ = catalog.product("Notebook", Description="Jupyter")
    catalog.product("Pipeline", Owner="Others")
    portfolio = catalog.portfolio()
    catalog.associate(portfolio, notebook)

    def found(**params: object) -> list[str]:
        rows = catalog.call("SearchProductsAsAdmin", **params)["ProductViewDetails"]
        return [row["ProductViewSummary"]["Name"] for row in rows]

    assert found(Filters={"FullTextSearch": ["jupyter"]}) == ["Notebook"]
    assert found(Filters={"Owner": ["Others"]}) == ["Pipeline"]
    assert found(PortfolioId=portfolio) == ["Notebook"]
    assert found(SortBy="Title", SortOrder="DESCENDING") == ["Pipeline", "Notebook"]
    assert found(SortBy="VersionCount") == ["Notebook", "Pipeline"]


@pytest.mark.parametrize(
    "given",
    [
        {"ProductType": "TERRAFORM_CLOUD"},
        {"ProvisioningArtifactParameters": {"Info": {"ImportFromPhysicalId": "arn:aws:cloudformation:a:b:stack/c"}}},
        {"ProvisioningArtifactParameters": {"Info": {}, "Type": "EXTERNAL"}},
    ],
)
def test_what_is_not_offered_is_refused_by_name(catalog: CheckedCatalog, given: dict[str, object]) -> None:
    with pytest.raises(ServiceError, match="does not offer") as refused:
        catalog.product(**given)
    assert refused.value.status == 501


def test_an_operation_that_is_not_offered_is_refused_by_name(catalog: CheckedCatalog) -> None:
    with pytest.raises(ServiceError, match="does not offer CopyProduct") as refused:
        catalog.call("CopyProduct", SourceProductArn="arn:aws:catalog:eu-west-1:111122223333:product/prod-a")
    assert (refused.value.code, refused.value.status) == ("NotImplemented", 501)
