"""The tags that everything of an environment has."""

from __future__ import annotations

from troposphere import Ref, Tags

from products.environment.names import named

MANAGED_BY = "data-science-catalog"


def tags(name: str | None = None) -> Tags:
    """Project, Stage and ManagedBy; with `name` also a Name of `ds-<project>-<stage>-<name>` for the console."""
    ours = Tags(Project=Ref("Project"), Stage=Ref("Stage"), ManagedBy=MANAGED_BY)
    return Tags(Name=named(name)) + ours if name else ours


def tag_map() -> dict[str, object]:
    """The same for resource types that take a map."""
    return {"Project": Ref("Project"), "Stage": Ref("Stage"), "ManagedBy": MANAGED_BY}
