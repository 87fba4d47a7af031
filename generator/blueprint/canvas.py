"""The canvas: a template in the making that remembers the file and line where each part was drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from troposphere import And, AWSHelperFn, AWSObject, Condition, Export, Output, Parameter, Ref, Template

from generator.blueprint.assets import build_asset
from generator.blueprint.drawing import Drawing, build_drawing
from generator.blueprint.parameters import ParameterPrompt
from generator.diagnostics import Finding, Problems, Span
from generator.diagnostics.authors import AuthorCall, find_author
from generator.model import Asset

Resource = TypeVar("Resource", bound=AWSObject)

CONTEXT = "com.aws.cloudformation.Context"
"""Where CloudFormation keeps the purpose of a template (`arch`) and of a resource (`why`), for people and tools.

Source: CloudFormation Template Reference, "Metadata attribute", "Context schema".
"""


class Canvas:
    """What a product's `build(canvas, product)` draws on.

    Every method that adds a part remembers its caller's line, and refuses a second part of the same name.
    """

    def __init__(self, root: Path, description: str) -> None:
        self._root = str(root)
        self._template = Template()
        self._template.set_version()
        self._template.set_description(description)
        self._sources: dict[tuple[str, str], Span] = {}
        self._groups: dict[str, list[str]] = {}
        self._labels: dict[str, str] = {}
        self._metadata: dict[str, Any] = {}
        self._condition: str | None = None
        self._reason: str | None = None
        self._assets: dict[str, Asset] = {}
        self._relative: dict[str, str] = {}

    def parameter(self, prompt: ParameterPrompt) -> Ref:
        """Ask a person a question; returns a reference to the answer."""
        self._remember("Parameters", prompt.name)
        given = {
            "Default": prompt.default,
            "AllowedValues": list(prompt.allowed) or None,
            "AllowedPattern": prompt.pattern,
            "MinLength": prompt.min_length,
            "MaxLength": prompt.max_length,
            "MinValue": prompt.minimum,
            "MaxValue": prompt.maximum,
            "NoEcho": True if prompt.secret else None,
        }
        self._template.add_parameter(
            Parameter(
                prompt.name,
                Type=prompt.type,
                Description=prompt.description,
                ConstraintDescription=prompt.otherwise,
                **{key: value for key, value in given.items() if value is not None},
            )
        )
        self._groups.setdefault(prompt.group, []).append(prompt.name)
        self._labels[prompt.name] = prompt.label
        return Ref(prompt.name)

    def mapping(self, name: str, values: Mapping[str, Mapping[str, Any]]) -> str:
        """A two-level table; returns its name, for `FindInMap`."""
        self._remember("Mappings", name)
        self._template.add_mapping(name, {key: dict(row) for key, row in values.items()})
        return name

    def condition(self, name: str, when: AWSHelperFn) -> str:
        """A named condition; returns its name, for `If`, `Condition=` and `optional`."""
        self._remember("Conditions", name)
        self._template.add_condition(name, when)
        return name

    def rule(self, name: str, assertions: Mapping[str, Any], when: Any = None) -> None:
        """Refuse answers that cannot work together: each sentence in `assertions` is shown where its test fails."""
        self._remember("Rules", name)
        rule: dict[str, Any] = {} if when is None else {"RuleCondition": when}
        rule["Assertions"] = [{"Assert": test, "AssertDescription": words} for words, test in assertions.items()]
        self._template.add_rule(name, rule)

    def add(self, resource: Resource, why: str | None = None) -> Resource:
        """Draw a resource; inside `optional(condition)` it is made only where the condition holds.

        `why` says what it is for; otherwise the words of the innermost `reason` do.
        """
        self._remember("Resources", resource.title)
        if self._condition is not None and "Condition" not in resource.resource:
            resource.Condition = self._condition
        if purpose := why or self._reason:
            resource.resource.setdefault("Metadata", {})[CONTEXT] = {"why": purpose}
        self._template.add_resource(resource)
        return resource

    @contextmanager
    def optional(self, condition: str | None) -> Iterator[None]:
        """Everything drawn inside is made only where `condition` holds (None: always)."""
        before, self._condition = self._condition, condition
        try:
            yield
        finally:
            self._condition = before

    @contextmanager
    def reason(self, why: str) -> Iterator[None]:
        """Everything drawn inside is there for this, where it does not say better itself."""
        before, self._reason = self._reason, why
        try:
            yield
        finally:
            self._reason = before

    def architecture(self, words: str) -> None:
        """How the parts of the template work together, in a sentence or two, for its own metadata."""
        self.metadata(CONTEXT, {"arch": words})

    def narrow(self, kinds: Collection[str], condition: str) -> None:
        """Make everything of these types that was drawn so far only where `condition` holds, besides its own."""
        for resource in self._template.resources.values():
            body = resource.resource
            if body["Type"] not in kinds:
                continue
            own = body.get("Condition")
            both = f"{own}And{condition}" if own else condition
            if own and both not in self._template.conditions:
                self.condition(both, And(Condition(own), Condition(condition)))
            resource.Condition = both

    def output(self, name: str, value: Any, description: str, *, export: Any = None, when: str | None = None) -> None:
        """Something that the person who launched it, or another stack, needs to know."""
        self._remember("Outputs", name)
        output = Output(name, Value=value, Description=description)
        if export is not None:
            output.Export = Export(export)
        if condition := when or self._condition:
            output.Condition = condition
        self._template.add_output(output)

    def metadata(self, key: str, value: Any) -> None:
        """A top-level metadata entry."""
        self._metadata[key] = value

    def asset(self, name: str, folder: str | Path) -> str:
        """Pack a folder, absolute or relative to the project, to travel with the template; returns its digest.

        It is uploaded as `assets/<digest>.zip`: give that to the template as the default of a parameter.
        """
        self._remember("Assets", name)
        asset = build_asset(name, Path(self._root, folder), self._sources["Assets", name])
        self._assets[name] = asset
        return str(asset.digest)

    def finish(self) -> Drawing:
        """The document, with the launch page's groups and labels, and the source of every part."""
        if self._groups:
            self._metadata["AWS::CloudFormation::Interface"] = {
                "ParameterGroups": [
                    {"Label": {"default": group}, "Parameters": names} for group, names in self._groups.items()
                ],
                "ParameterLabels": {name: {"default": label} for name, label in self._labels.items()},
            }
        return build_drawing(self._template, self._metadata, self._sources, self._assets.values(), self._place)

    def _remember(self, section: str, name: str) -> None:
        author = find_author()
        span = Span(self._within(author.file), author.line)
        earlier = self._sources.get((section, name))
        if earlier is not None:
            raise Problems(
                [
                    Finding(
                        "TP301",
                        f"`{name}` is drawn twice in {section}: first at {earlier.path}:{earlier.line}",
                        span,
                        fix="give one of the two another name",
                    )
                ]
            )
        self._sources[section, name] = span

    def _place(self, call: AuthorCall) -> Span:
        return Span(self._within(call.file), call.line, *call.columns())

    def _within(self, filename: str) -> str:
        known = self._relative.get(filename)
        if known is None:
            path = Path(filename)
            known = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name
            self._relative[filename] = known
        return known
