"""deployment.yaml against the template beside it: a deployment asks for what is there, and leaves nothing open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Finding
from generator.manifest.deployments import find_span, load_base
from generator.manifest.suggestions import suggest
from generator.model.declaration import Base
from generator.synth import Rendered
from generator.verify.launch_roles import find_local_name


def check_declaration(root: Path, rendered: Rendered) -> Iterator[Finding]:
    """PD284 for each parameter or role that the template lacks, and for each parameter that would have no answer."""
    base = load_base(root, (rendered.product.name,))
    yield from _parameters(root, base, rendered)
    yield from _roles(root, base, rendered)


def _parameters(root: Path, base: Base, rendered: Rendered) -> Iterator[Finding]:
    asked = rendered.document.get("Parameters") or {}
    answered = {each.parameter for each in base.questions}
    for name in sorted(answered - set(asked)):
        fix = suggest(name, asked) or f"remove `{name}`, unless an older version on offer has it"
        # A parameter that only a released version has is declared as well: it is no mistake as long as one is there.
        if not _is_released(root, base.product, name):
            span = find_span(root, base.product, "parameters", name)
            yield Finding("PD284", f"no template of `{base.product}` has the parameter `{name}`", span, fix)
    for name in sorted(set(asked) - answered):
        if "Default" not in asked[name]:
            span = find_span(root, base.product, "parameters")
            what = f"`{name}` of `{base.product}` has no default, and nothing answers it"
            yield Finding("PD284", what, span, f"{name}: FIELD, or a default in the template")


def _is_released(root: Path, product: str, parameter: str) -> bool:
    """Whether a frozen template has a parameter of this name."""
    found = (file.read_text(encoding="utf-8", errors="replace") for file in (root / "dist" / product).glob("*/*.yaml"))
    return any(f"\n  {parameter}:\n" in text for text in found)


def _roles(root: Path, base: Base, rendered: Rendered) -> Iterator[Finding]:
    resources = rendered.document["Resources"].values()
    roles = [body.get("Properties", {}) for body in resources if body["Type"] == "AWS::IAM::Role"]
    made = [name for each in roles if (name := find_local_name(each.get("RoleName"))) is not None]
    for index, name in enumerate(base.roles):
        if name not in made:
            span = find_span(root, base.product, "roles", index)
            what = f"`{base.product}` makes no role `{name}`"
            yield Finding("PD284", what, span, suggest(name, made) or f"one of {', '.join(made) or 'none'}")
