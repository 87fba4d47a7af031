"""What EC2 looks at in every request, whatever the operation: dry runs, filters, pages and reserved tags.

moto (5.2) knows dry runs of a few operations only, breaks on a filter that it does not know, and takes any tag.
"""

from __future__ import annotations

import re
from functools import cache

from moto.core.utils import get_service_model

from embedded_aws.service import Call, ServiceError
from generator.iam.on_behalf import find_texts

CLOUDFORMATION = ("cloudformation.amazonaws.com", "AWSCloudFormation")
"""On whose behalf, and under which session's name, stacks tag what they make."""
FILTER = re.compile(r"<code>([\w.:<>-]+)</code>\s*-")
NOT_WITH_IDS = "You cannot specify this parameter and "
PAGED_WITHOUT_IDS = ("DescribeVpcs",)
"""Of these the model does not say it, and EC2 does: other clients work around its refusal."""
ANYWHERE = frozenset(("tagkey", "tagvalue", "cidr", "cidrblock", "domain"))
"""Filters that EC2 knows, or knew, of more operations than the model says."""
MARKS = re.compile(r"[-_]")


def check_network_request(call: Call) -> None:
    """Once a call was allowed: raises ServiceError for a dry run, and for what EC2 refuses whatever the operation."""
    if call.params.get("DryRun"):
        # Who may not make the request was refused before, with UnauthorizedOperation ("DryRun" of each operation).
        raise ServiceError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)
    _check_filters(call)
    _check_page(call)
    _check_tags(call)


def _check_filters(call: Call) -> None:
    known = _filters(call.operation)
    given = [*find_texts(call.params, "Filters[].Name"), *find_texts(call.params, "Filter[].Name")]
    for name in given if known else ():
        # EC2 has older spellings of many filters, such as `vpcId`, of which no page has a list.
        if not name.startswith("tag:") and MARKS.sub("", name).lower() not in known | ANYWHERE:
            raise ServiceError("InvalidParameterValue", f"The filter '{name}' is invalid", 400)


@cache
def _filters(operation: str) -> frozenset[str]:
    """The filters that botocore's model describes for an operation, without marks; nothing where it describes none."""
    shape = get_service_model("ec2").operation_model(operation).input_shape
    members = shape.members if shape is not None else {}
    filters = members.get("Filters") or members.get("Filter")
    return frozenset(MARKS.sub("", name).lower() for name in FILTER.findall(filters.documentation if filters else ""))


def _check_page(call: Call) -> None:
    if call.params.get("MaxResults") is None:
        return
    given = next((name for name, value in call.params.items() if name.endswith("Ids") and value), None)
    if given and _excludes_ids(call.operation):
        # As others' logs have it; what it calls the ids of other operations nobody has written down.
        given = {"InstanceIds": "instancesSet"}.get(given, given)
        said = f"The parameter {given} cannot be used with the parameter maxResults"
        raise ServiceError("InvalidParameterCombination", said, 400)


@cache
def _excludes_ids(operation: str) -> bool:
    shape = get_service_model("ec2").operation_model(operation).input_shape
    said = re.sub("<[^>]*>", "", shape.members["MaxResults"].documentation)
    return operation in PAGED_WITHOUT_IDS or NOT_WITH_IDS in said


def _check_tags(call: Call) -> None:
    """Tags of `aws:` are for AWS's services ("Tag your Amazon EC2 resources", EC2 User Guide)."""
    if call.caller.via in CLOUDFORMATION or call.caller.session_name in CLOUDFORMATION:
        return
    keys = [*find_texts(call.params, "TagSpecifications[].Tags[].Key")]
    if call.operation == "CreateTags":
        keys += find_texts(call.params, "Tags[].Key")
    if any(key.lower().startswith("aws:") for key in keys):
        raise ServiceError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use", 400)
