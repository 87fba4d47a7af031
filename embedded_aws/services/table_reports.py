"""What a table of DynamoDB says of features that are not offered here, and so are off: moto (5.2) lacks the questions.

`dynamodb:DescribeContributorInsights` and `dynamodb:DescribeKinesisStreamingDestination`, which CloudFormation asks of
every table that it makes (the registry's handlers).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.gateway.moto_state import find_table
from embedded_aws.service import Call, ServiceError

OPERATIONS = ("DescribeContributorInsights", "DescribeKinesisStreamingDestination")


class TableReports:
    """Contributor Insights are disabled, and no stream of Kinesis gets a table's changes."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Say so of a table; raises ServiceError where there is none."""
        table = find_table(str(params["TableName"]), call.region, call.account)
        if table is None:
            said = f"Requested resource not found: Table: {params['TableName']} not found"
            raise ServiceError("ResourceNotFoundException", said, 400)
        if call.operation == "DescribeKinesisStreamingDestination":
            return {"TableName": table.name, "KinesisDataStreamDestinations": []}
        index = {"IndexName": params["IndexName"]} if params.get("IndexName") else {}
        return {"TableName": table.name, **index, "ContributorInsightsStatus": "DISABLED"}

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""
