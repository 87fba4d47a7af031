"""SEC436: a notebook that reaches the internet by itself, or on which its user is root.

Source: the page "AWS::SageMaker::NotebookInstance" of the CloudFormation user guide: both are Enabled where the
template says nothing. What is asked for is as open as its widest answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place

_OPEN = {"DirectInternetAccess": "reaches the internet past the network", "RootAccess": "makes its user root"}


def find(template: Template) -> Iterator[Finding]:
    """Every notebook, for each of the two."""
    for name, properties in template.of("AWS::SageMaker::NotebookInstance"):
        for switch, words in _OPEN.items():
            if _may_be_enabled(template, properties.get(switch, "Enabled")):
                where = place(name, switch) if switch in properties else place(name)[:2]
                message = f"the notebook `{name}` {words}: its {switch} is not Disabled"
                yield Finding("SEC436", message, fix=f"{switch}: Disabled", path=where)


def _may_be_enabled(template: Template, value: Any) -> bool:
    match value:
        case {"Ref": str() as parameter}:
            declared = template.document.get("Parameters", {}).get(parameter, {})
            return bool(declared.get("AllowedValues", ["Enabled"]) != ["Disabled"])
        case {"Fn::If": [_, *branches]}:
            return any(_may_be_enabled(template, branch) for branch in branches)
    return bool(value != "Disabled")
