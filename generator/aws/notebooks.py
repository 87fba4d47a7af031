"""A running notebook: its state, opening, stopping, starting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


@dataclass(frozen=True)
class Notebook:
    """A notebook instance as SageMaker describes it."""

    name: str
    status: str
    instance_type: str
    volume_size: int


class Notebooks:
    """The notebook instances that the caller may reach."""

    def __init__(self, connection: Connection) -> None:
        self._client: SageMakerClient = connection.client("sagemaker")

    @refusals("sagemaker")
    def describe(self, name: str) -> Notebook:
        """One notebook by its physical name."""
        found = self._client.describe_notebook_instance(NotebookInstanceName=name)
        return Notebook(name, found["NotebookInstanceStatus"], found["InstanceType"], found.get("VolumeSizeInGB", 0))

    @refusals("sagemaker")
    def url(self, name: str, minutes: int) -> str:
        """A presigned URL that opens it for `minutes`; never stored."""
        answer = self._client.create_presigned_notebook_instance_url(
            NotebookInstanceName=name, SessionExpirationDurationInSeconds=minutes * 60
        )
        return answer["AuthorizedUrl"]

    @refusals("sagemaker")
    def stop(self, name: str) -> None:
        """Stop it and wait until it is."""
        if self.describe(name).status not in ("Stopped", "Stopping"):
            self._client.stop_notebook_instance(NotebookInstanceName=name)
        self._reach(name, "Stopped")

    @refusals("sagemaker")
    def start(self, name: str) -> None:
        """Start it and wait until it is in service."""
        if self.describe(name).status not in ("InService", "Pending"):
            self._client.start_notebook_instance(NotebookInstanceName=name)
        self._reach(name, "InService")

    def _reach(self, name: str, wanted: str) -> None:
        def look() -> str | None:
            status = self.describe(name).status
            return status if status in (wanted, "Failed") else None

        if poll(look, seconds=1200) != wanted:
            raise AwsRefused("sagemaker:DescribeNotebookInstance", f"{name} did not reach {wanted}")
