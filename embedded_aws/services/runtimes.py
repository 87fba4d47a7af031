"""Lambda's runtimes that are closed: from some day on no function is made with one, and later none is updated to it.

The days are Lambda's own ("Lambda runtimes", deprecation policy), in the list that cfn-lint ships; the sentence is
AWS's (pgarbe/cdk-ecr-sync issue 715).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from embedded_aws.service import Call, ServiceError

LIST = Path("data", "AdditionalSpecs", "LmbdRuntimeLifecycle.json")


def check_runtime(call: Call) -> None:
    """Raises ServiceError for a runtime that there is not, or that is closed by now to what is asked."""
    name = str(call.params.get("Runtime", ""))
    if name and name not in call.model.input_shape.members["Runtime"].enum:
        words = f"Value {name} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
        known = ", ".join(call.model.input_shape.members["Runtime"].enum)
        raise ServiceError("InvalidParameterValueException", f"{words}[{known}] or be a valid ARN", 400)
    row = _lifecycles().get(name, {})
    closed = row.get("create-block" if call.operation == "CreateFunction" else "update-block")
    if closed and str(closed) <= call.now.date().isoformat():
        newest = f" the new runtime ({row['successor']})" if row.get("successor") else " a supported runtime"
        raise ServiceError(
            "InvalidParameterValueException",
            f"The runtime parameter of {name} is no longer supported for creating or updating AWS Lambda functions. "
            f"We recommend you use{newest} while creating or updating functions.",
            400,
        )


@cache
def _lifecycles() -> Mapping[str, Mapping[str, Any]]:
    """The days of each runtime; read without importing cfn-lint, which takes a second."""
    found = find_spec("cfnlint")
    assert found is not None
    assert found.origin is not None
    lifecycles: Mapping[str, Mapping[str, Any]] = json.loads((Path(found.origin).parent / LIST).read_text("utf-8"))
    return lifecycles
