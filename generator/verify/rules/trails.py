"""SEC460: a network for work with data, and no record of who did what in it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place

_WANTED = {
    "IsLogging": "writes nothing",
    "EnableLogFileValidation": "cannot show that nobody changed it",
    "IsMultiRegionTrail": "sees one region only",
}


def find(template: Template) -> Iterator[Finding]:
    """A VPC without a trail, and trails that leave something out."""
    trails = list(template.of("AWS::CloudTrail::Trail"))
    for vpc, _ in template.of("AWS::EC2::VPC"):
        if not trails:
            yield Finding(
                "SEC460", "no trail records what is done here", fix="draw a CloudTrail trail", path=("Resources", vpc)
            )
    for name, properties in trails:
        for key, words in _WANTED.items():
            if properties.get(key) is not True:
                yield Finding("SEC460", f"the trail `{name}` {words}", fix=f"{key}=True", path=place(name))
