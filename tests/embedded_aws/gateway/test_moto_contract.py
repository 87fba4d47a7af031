"""moto's internals that the gateway builds on: one test for each, so that a new release that moves one is noticed."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.util import find_spec

import pytest
from botocore import client
from botocore import loaders as models
from moto.backends import get_backend
from moto.core.base_backend import AccountSpecificBackend, BackendDict
from moto.core.errors import COMMON_ERROR_CODES
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.responses import BaseResponse
from moto.core.routing import get_service_router
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import convert_to_flask_response, get_service_model
from moto.ec2.models import ec2_backends, security_groups
from moto.events.models import EventPattern, Rule
from moto.iam.models import AccessKey, Role, User
from moto.kms.models import Key
from moto.moto_server.werkzeug_app import create_backend_app
from moto.s3.models import FakeBucket, s3_backends

from embedded_aws.gateway.checksums import compute_checksum
from embedded_aws.gateway.moto_instances import METADATA
from embedded_aws.models import share_models


def test_s3_asks_the_bucket_for_permission() -> None:
    assert list(inspect.signature(FakeBucket.get_permission).parameters) == ["self", "action", "resource"]
    from moto.s3 import responses

    assert inspect.getsource(responses).count("get_permission(") == 2


def test_s3_computes_and_keeps_checksums_where_ours_are_put() -> None:
    from moto.s3 import models, responses, utils

    ours = inspect.signature(compute_checksum).parameters
    assert list(ours) == list(inspect.signature(utils.compute_checksum).parameters)
    for module in (models, responses):
        assert "compute_checksum(" in inspect.getsource(module)
    assert {"checksum_value", "checksum_type"} <= set(inspect.signature(models.FakeKey.__init__).parameters)
    assert 'self.metadata.get("x-amz-checksum-algorithm")' in inspect.getsource(models.FakeMultipart.complete)


def test_topics_publish_through_their_subscriptions() -> None:
    from moto.sns import models, responses

    parameters = list(inspect.signature(inspect.unwrap(models.Subscription.publish)).parameters)
    assert parameters[:3] == ["self", "message", "message_id"]
    assert "message_structure=message_structure" in inspect.getsource(models.Topic.publish)
    assert "topic.subscriptions_confimed" in inspect.getsource(responses.SNSResponse.get_topic_attributes)


def test_instances_are_made_where_ours_are_put() -> None:
    from moto.ec2.models.elastic_network_interfaces import NetworkInterface
    from moto.ec2.models.instances import Instance, InstanceBackend, MetadataOptions
    from moto.ec2.responses import instances

    parameters = inspect.signature(inspect.unwrap(Instance.prep_nics)).parameters
    assert list(parameters)[:2] == ["self", "nic_spec"]
    assert "security_groups" in parameters
    assert "self._parse_block_device_mapping()" in inspect.getsource(instances.InstanceResponse.run_instances)
    assert inspect.getsource(instances).count("parse_user_data(") == 2
    change = inspect.signature(inspect.unwrap(InstanceBackend.modify_instance_metadata_options)).parameters
    assert set(METADATA) < set(change)
    assert set(METADATA.values()) <= set(vars(MetadataOptions()))
    assert "self._group_set" in inspect.getsource(NetworkInterface.group_set.fget)
    assert "nic.delete_on_termination" in inspect.getsource(Instance.terminate)


def test_iam_takes_aws_s_policies_from_a_module_of_their_own_and_only_on_demand() -> None:
    from moto import settings
    from moto.iam import models as iam

    assert "from .aws_managed_policies import aws_managed_policies_data" in inspect.getsource(iam)
    assert settings.load_iam_aws_managed_policies() is False


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


def test_a_client_asks_where_it_was_told_to_where_it_has_no_rules_for_endpoints() -> None:
    source = inspect.getsource(client.BaseClient._resolve_endpoint_ruleset)
    assert "if self._ruleset_resolver is None:\n            endpoint_url = self.meta.endpoint_url" in source


def test_codes_that_need_no_model_are_a_list() -> None:
    assert isinstance(COMMON_ERROR_CODES, list)


def test_every_backend_in_use_is_known_by_its_name() -> None:
    assert s3_backends["111122223333"]["aws"] is get_backend("s3")["111122223333"]["aws"]
    assert any(held.service_name == "s3" for held in BackendDict._instances)
    assert isinstance(s3_backends["111122223333"], AccountSpecificBackend)
    assert isinstance(s3_backends.bucket_accounts, dict)


def test_an_application_of_one_service_can_be_made() -> None:
    app = create_backend_app("ssm")
    assert all(callable(view.callback) for view in app.view_functions.values())
    assert "request_class" in vars(app), "gateway/moto_backend.py makes moto's own request"


def test_what_flask_does_around_a_request_of_motos_is_what_we_do() -> None:
    source = inspect.getsource(convert_to_flask_response.__call__)
    assert source.count("self.callback(request, request.raw_url, dict(request.headers))") == 1
    assert source.count("except ") == source.count("except ClientError") == 1


def test_a_request_id_is_all_that_moto_adds_to_an_answer() -> None:
    module = inspect.getsource(inspect.getmodule(BaseResponse))
    source = module[module.index("def _enrich_response(") : module.index("def _get_param(")]
    assert source.count("headers[") == source.count('headers["status"]') == 2, "gateway/moto_backend.py takes its place"
    assert source.count("gen_amzn_requestid_long(headers)") == 1


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
        ("sagemaker", ["update_endpoint", "update_notebook_instance", "delete_model_package_group"]),
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


def test_each_request_lists_the_methods_of_its_class() -> None:
    source = inspect.getsource(BaseResponse)
    assert source.count("method_names_from_class(self.__class__)") == 1, "gateway/moto_backend.py keeps what it answers"


def test_a_key_makes_its_key_pair_by_one_function() -> None:
    from moto.kms import models, utils

    source = inspect.getsource(models)
    assert source.count("generate_private_key(") == 1, "gateway/moto_backend.py takes its place"
    assert source.count("self.private_key =") == 1
    assert inspect.signature(utils.generate_private_key).parameters.keys() == {"key_spec"}


def test_the_regions_of_a_service_are_those_of_botocore_whatever_the_account() -> None:
    from moto.core.base_backend import AccountSpecificBackend

    share_models()
    held = AccountSpecificBackend("sqs", "111122223333", object, use_boto3_regions=True, additional_regions=None)
    assert {"eu-west-1", "us-gov-west-1", "cn-north-1"} <= set(held.regions)


def test_what_moto_adds_to_a_model_is_shared_of_ec2_only() -> None:
    """Clients read the model of EC2 that moto has added errors to; of S3 it changes how answers are wrapped."""
    from moto.core import loaders

    assert loaders.Loader.BUILTIN_EXTRAS_TYPES == ["moto"]
    added = loaders.create_loader().load_data("ec2/2016-11-15/service-2.moto-extras")["merge"]
    assert set(added) == {"shapes"}
    assert all(shape["exception"] for shape in added["shapes"].values())
    share_models()
    of_clients = models.create_loader().load_service_model("s3", "service-2")["operations"]["CopyObject"]["output"]
    assert "resultWrapper" not in of_clients
    assert "resultWrapper" in get_service_model("s3").operation_model("CopyObject")._operation_model["output"]


def test_a_rule_with_a_prefix_list_forgets_its_description() -> None:
    source = inspect.getsource(security_groups)
    assert "        prefix_list_id: dict[str, str] | None = None,\n" in source
    assert source.count('{"PrefixListId": rule.prefix_list_id}') == 2
    assert (
        "def _sg_update_description(\n        self, security_rule: SecurityGroupRule, rule: SecurityGroupRule" in source
    )


def test_a_vpc_s_access_list_and_tags_stay_when_it_goes() -> None:
    source = inspect.getsource(ec2_backends["111122223333"]["eu-west-1"].delete_vpc)
    assert "network_acl" not in source
    assert "delete_tags" not in source


def test_values_are_held_against_what_moto_keeps() -> None:
    from moto.awslambda.models import LambdaFunction
    from moto.s3.models import FakeBucket, PublicAccessBlock
    from moto.ssm.models import SimpleSystemManagerBackend

    switches = ["self", "block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"]
    assert list(inspect.signature(PublicAccessBlock.__init__).parameters) == switches
    source = inspect.getsource(FakeBucket.__init__)
    for name in ("public_access_block", "ownership_rule", "object_lock_enabled"):
        assert f"self.{name}" in source
    assert "self._parameters" in inspect.getsource(SimpleSystemManagerBackend.put_parameter)
    assert "reserved_concurrency" in LambdaFunction.__init__.__code__.co_names
