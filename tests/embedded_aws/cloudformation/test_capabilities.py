from __future__ import annotations

import pytest

from embedded_aws.cloudformation.operations.capabilities import check_capabilities, needed_capabilities
from embedded_aws.service import ServiceError
from generator.cloudformation.template.document import load_template


@pytest.mark.parametrize(
    ("properties", "needed"), [("{}", "CAPABILITY_IAM"), ("{RoleName: x}", "CAPABILITY_NAMED_IAM")]
)
def test_iam_must_be_acknowledged(properties: str, needed: str) -> None:
    template = load_template(f"Resources: {{R: {{Type: AWS::IAM::Role, Properties: {properties}}}}}")
    assert needed_capabilities(template)[0] == [needed]
    check_capabilities(template, ["CAPABILITY_NAMED_IAM"])
    with pytest.raises(ServiceError, match=f"Requires capabilities : .{needed}") as caught:
        check_capabilities(template, [])
    assert caught.value.code == "InsufficientCapabilitiesException"
