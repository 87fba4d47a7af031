"""The notebook product in the catalog of both environments, and what people launched from it."""

from __future__ import annotations

import json
import time
from typing import Any

from embedded_aws import Embedded
from embedded_aws.service import Keys
from tests.behavior.deployed.site import CHURN, FRAUD, PATIENCE, Site


def publish(site: Site) -> None:
    """Offer the notebook product in each environment under its own launch role; launch one for dana and one for eli."""
    for environment in (CHURN, FRAUD):
        offer(site, environment)
    launch(site, site.become("dana"), CHURN, "danas", Owner="dana")
    launch(site, site.become("eli"), CHURN, "elis", Owner="eli")
    launch(site, site.become("dana", FRAUD), FRAUD, "danas", Owner="dana")


def offer(site: Site, environment: str) -> tuple[str, str]:
    """The notebook in a portfolio of the environment, under its launch role; returns the product and its version."""
    catalog, values = site.aws.client("servicecatalog"), site.values(environment)
    portfolio = catalog.create_portfolio(DisplayName=environment, ProviderName="Platform")["PortfolioDetail"]["Id"]
    made = catalog.create_product(
        Name=f"Notebook {environment}",
        Owner="Platform",
        ProductType="CLOUD_FORMATION_TEMPLATE",
        ProvisioningArtifactParameters={"Name": "1.0.0", "Info": {"LoadTemplateFromURL": site.body("notebook")}},
    )
    link = {"PortfolioId": portfolio, "ProductId": made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]}
    catalog.associate_product_with_portfolio(**link)
    role = json.dumps({"RoleArn": values["role/notebook-creation"]})
    catalog.create_constraint(**link, Type="LAUNCH", Parameters=role)
    scientist = values["role/data-scientist"]
    catalog.associate_principal_with_portfolio(PortfolioId=portfolio, PrincipalARN=scientist, PrincipalType="IAM")
    return link["ProductId"], made["ProvisioningArtifactDetail"]["Id"]


def launch(site: Site, keys: Keys, offered: str, name: str, **answers: str) -> dict[str, Any]:
    """Launch a notebook from an environment's portfolio, and wait for its record; fails where the launch failed."""
    record = try_launch(site, keys, offered, name, **answers)
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    return record


def try_launch(site: Site, keys: Keys, offered: str, name: str, **answers: str) -> dict[str, Any]:
    """Launch a notebook, and wait for its record, however it ends."""
    client = site.aws.client("servicecatalog", keys=keys)
    found = client.describe_product(Name=f"Notebook {offered}")
    given = {"NotebookName": name, "Environment": offered, **answers}
    record = client.provision_product(
        ProductId=found["ProductViewSummary"]["ProductId"],
        ProvisioningArtifactId=found["ProvisioningArtifacts"][0]["Id"],
        ProvisionedProductName=f"{name}-{offered}-{len(answers)}",
        ProvisioningParameters=[{"Key": key, "Value": value} for key, value in given.items()],
    )["RecordDetail"]
    return ended(site.aws, record["RecordId"])


def ended(aws: Embedded, record: str) -> dict[str, Any]:
    """The record, once it has come to its end."""
    catalog, until = aws.client("servicecatalog"), time.monotonic() + PATIENCE
    while True:
        found: dict[str, Any] = catalog.describe_record(Id=record)["RecordDetail"]
        if found["Status"] in {"SUCCEEDED", "FAILED"}:
            return found
        assert time.monotonic() < until
        time.sleep(0.1)
