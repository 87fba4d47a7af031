"""The `CatalogWriter` over boto3: each method waits until AWS shows what it did."""

from __future__ import annotations

from generator.aws.artifacts import Artifacts
from generator.aws.catalog.action_writes import ActionWrites
from generator.aws.catalog.constraint_writes import ConstraintWrites
from generator.aws.catalog.documents import DocumentWriter
from generator.aws.catalog.launch_roles import LaunchRoleWriter
from generator.aws.catalog.lease import Lease
from generator.aws.catalog.portfolio_writes import PortfolioWrites
from generator.aws.catalog.product_writes import ProductWrites
from generator.aws.catalog.shares import ShareWrites
from generator.aws.session import Connection
from generator.aws.stack_sets import StackSetWriter
from generator.model import Digest


class Writer(PortfolioWrites, ProductWrites, ConstraintWrites, ShareWrites, ActionWrites):
    """The `CatalogWriter` of one catalog in one account and region."""

    def __init__(self, connection: Connection, catalog: str, artifacts: Artifacts, lease: Lease | None = None) -> None:
        super().__init__(connection, catalog, artifacts)
        self._lease = lease
        self._pacer = connection.pacer
        roles = LaunchRoleWriter(connection, catalog)
        self.record = self._record.write
        documents = DocumentWriter(connection, catalog)
        self.put_document, self.delete_document = documents.put, documents.delete
        spokes = StackSetWriter(connection, catalog)
        self.put_spoke_roles, self.delete_spoke_roles = spokes.put, spokes.delete
        self.put_launch_role, self.delete_launch_role = roles.put, roles.delete

    def open(self) -> None:
        """Make the artifact bucket, or mend its properties."""
        self._artifacts.open()

    def check(self) -> None:
        """Raise AwsRefused where the lease may be another's by now."""
        if self._lease is not None:
            self._lease.check()

    def halt(self) -> None:
        """Let no thread make a call to Service Catalog any more."""
        self._pacer.halt()

    def upload(self, digest: Digest, path: str) -> None:
        """Put a template's body under its hash, unless it is there."""
        self._artifacts.upload(digest, path)
