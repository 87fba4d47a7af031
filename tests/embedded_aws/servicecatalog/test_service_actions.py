from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog

DEFINITION = {"Name": "AWS-StopNotebook", "Version": "1", "AssumeRole": "LAUNCH_ROLE"}


def action(catalog: CheckedCatalog, name: str = "Stop") -> str:
    made = catalog.call(
        "CreateServiceAction",
        Name=name,
        DefinitionType="SSM_AUTOMATION",
        Definition=DEFINITION,
        IdempotencyToken=catalog.token(),
    )
    return str(made["ServiceActionDetail"]["ServiceActionSummary"]["Id"])


def test_an_action_is_kept_changed_and_deleted(catalog: CheckedCatalog) -> None:
    made = action(catalog)
    catalog.call("UpdateServiceAction", Id=made, Description="stops it")
    described = catalog.call("DescribeServiceAction", Id=made)["ServiceActionDetail"]
    assert described["Definition"] == DEFINITION
    assert catalog.call("ListServiceActions")["ServiceActionSummaries"][0]["Description"] == "stops it"
    catalog.call("DeleteServiceAction", Id=made)
    assert catalog.call("ListServiceActions")["ServiceActionSummaries"] == []


def test_an_action_on_a_version_keeps_both(catalog: CheckedCatalog) -> None:
    (product, first), made = catalog.product(), action(catalog)
    second = catalog.version(product, "1.1.0")
    link = {"ServiceActionId": made, "ProductId": product, "ProvisioningArtifactId": second}
    catalog.call("AssociateServiceActionWithProvisioningArtifact", **link)
    with pytest.raises(ServiceError) as refused:
        catalog.call("DeleteServiceAction", Id=made)
    assert refused.value.code == "ResourceInUseException"
    with pytest.raises(ServiceError, match="service action"):
        catalog.call("DeleteProvisioningArtifact", ProductId=product, ProvisioningArtifactId=second)
    (view,) = catalog.call("ListProvisioningArtifactsForServiceAction", ServiceActionId=made)[
        "ProvisioningArtifactViews"
    ]
    assert view["ProvisioningArtifact"]["Id"] == second
    which = {"ProductId": product, "ProvisioningArtifactId": first}
    assert catalog.call("ListServiceActionsForProvisioningArtifact", **which)["ServiceActionSummaries"] == []
    catalog.call("DisassociateServiceActionFromProvisioningArtifact", **link)
    catalog.call("DeleteServiceAction", Id=made)


def test_a_batch_lists_which_associations_failed(catalog: CheckedCatalog) -> None:
    (product, version), made = catalog.product(), action(catalog)
    good = {"ServiceActionId": made, "ProductId": product, "ProvisioningArtifactId": version}
    bad = {**good, "ServiceActionId": "act-none"}
    batch = {"ServiceActionAssociations": [good, bad, good]}
    failed = catalog.call("BatchAssociateServiceActionWithProvisioningArtifact", **batch)[_FAILED]
    assert [row["ErrorCode"] for row in failed] == ["RESOURCE_NOT_FOUND", "DUPLICATE_RESOURCE"]
    failed = catalog.call("BatchDisassociateServiceActionFromProvisioningArtifact", **batch)[_FAILED]
    assert [row["ErrorCode"] for row in failed] == ["RESOURCE_NOT_FOUND", "RESOURCE_NOT_FOUND"]


_FAILED = "FailedServiceActionAssociations"
