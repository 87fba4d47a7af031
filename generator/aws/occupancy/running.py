"""What runs in an environment on SageMaker: notebook instances, endpoints, jobs; stopped notebooks count, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.aws.account.owners import stack_of
from generator.aws.errors import refusals
from generator.aws.occupancy.estate import Estate
from generator.aws.pages import read_pages
from generator.iam.keys import OWNER_TAG
from generator.model.occupant import Occupant

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@dataclass(frozen=True)
class _Kind:
    """How SageMaker lists and describes one kind of workload, and how it is ended; `name` is `NotebookInstance`."""

    words: str
    name: str
    listed: str
    ends: tuple[str, ...]
    filters: tuple[str, ...] = ()
    """Values of `StatusEquals`; none asks for all."""


_ENDED = ("InProgress", "Stopping")
_KINDS = (
    _Kind("notebook instance", "NotebookInstance", "NotebookInstances", ("stop", "delete")),
    _Kind("endpoint", "Endpoint", "Endpoints", ("delete",)),
    _Kind("training job", "TrainingJob", "TrainingJobSummaries", ("stop",), _ENDED),
    _Kind("processing job", "ProcessingJob", "ProcessingJobSummaries", ("stop",), _ENDED),
    _Kind("transform job", "TransformJob", "TransformJobSummaries", ("stop",), _ENDED),
    _Kind("tuning job", "HyperParameterTuningJob", "HyperParameterTuningJobSummaries", ("stop",), _ENDED),
)


@refusals("sagemaker")
def find_running(estate: Estate, launched: Iterable[Occupant] = ()) -> list[Occupant]:
    """Each workload that uses a role, a key or the network of the stack; `launched` products speak for their own."""
    client: SageMakerClient = estate.connection.client("sagemaker")
    stacks = frozenset(one.stack for one in launched)
    return [
        found
        for kind in _KINDS
        for row in _list(client, kind)
        if (found := _occupant(client, estate, kind, row, stacks)) is not None
    ]


def _list(client: Any, kind: _Kind) -> Iterator[Any]:
    call = getattr(client, f"list_{_snake(kind.name)}s")
    if not kind.filters:
        yield from read_pages(call, kind.listed)
    for status in kind.filters:
        yield from read_pages(call, kind.listed, StatusEquals=status)


def _occupant(client: Any, estate: Estate, kind: _Kind, row: Any, stacks: frozenset[str]) -> Occupant | None:
    name, arn = row[f"{kind.name}Name"], row[f"{kind.name}Arn"]
    described = getattr(client, f"describe_{_snake(kind.name)}")(**{f"{kind.name}Name": name})
    described = _with_models(client, described) if "EndpointConfigName" in described else described
    stack = stack_of(estate.connection, arn) if estate.is_used_by(described) else ""
    if stack == "" or stack in stacks or stack == estate.stack:
        return None
    tags = {tag["Key"]: tag["Value"] for tag in read_pages(client.list_tags, "Tags", ResourceArn=arn)}
    options = f"--{_snake(kind.name).replace('_', '-')}-name {name}"
    verb = _snake(kind.name).replace("_", "-")
    ends = tuple(f"aws sagemaker {end}-{verb} {options}" for end in kind.ends)
    return Occupant(kind.words, name, tags.get(OWNER_TAG, "nobody's by its tags"), row[f"{kind.name}Status"], ends)


def _with_models(client: Any, endpoint: Any) -> Any:
    """An endpoint with its configuration and the models behind it: these name roles, keys and networks."""
    found = client.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])
    names = [one["ModelName"] for one in found.get("ProductionVariants", []) if "ModelName" in one]
    return [endpoint, found, *(client.describe_model(ModelName=name) for name in names)]


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
