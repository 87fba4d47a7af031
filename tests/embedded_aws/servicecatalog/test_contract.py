"""Every offered operation, against botocore's model: `CheckedCatalog.call` checks each answer and each error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.operations import OPERATIONS
from tests.embedded_aws.servicecatalog.checked_catalog import LAUNCH_ROLE, SPOKE, CheckedCatalog, admin, person
from tests.embedded_aws.servicecatalog.conformity import flaws_of_answer, model
from tests.embedded_aws.servicecatalog.every_operation import EveryOperation
from tests.embedded_aws.servicecatalog.fake_gateway import REGION, unite

URL = f"https://artifacts.s3.{REGION}.amazonaws.com/notebook/1.yaml"
NOT_OFFERED = {
    "CopyProduct",
    "DescribeCopyProductStatus",
    "ImportAsProvisionedProduct",
    "ListStackInstancesForProvisionedProduct",
    "NotifyProvisionProductEngineWorkflowResult",
    "NotifyTerminateProvisionedProductEngineWorkflowResult",
    "NotifyUpdateProvisionedProductEngineWorkflowResult",
}


def test_every_operation_of_the_model_is_offered_or_refused_by_name() -> None:
    assert {*OPERATIONS} | NOT_OFFERED == {*model().operation_names}
    assert not {*OPERATIONS} & NOT_OFFERED


def test_every_offered_operation_answers_as_the_model_says(catalog: CheckedCatalog) -> None:
    callers = {"admin": admin(), "dana": person("dana"), "spoke": admin(SPOKE)}

    def call_as(who: str, operation: str, params: Mapping[str, Any]) -> Any:
        return catalog.call(operation, by=callers[who], **params)

    organization = unite(catalog.gateway, SPOKE).id
    EveryOperation(call_as, catalog.service.wait, URL, LAUNCH_ROLE, SPOKE, organization).walk()
    assert catalog.called == {*OPERATIONS}


IDS = {
    "Id": "none",
    "PortfolioId": "port-none",
    "ProductId": "prod-none",
    "ProvisioningArtifactId": "pa-none",
    "TagOptionId": "tag-none",
    "ResourceId": "prod-none",
    "BudgetName": "none",
    "ServiceActionId": "act-none",
    "PlanId": "plan-none",
    "ProvisionedProductId": "pp-none",
    "PortfolioShareToken": "share-none",
    "AccountId": SPOKE,
    "PrincipalARN": "arn:aws:iam:::role/ds-*",
    "PrincipalType": "IAM_PATTERN",
    "Type": "ACCOUNT",
    "OrganizationNodeType": "ACCOUNT",
    "Parameters": "{}",
    "ProvisionedProductName": "none",
    "ProvisionedProductProperties": {"LAUNCH_ROLE": LAUNCH_ROLE},
    "PlanName": "none",
    "PlanType": "CLOUDFORMATION",
    "IdempotencyToken": "t",
    "ProvisionToken": "t",
    "UpdateToken": "t",
    "TerminateToken": "t",
    "ExecuteToken": "t",
}
NAMING = sorted(
    name
    for name in OPERATIONS
    if (shape := model().operation_model(name).input_shape)
    and any(member.endswith("Id") and member != "AccountId" for member in shape.required_members)
)


@pytest.mark.parametrize("operation", NAMING)
def test_what_does_not_exist_is_not_found(catalog: CheckedCatalog, operation: str) -> None:
    shape = model().operation_model(operation).input_shape
    given = {name: IDS[name] for name in shape.required_members}
    given |= {"CreateConstraint": {"Type": "LAUNCH"}, "CreateProvisioningArtifact": {"Parameters": {}}}.get(
        operation, {}
    )
    given |= {"AccountId": SPOKE} if "PortfolioShare" in operation and "AccountId" in shape.members else {}
    with pytest.raises(ServiceError) as refused:
        catalog.call(operation, **given)
    assert refused.value.code == "ResourceNotFoundException"


def test_the_check_itself_sees_a_wrong_answer() -> None:
    wrong = {"PortfolioDetail": {"Id": "port 1", "DisplayName": "", "CreatedTime": "today", "Colour": "red"}}
    assert len(flaws_of_answer("CreatePortfolio", wrong)) == 4
