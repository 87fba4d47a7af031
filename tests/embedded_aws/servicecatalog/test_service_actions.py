from __future__ import annotations

import pytest

from embedded_aws.service import ServiceError
from tests.embedded_aws.servicecatalog.lab import Lab

DEFINITION = {"Name": "AWS-StopNotebook", "Version": "1", "AssumeRole": "LAUNCH_ROLE"}


def action(lab: Lab, name: str = "Stop") -> str:
    made = lab.call(
        "CreateServiceAction",
        Name=name,
        DefinitionType="SSM_AUTOMATION",
        Definition=DEFINITION,
        IdempotencyToken=lab.token(),
    )
    return str(made["ServiceActionDetail"]["ServiceActionSummary"]["Id"])


def test_an_action_is_kept_changed_and_deleted(lab: Lab) -> None:
    made = action(lab)
    lab.call("UpdateServiceAction", Id=made, Description="stops it")
    described = lab.call("DescribeServiceAction", Id=made)["ServiceActionDetail"]
    assert described["Definition"] == DEFINITION
    assert lab.call("ListServiceActions")["ServiceActionSummaries"][0]["Description"] == "stops it"
    lab.call("DeleteServiceAction", Id=made)
    assert lab.call("ListServiceActions")["ServiceActionSummaries"] == []


def test_an_action_on_a_version_keeps_both(lab: Lab) -> None:
    (product, first), made = lab.product(), action(lab)
    second = lab.version(product, "1.1.0")
    link = {"ServiceActionId": made, "ProductId": product, "ProvisioningArtifactId": second}
    lab.call("AssociateServiceActionWithProvisioningArtifact", **link)
    with pytest.raises(ServiceError) as refused:
        lab.call("DeleteServiceAction", Id=made)
    assert refused.value.code == "ResourceInUseException"
    with pytest.raises(ServiceError, match="service action"):
        lab.call("DeleteProvisioningArtifact", ProductId=product, ProvisioningArtifactId=second)
    (view,) = lab.call("ListProvisioningArtifactsForServiceAction", ServiceActionId=made)["ProvisioningArtifactViews"]
    assert view["ProvisioningArtifact"]["Id"] == second
    which = {"ProductId": product, "ProvisioningArtifactId": first}
    assert lab.call("ListServiceActionsForProvisioningArtifact", **which)["ServiceActionSummaries"] == []
    lab.call("DisassociateServiceActionFromProvisioningArtifact", **link)
    lab.call("DeleteServiceAction", Id=made)


def test_a_batch_tells_which_associations_failed(lab: Lab) -> None:
    (product, version), made = lab.product(), action(lab)
    good = {"ServiceActionId": made, "ProductId": product, "ProvisioningArtifactId": version}
    bad = {**good, "ServiceActionId": "act-none"}
    batch = {"ServiceActionAssociations": [good, bad, good]}
    failed = lab.call("BatchAssociateServiceActionWithProvisioningArtifact", **batch)[_FAILED]
    assert [row["ErrorCode"] for row in failed] == ["RESOURCE_NOT_FOUND", "DUPLICATE_RESOURCE"]
    failed = lab.call("BatchDisassociateServiceActionFromProvisioningArtifact", **batch)[_FAILED]
    assert [row["ErrorCode"] for row in failed] == ["RESOURCE_NOT_FOUND", "RESOURCE_NOT_FOUND"]


_FAILED = "FailedServiceActionAssociations"


def test_running_an_action_is_refused_by_name(lab: Lab) -> None:
    with pytest.raises(ServiceError, match="does not offer ExecuteProvisionedProductServiceAction"):
        lab.call("ExecuteProvisionedProductServiceAction", ProvisionedProductId="pp-1", ServiceActionId=action(lab))
