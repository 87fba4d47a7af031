"""moto's internals that the gateway builds on: one test for each, so that a new release that moves one is noticed."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.util import find_spec

import pytest
from moto.backends import get_backend
from moto.core.base_backend import AccountSpecificBackend, BackendDict
from moto.core.errors import COMMON_ERROR_CODES
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.responses import BaseResponse
from moto.core.routing import get_service_router
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from moto.ec2.models import ec2_backends
from moto.events.models import EventPattern, Rule
from moto.iam.models import AccessKey, Role, User
from moto.kms.models import Key
from moto.moto_server.werkzeug_app import create_backend_app
from moto.s3.models import FakeBucket, s3_backends


def test_s3_asks_the_bucket_for_permission() -> None:
    assert list(inspect.signature(FakeBucket.get_permission).parameters) == ["self", "action", "resource"]
    from moto.s3 import responses

    assert inspect.getsource(responses).count("get_permission(") == 2


def test_the_account_comes_from_a_header() -> None:
    assert "x-moto-account-id" in inspect.getsource(BaseResponse.get_current_account)


def test_the_region_comes_from_the_host() -> None:
    assert BaseResponse.region_regex.search("http://s3.eu-west-1.amazonaws.com/")["region"] == "eu-west-1"


def test_a_service_model_routes_parses_and_serializes() -> None:
    environ = Request.from_primitives(
        "POST", "http://ssm/", {"X-Amz-Target": "AmazonSSM.GetParameter", "Content-Type": "application/x-amz-json-1.1"}
    ).environ
    model, uri = get_service_router("ssm").match(Request(environ))
    assert (model.name, uri) == ("GetParameter", {})
    assert determine_request_protocol(get_service_model("ssm"), "application/x-amz-json-1.1") == "json"
    assert {"json", "query", "ec2", "rest-json", "rest-xml"} <= set(PROTOCOL_PARSERS)
    answer = get_serializer_class("ssm", "json")(operation_model=model, context=SerializationContext("id"))
    assert answer.serialize({"Parameter": {"Name": "x"}})["status_code"] == 200


def test_codes_that_need_no_model_are_a_list() -> None:
    assert isinstance(COMMON_ERROR_CODES, list)


def test_every_backend_in_use_is_known_by_its_name() -> None:
    assert s3_backends["111122223333"]["aws"] is get_backend("s3")["111122223333"]["aws"]
    assert any(held.service_name == "s3" for held in BackendDict._instances)
    assert isinstance(s3_backends["111122223333"], AccountSpecificBackend)
    assert isinstance(s3_backends.bucket_accounts, dict)


def test_an_application_of_one_service_can_be_made() -> None:
    assert callable(create_backend_app("ssm"))


def test_principals_have_the_attributes_that_are_read() -> None:
    read = {
        User: ("policies", "managed_policies", "access_keys", "mfa_devices"),
        Role: (
            "policies",
            "managed_policies",
            "permissions_boundary_arn",
            "assume_role_policy_document",
            "max_session",
        ),
        AccessKey: ("access_key_id", "secret_access_key", "status"),
        Key: ("policy", "enabled", "aliases"),
    }
    for kind, names in read.items():
        source = inspect.getsource(kind.__init__)
        assert [name for name in names if f"self.{name}" not in source] == []


def test_networks_have_the_collections_that_are_read() -> None:
    backend = ec2_backends["111122223333"]["eu-west-1"]
    for name in ("vpcs", "subnets", "groups", "enis", "route_tables", "vpc_end_points", "network_acls", "tags"):
        assert hasattr(backend, name), name


@pytest.mark.parametrize(
    ("service", "operations"),
    [
        ("cloudtrail", ["lookup_events"]),
        ("codecommit", ["list_repositories", "tag_resource", "update_repository_encryption_key"]),
        ("logs", ["associate_kms_key", "disassociate_kms_key"]),
        ("organizations", ["invite_account_to_organization", "accept_handshake", "leave_organization"]),
        ("route53resolver", ["create_firewall_rule_group", "delete_resolver_query_log_config"]),
        ("sagemaker", ["update_endpoint", "update_notebook_instance", "list_notebook_instance_lifecycle_configs"]),
        ("ssm", ["start_automation_execution", "get_automation_execution"]),
    ],
)
def test_moto_still_lacks_what_we_carry_out_ourselves(service: str, operations: list[str]) -> None:
    responses = import_module(f"moto.{service}.responses")
    has = {name for kind in vars(responses).values() if inspect.isclass(kind) for name in dir(kind)}
    assert [name for name in operations if name in has] == []


def test_moto_still_knows_no_topic_as_a_rules_target() -> None:
    assert 'arn.service == "sns"' not in inspect.getsource(Rule.send_to_targets)
    assert {"matches_event", "get_pattern"} <= set(dir(EventPattern))


def test_moto_still_has_no_code_artifact() -> None:
    assert find_spec("moto.codeartifact") is None


def test_containers_of_functions_are_started_at_one_place_only() -> None:
    from moto.awslambda import models

    source = inspect.getsource(models)
    within = source[source.index("def _invoke_lambda(") : source.index("    def invoke(")]
    for what in ("_DockerDataVolumeContext(", "_DockerDataVolumeLayerContext("):
        assert source.count(what) == within.count(what) == 1


def test_instance_types_that_a_region_offers_are_read_when_they_are_asked_for() -> None:
    from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

    assert set(INSTANCE_TYPE_OFFERINGS) == {"region", "availability-zone", "availability-zone-id"}
    offered = list(INSTANCE_TYPE_OFFERINGS["availability-zone"]["eu-west-1"])
    assert len(offered) > 500
    assert {each["LocationType"] for each in offered} == {"availability-zone"}
    assert "m5.large" in {each["InstanceType"] for each in offered}
