"""The module `cfnresponse` of inline functions: how a function answers CloudFormation about a custom resource.

The interface is that of the page "cfn-response module" of the CloudFormation user guide.
"""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(
    event: Mapping[str, Any],
    context: Any,
    responseStatus: str,  # noqa: N803 - the names of the documented interface
    responseData: Mapping[str, Any],  # noqa: N803
    physicalResourceId: str | None = None,  # noqa: N803
    noEcho: bool = False,  # noqa: N803
    reason: str | None = None,
) -> None:
    """Puts the answer to the URL that came with the request."""
    answer = {
        "Status": responseStatus,
        "Reason": reason or f"See the details in CloudWatch Log Stream: {context.log_stream_name}",
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }
    body = json.dumps(answer).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"content-type": ""})  # noqa: S310
    try:
        with urllib.request.urlopen(request) as taken:  # noqa: S310 - the URL that CloudFormation gave
            print(f"Status code: {taken.status}")  # noqa: T201 - the function's log
    except OSError as error:
        print(f"send(..) failed: {error}")  # noqa: T201 - the function's log
