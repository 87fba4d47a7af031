"""What all writes to Service Catalog share: the client, the bucket, the tombstones and sure creates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.artifacts import Artifacts
from generator.aws.catalog.creation import Creator
from generator.aws.catalog.release_record import ReleaseRecord
from generator.aws.catalog.tombstones import Tombstones
from generator.aws.errors import code_of
from generator.aws.session import Connection

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


class Writes:
    """One catalog in one account and region."""

    def __init__(self, connection: Connection, catalog: str, artifacts: Artifacts) -> None:
        self._client: ServiceCatalogClient = connection.client("servicecatalog")
        self._artifacts = artifacts
        self._tombstones = Tombstones(self._artifacts, catalog)
        self._record = ReleaseRecord(connection, self._artifacts, catalog)
        self._creator = Creator(self._tombstones, self._record.seen, (catalog, connection.account, connection.region))
        self._catalog = catalog


def gone_is_done(call: Callable[[], object]) -> None:
    """Take something away; it is no error that it has gone: an answer may be lost, or a console was faster."""
    try:
        call()
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise


def present(**given: str) -> Any:
    """The parameters that are not empty."""
    return {key: value for key, value in given.items() if value}
