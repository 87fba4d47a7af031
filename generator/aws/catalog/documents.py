"""Documents of service actions in Systems Manager: what is there, and making and deleting one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.diagnostics import AwsRefused, Finding, Problems
from generator.planning import CatalogState, Observed
from generator.planning.documents import DocumentState, PutDocument, document_prefix, named_by

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

VERSION = "1"
CATALOG_TAG = "ds:catalog"


@refusals("ssm")
def read_documents(
    connection: Connection, wanted: CatalogState, observed: Observed, known: Collection[str], *, deep: bool
) -> Observed:
    """The observed state with the catalog's documents; `deep` looks into those that are wanted.

    Nothing is read where none is wanted, the last run knew none (`known`) and no action names one. Raises Problems
    (PLN673).
    """
    if not wanted.documents and not known and not named_by(observed.state.actions.values()):
        return observed
    client: SSMClient = connection.client("ssm")
    given: dict[str, Any] = {
        "Filters": [
            {"Key": "Owner", "Values": ["Self"]},
            {"Key": f"tag:{CATALOG_TAG}", "Values": [wanted.catalog]},
        ]
    }
    rows = list(read_pages(client.list_documents, "DocumentIdentifiers", **given))
    prefix = document_prefix(wanted.catalog)
    found = {row["Name"]: DocumentState(row["Name"]) for row in rows if row["Name"].startswith(prefix)}
    if deep and (findings := list(_changed(client, wanted, found))):
        raise Problems(findings)
    return replace(observed, state=replace(observed.state, documents=found))


def _changed(client: SSMClient, wanted: CatalogState, found: dict[str, DocumentState]) -> Iterator[Finding]:
    for name in wanted.documents.keys() & found.keys():
        if not _holds(client, wanted.documents[name]):
            what = f"document {name} holds something else than what was published"
            yield Finding("PLN673", what, fix=f"aws ssm delete-document --name {name}")


def _holds(client: SSMClient, document: DocumentState) -> bool:
    """Whether the version that actions name holds this; one that is just gone is made anew by the next plan."""
    held = client.get_document(Name=document.name, DocumentVersion=VERSION, DocumentFormat="JSON")
    try:
        return bool(json.loads(held["Content"]) == json.loads(document.content))
    except ValueError:
        return False


class DocumentWriter:
    """Makes and deletes documents."""

    def __init__(self, connection: Connection, catalog: str) -> None:
        self._client: SSMClient = connection.client("ssm")
        self._catalog = catalog

    @refusals("ssm")
    def put(self, write: PutDocument) -> None:
        """Make a document, or see that the one that is there holds the same."""
        document = write.document
        more: dict[str, Any] = {"TargetType": f"/{document.target_type}"} if document.target_type else {}
        try:
            self._client.create_document(
                Name=document.name,
                DocumentType="Automation",
                DocumentFormat="JSON",
                Content=document.content,
                Tags=[{"Key": CATALOG_TAG, "Value": self._catalog}],
                **more,
            )
        except ClientError as error:
            if code_of(error) != "DocumentAlreadyExists":
                raise
            if not _holds(self._client, document):
                said = f"document {document.name} is there and holds something else"
                fix = f"aws ssm delete-document --name {document.name}"
                raise AwsRefused("ssm:CreateDocument", said, code="DocumentAlreadyExists", try_this=fix) from error

    @refusals("ssm")
    def delete(self, name: str) -> None:
        """Delete a document, if it is there."""
        try:
            self._client.delete_document(Name=name)
        except ClientError as error:
            if code_of(error) != "InvalidDocument":
                raise
