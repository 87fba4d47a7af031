"""What the base environment publishes, as dynamic references below `/ds/<environment>/`.

They are resolved with the launch role, so the person who launches needs no permission on the parameters; a template
parameter of an SSM type would ask the person for `ssm:GetParameters`.
"""

from __future__ import annotations

from troposphere import Sub


def value(name: str) -> Sub:
    """The parameter `name` of the chosen environment, such as `key/notebook`."""
    return Sub(f"{{{{resolve:ssm:/ds/${{Environment}}/{name}}}}}")


def physical_name() -> Sub:
    """`ds-<project>-<stage>-<NotebookName>`: the notebook's and its lifecycle configuration's name."""
    return Sub("{{resolve:ssm:/ds/${Environment}/prefix}}-${NotebookName}")
