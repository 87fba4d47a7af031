"""The bytes of each version on offer, read at every place where they are."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.catalog.products import stored_body
from generator.aws.errors import code_of, refusals
from generator.aws.session import Connection
from generator.model import Digest
from generator.model.artifacts import artifact_bucket, artifact_key
from generator.planning import CatalogState, Observed
from generator.planning.catalog import product_address, version_address
from generator.planning.provenance import Provenance


class ProvenanceReader:
    """Reads for one catalog in one account and region."""

    def __init__(self, connection: Connection, root: Path, wanted: CatalogState, observed: Observed) -> None:
        self._connection, self._root = connection, root
        self._wanted, self._observed = wanted, observed
        self._bucket = artifact_bucket(connection.account, connection.region)

    @refusals("servicecatalog")
    def read(self) -> list[Provenance]:
        """Every version on offer, in the order of portfolio.yaml."""
        self._connection.client("s3"), self._connection.client("servicecatalog")
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda row: self._read(*row), self._versions()))

    def _versions(self) -> Iterator[tuple[str, str, Digest]]:
        for product in self._wanted.products.values():
            for version in product.versions.values():
                if version.digest is not None:
                    yield product.key, version.version, version.digest

    def _read(self, product: str, version: str, digest: Digest) -> Provenance:
        path = self._wanted.bodies[digest]
        key = artifact_key(digest, Path(path).suffix)
        identity = self._observed.ids.get(version_address(product, version))
        return Provenance(
            product,
            version,
            digest,
            path,
            self._file(path),
            f"s3://{self._bucket}/{key}",
            self._stored(key),
            self._published(product, identity) if identity is not None else None,
            identity is not None,
        )

    def _file(self, path: str) -> Digest | None:
        try:
            return Digest.of((self._root / path).read_bytes())
        except OSError:
            return None

    def _stored(self, key: str) -> Digest | None:
        """By the checksum that S3 keeps, or by the bytes where it keeps none of them as a whole."""
        client: Any = self._connection.client("s3")
        given = {"Bucket": self._bucket, "Key": key, "ExpectedBucketOwner": self._connection.account}
        try:
            checksum = client.head_object(**given, ChecksumMode="ENABLED").get("ChecksumSHA256", "-")
            if "-" not in checksum:
                return Digest(base64.b64decode(checksum).hex())
            return Digest.of(client.get_object(**given)["Body"].read())
        except ClientError as error:
            if code_of(error) not in ("404", "NoSuchKey", "NoSuchBucket"):
                raise
            return None

    def _published(self, product: str, version: str) -> Digest | None:
        client = self._connection.client("servicecatalog")
        return stored_body(client, self._observed.ids[product_address(product)], version)
