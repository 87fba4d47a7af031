"""Service actions of the notebook: its owner stops and starts it by the catalog, and nobody stops another's."""

from __future__ import annotations

import json

import pytest

from generator.launching.action_needs import find_asking, find_calling, find_running
from generator.manifest import load_products
from generator.manifest.action_documents import read_document
from tests.e2e.world import World

pytestmark = pytest.mark.slow

HERS, HIS = "ds-churn-dev-hers", "ds-churn-dev-his"


def status(world: World, notebook: str) -> str:
    """The state of a notebook, as the administrator sees it."""
    found = world.ask("sagemaker", "describe-notebook-instance", "--notebook-instance-name", notebook)
    return str(found["NotebookInstanceStatus"])


def provisioned(world: World, name: str) -> str:
    """The id of what was launched under a name."""
    found = world.ask("servicecatalog", "describe-provisioned-product", "--name", name)
    return str(found["ProvisionedProductDetail"]["Id"])


def action(world: World, title: str) -> str:
    """The id of a service action."""
    listed = world.ask("servicecatalog", "list-service-actions")["ServiceActionSummaries"]
    return next(str(row["Id"]) for row in listed if row["Name"] == title)


def test_her_notebook_is_stopped_and_started_by_the_catalog_and_by_nobody_else(catalog: World) -> None:
    catalog.build("plan").ended(0).said("No changes.")
    dana, eli = catalog.as_scientist("dana"), catalog.as_scientist("eli")
    dana.build("launch", "notebook", "--name", "hers").ended(0)
    eli.build("launch", "notebook", "--name", "his").ended(0)
    dana.build("action", "hers").ended(0).said("notebook-start", "notebook-stop", "Stops the notebook")
    dana.build("action", "hers", "stop").ended(0).said("running notebook-stop on churn-dev-hers", "succeeded")
    assert status(catalog, HERS) == "Stopped"
    dana.build("action", "hers", "start").ended(0)
    assert status(catalog, HERS) == "InService"

    dana.build("action", "hers", "explode").ended(2).said("AWS714", "its actions: notebook-start, notebook-stop")
    eli.build("action", "hers", "stop").ended(2).said("AWS714")
    mine = ("--provisioned-product-id", provisioned(catalog, "churn-dev-hers"))
    run = ("servicecatalog", "execute-provisioned-product-service-action", *mine)
    said = eli.aws(*run, "--service-action-id", action(catalog, "notebook-stop"))
    assert "not authorized to perform: servicecatalog:ExecuteProvisionedProductServiceAction" in said.text
    his = f"Notebook=arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/{HIS}"
    dana.build("action", "hers", "stop", "--set", his).ended(5).said("not authorized to perform: sagemaker:ListTags")
    assert status(catalog, HIS) == "InService"


def test_the_documents_come_and_go_with_the_actions(catalog: World) -> None:
    def documents() -> list[str]:
        listed = catalog.ask("ssm", "list-documents", "--filters", "Key=Owner,Values=Self")
        return [row["Name"].rpartition("-")[0] for row in listed["DocumentIdentifiers"]]

    both = ["ds-action-data-science-notebook-start", "ds-action-data-science-notebook-stop"]
    assert documents() == both
    document = catalog.project / "products" / "notebook" / "actions" / "stop.yaml"
    document.write_text(document.read_text(encoding="utf-8").replace("1800", "900"), encoding="utf-8")
    catalog.build("plan").ended(0).said(
        "+ document ds-action-", "- document ds-action-", "~ service action notebook-stop"
    )
    catalog.build("apply", "--allow", "broadens").ended(0)
    assert documents() == both
    catalog.build("plan").ended(0).said("No changes.")
    product = catalog.project / "products" / "notebook" / "product.yaml"
    text = product.read_text(encoding="utf-8")
    product.write_text(text[: text.index("\nactions:")] + "\n", encoding="utf-8")
    catalog.build("apply", "--allow", "breaks-users").ended(0)
    assert documents() == []
    catalog.build("plan").ended(0).said("No changes.")


def test_each_permission_that_the_proof_asks_for_is_needed(catalog: World) -> None:
    product = load_products(catalog.project)["notebook"]
    [stop] = [each for each in product.actions if each.name == "stop"]
    _, steps = read_document(catalog.project, product.folder, stop)
    needs = [*find_running("data-science", "notebook", stop), *find_asking(stop)]
    asked = {need.action for need in needs} | {need.action for _, need in find_calling(steps)}
    assert len(asked) == 8
    dana = catalog.as_scientist("dana")
    dana.build("launch", "notebook", "--name", "lesser").ended(0)
    role = ("--role-name", "ds-churn-dev-data-scientist", "--policy-name", "taken-away")
    agreed = {}
    for lacking in sorted(asked):
        statement = {"Effect": "Deny", "Action": lacking, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        catalog.aws("iam", "put-role-policy", *role, "--policy-document", document)
        done = dana.build("action", "lesser", "stop")
        agreed[lacking] = done.code == 5 and f"not authorized to perform: {lacking}" in done.text
    catalog.aws("iam", "delete-role-policy", *role)
    assert agreed == dict.fromkeys(asked, True)
    dana.build("action", "lesser", "start").ended(0)
