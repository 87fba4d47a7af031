"""What is refused whatever else is attached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.iam.actions import matching
from tests.behavior.permissions.cases.case import IAM, MINE, MODEL_OBJECT, OBJECT, ROLES, SM, Case, pair
from tests.behavior.permissions.environment import ABSENT, ACCOUNT


def refusals() -> Iterator[Case]:
    """What a role refuses even where somebody attached everything to it."""
    notebook_changes = [
        f"sagemaker:{verb}{noun}"
        for verb in ("Create", "Delete", "Update")
        for noun in ("NotebookInstance", "NotebookInstanceLifecycleConfig")
    ]
    tagging = ["sagemaker:AddTags", "sagemaker:DeleteTags"]
    objects = [f"s3:{name}" for name in ("GetObject", "GetObjectVersion", "PutObject", "DeleteObject")]
    objects += ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    lists = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    never: Mapping[str, Sequence[tuple[Sequence[str], str]]] = {
        "data-scientist": [
            ([*notebook_changes, *tagging], MINE),
            (objects, OBJECT),
            (objects, MODEL_OBJECT),
            (lists, "$Data"),
            (lists, "$Models"),
            *((["iam:PassRole"], f"{IAM}:role/{name}") for name in ("admin", "ds-churn-dev-notebook-execution-two")),
            *((["iam:PassRole"], f"{IAM}:role/ds-churn-dev-{name}") for name in ROLES if name != "notebook-execution"),
            *((["sts:AssumeRole"], f"{IAM}:role/ds-churn-dev-{name}") for name in ROLES[1:]),
        ],
        "notebook-creation": [(_identity_changes(), f"{IAM}:role/x")],
        "notebook-execution": [
            ([*notebook_changes, "sagemaker:DeleteTags", "sagemaker:StartNotebookInstance"], MINE),
            (["sagemaker:CreatePresignedNotebookInstanceUrl"], MINE),
            (["sagemaker:CreatePresignedDomainUrl"], f"{SM}:user-profile/d/u"),
            ([f"sagemaker:{verb}Endpoint" for verb in ("Create", "Delete", "Update")], f"{SM}:endpoint/x"),
            (["sagemaker:CreateEndpointConfig"], f"{SM}:endpoint-config/x"),
            (["sagemaker:UpdateEndpointWeightsAndCapacities"], f"{SM}:endpoint/x"),
        ],
        "training": [(["sagemaker:CreateTrainingJob", "sagemaker:ListModels", "sagemaker:AddTags"], "*")],
        "endpoint-creation": [
            (["sagemaker:CreateModelPackage", "sagemaker:UpdateModelPackage"], "*"),
            (objects, OBJECT),
            (lists, "$Data"),
        ],
        "endpoint-hosting": [(objects, OBJECT), (lists, "$Data")],
    }
    for subject, rows in never.items():
        for actions, resource in rows:
            for action in actions:
                sentence = f"{subject} refuses {action} on {resource} whatever is attached"
                yield Case(sentence, f"{subject} overloaded", action, resource, {}, False)
    for action in _identity_changes():
        yield Case(f"the boundary refuses {action}", "someone refusals", action, f"{IAM}:role/x", {}, False)
        serving = "someone serving-refusals"
        yield Case(f"the boundary of who serves refuses {action}", serving, action, f"{IAM}:role/x", {}, False)
    for action in objects:
        outside = {"aws:SourceVpce": ABSENT}
        named = f"the perimeter refuses {action} outside our endpoint"
        yield Case(named, "someone data-perimeter", action, OBJECT, outside, False)
    for action in lists:
        named = f"the perimeter refuses {action} outside our endpoint"
        yield Case(named, "someone data-perimeter", action, "$Data", {"aws:SourceVpce": ABSENT}, False)
    for action, resource in (
        ("codeartifact:ReadFromRepository", f"arn:aws:codeartifact:eu-west-1:{ACCOUNT}:repository/x/x"),
        ("codecommit:GitPull", f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:ds-churn-dev"),
        ("ssm:GetParameters", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/ds/churn-dev/vpc/id"),
    ):
        yield from pair(
            f"a notebook calls {action} in our network, whatever is attached",
            "notebook-execution overloaded",
            action,
            resource,
            {},
            {"from outside our network": {"aws:SourceVpc": ABSENT}},
        )
    for action in ("InvokeEndpointAsync", "InvokeEndpointWithResponseStream"):
        yield from pair(
            f"an application calls {action} through our endpoint where that is asked for",
            "endpoint-invocation",
            f"sagemaker:{action}",
            f"{SM}:endpoint/ds-churn-dev-e1",
            {"aws:SourceVpce": "$Runtime"},
            {"from elsewhere": {"aws:SourceVpce": ABSENT}},
            {"InvokeFrom": "endpoint"},
        )


def _identity_changes() -> tuple[str, ...]:
    return tuple(action for action in matching("iam:*") if action != "iam:PassRole")
