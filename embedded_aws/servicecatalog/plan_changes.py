"""A change set's changes in Service Catalog's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.servicecatalog.request_context import Answer, present


def resource_change(change: Mapping[str, Any]) -> Answer:
    """A ResourceChange of a plan, from one of CloudFormation's changes."""
    given = change["ResourceChange"]
    return present(
        Action=given["Action"].upper(),
        LogicalResourceId=given.get("LogicalResourceId"),
        PhysicalResourceId=given.get("PhysicalResourceId"),
        ResourceType=given.get("ResourceType"),
        Replacement=_upper(given.get("Replacement")),
        Scope=[scope.upper() for scope in given.get("Scope") or ()],
        Details=[_detail(detail) for detail in given.get("Details") or ()],
    )


def _detail(given: Mapping[str, Any]) -> Answer:
    target = given.get("Target") or {}
    return present(
        Target=present(
            Attribute=_upper(target.get("Attribute")),
            Name=target.get("Name"),
            RequiresRecreation=_upper(target.get("RequiresRecreation")),
        ),
        Evaluation=_upper(given.get("Evaluation")),
        CausingEntity=given.get("CausingEntity"),
    )


def _upper(text: str | None) -> str | None:
    return text.upper() if text else None
