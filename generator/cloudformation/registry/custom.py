"""Custom resources: types of the author's own, of which the registry knows only two properties.

Source: the page "AWS::CloudFormation::CustomResource" of the CloudFormation user guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CUSTOM = "AWS::CloudFormation::CustomResource"
CUSTOM_SCHEMA: Mapping[str, Any] = {
    "properties": {
        "ServiceToken": {"type": "string"},
        "ServiceTimeout": {"type": "integer", "minimum": 1, "maximum": 3600},
    },
    "required": ["ServiceToken"],
}


def is_custom(kind: str) -> bool:
    """Whether a type is a custom resource."""
    return kind == CUSTOM or kind.startswith("Custom::")
