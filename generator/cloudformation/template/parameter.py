"""One parameter: what its template declares and its portfolio narrows, and every question about its values.

`violated` is the only place that compares a value with the constraints; CloudFormation's sentences, the plain words of
the command line and the lists of choices follow from it. Source: the page "Parameters" of the CloudFormation user
guide: AllowedValues and AllowedPattern hold for every item of a list, and a Number is an integer or a float.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.model.allowed_values import AllowedValues, is_run, list_values

STORED = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
LIST = re.compile(r"List<(.+)>")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_UNREADABLE = "pattern"
"""A pattern that Python cannot read: CloudFormation's are Java's."""


def plain_text(value: Any) -> str:
    """A scalar as CloudFormation writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a template.

    `constraints` are texts under CloudFormation's names (AllowedPattern, MinLength, …, ConstraintDescription).
    `allowed` is AllowedValues, and `narrowed` what the template constraints of a portfolio leave.
    """

    name: str
    type: str = "String"
    default: str | None = None
    description: str = ""
    allowed: tuple[str, ...] | None = None
    constraints: Mapping[str, str] = field(default_factory=dict)
    no_echo: bool = False
    narrowed: AllowedValues | None = None

    @classmethod
    def declared(cls, name: str, declaration: Mapping[str, Any]) -> Parameter:
        """The parameter that an entry of a template's Parameters section declares."""
        return cls(
            name,
            str(declaration.get("Type", "String")),
            plain_text(declaration["Default"]) if "Default" in declaration else None,
            str(declaration.get("Description", "")),
            tuple(map(plain_text, declaration["AllowedValues"])) if "AllowedValues" in declaration else None,
            {key: plain_text(declaration[key]) for key in CONSTRAINTS if key in declaration},
            plain_text(declaration.get("NoEcho", False)) == "true",
        )

    @classmethod
    def described(cls, row: Mapping[str, Any]) -> Parameter:
        """The parameter that a row of Service Catalog's DescribeProvisioningParameters describes."""
        given = {"Type": "ParameterType", "Default": "DefaultValue", "Description": "Description", "NoEcho": "IsNoEcho"}
        limits = {key: value for key, value in row.get("ParameterConstraints", {}).items() if value}
        return cls.declared(
            row["ParameterKey"], limits | {key: row[name] for key, name in given.items() if name in row}
        )

    def narrow(self, left: AllowedValues | None) -> Parameter:
        """The parameter under the rules of a portfolio; None where these do not limit it."""
        return replace(self, narrowed=left)

    @property
    def is_list(self) -> bool:
        """Whether a value is a comma-separated list. A list in the Parameter Store is named by a single value."""
        return self.type == "CommaDelimitedList" or LIST.fullmatch(self.type) is not None

    @property
    def item_type(self) -> str:
        """The type of one item; for what is no list, the type itself."""
        listed = LIST.fullmatch(self.type)
        return listed.group(1) if listed else self.type

    @property
    def stored(self) -> Parameter | None:
        """For a type of the Parameter Store, what the stored value must be."""
        match = STORED.fullmatch(self.type)
        return Parameter(self.name, match.group(1)) if match else None

    def items(self, text: str) -> list[str]:
        """The items of a value; one where it is no list."""
        return [item.strip() for item in text.split(",")] if self.is_list else [text]

    @property
    def pinned(self) -> str | None:
        """The value that the portfolio sets, or the only one that it leaves of what is no list."""
        if self.narrowed is None or not self.narrowed.texts:
            return None
        only = not self.is_list and len(self.choices) == len(self.narrowed.texts) == 1
        return self.narrowed.texts[0] if self.narrowed.pinned or only else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The values (of a list: the items) that product and portfolio both allow, in the product's order where there
        is one; empty where any value within the bounds will do."""
        if self.narrowed is None:
            return self.allowed or ()
        left = self.narrowed.texts
        ordered = left if self.allowed is None else (value for value in self.allowed if value in left)
        return tuple(value for value in ordered if self.accepts(value))

    @property
    def minimum(self) -> int | float | None:
        """MinValue."""
        return _number(self.constraints.get("MinValue"))

    @property
    def maximum(self) -> int | float | None:
        """MaxValue."""
        return _number(self.constraints.get("MaxValue"))

    @property
    def example(self) -> str | None:
        """A value to begin with: the one that is set, the first choice, the default."""
        return next((value for value in (self.pinned, *self.choices, self.default) if value), None)

    @property
    def limits(self) -> str:
        """What may be chosen: `one of a, b`, `5 to 100`, `at least 5`; empty where nothing limits it."""
        if not self.choices:
            return self.bounds
        return list_values(self.choices) if is_run(self.choices) else f"one of {list_values(self.choices)}"

    @property
    def bounds(self) -> str:
        """The smallest and the largest number: `5 to 100`, `at least 5`, `at most 100`, or empty."""
        if self.minimum is None:
            return "" if self.maximum is None else f"at most {self.maximum}"
        return f"at least {self.minimum}" if self.maximum is None else f"{self.minimum} to {self.maximum}"

    def violated(self, text: str) -> str | None:
        """The first constraint that a value does not satisfy, `Type` where it is no number; None where all are met."""
        items = self.items(text)
        if self.allowed is not None and not all(item in self.allowed for item in items):
            return "AllowedValues"
        for key, fits in _FITS.items():
            if key in self.constraints or (key == "Type" and self.item_type == "Number"):
                try:
                    if not all(fits(self.constraints.get(key, ""), item) for item in items):
                        return key
                except re.error:
                    return _UNREADABLE
                except ValueError:
                    return "Type"
        return None

    def accepts(self, text: str) -> bool:
        """Whether the template allows a value; a pattern that cannot be read is left to CloudFormation."""
        return self.violated(text) in (None, _UNREADABLE)

    def refusal(self, text: str) -> str | None:
        """CloudFormation's sentence about a value that the template does not allow; None where it does."""
        key = self.violated(text)
        if key is None:
            return None
        described = self.constraints.get("ConstraintDescription")
        if described and key not in ("Type", _UNREADABLE):
            return f"Parameter {self.name} failed to satisfy constraint: {described}"
        return _SENTENCES[key].format(name=self.name, bound=self.constraints.get(key, ""))

    def problem(self, text: str) -> str | None:
        """In plain words, why the portfolio or the product would refuse a value; None where both take it."""
        if self.pinned is not None:
            if text != self.pinned:
                return f"this portfolio holds it to {self.pinned}"
        elif self.narrowed is not None and not all(item in self.choices for item in self.items(text)):
            return f"this portfolio allows {list_values(self.choices) or 'nothing'}"
        key = self.violated(text)
        if key in (None, _UNREADABLE):
            return None
        return self._requirement(str(key))

    def _requirement(self, key: str) -> str:
        bound = self.constraints.get(key, "")
        match key:
            case "AllowedValues":
                return f"it is one of {', '.join(self.allowed or ())}"
            case "AllowedPattern" | "MinLength" | "MaxLength":
                return self.constraints.get("ConstraintDescription") or _WORDS[key].format(bound=bound)
        if self.minimum is None and self.maximum is None:
            return "it is a number"
        low, high = ("any" if bound is None else bound for bound in (self.minimum, self.maximum))
        kind = "number" if isinstance(low, float) or isinstance(high, float) else "whole number"
        return f"it is a {kind} from {low} to {high}"


def read_parameters(section: Mapping[str, Mapping[str, Any]]) -> dict[str, Parameter]:
    """The parameters of a template's Parameters section, by name."""
    return {name: Parameter.declared(name, declaration) for name, declaration in section.items()}


def is_number(text: str) -> bool:
    """Whether a text is an integer or a float."""
    return _NUMBER.fullmatch(text) is not None


def _number(text: str | None) -> int | float | None:
    if text is None or not is_number(text):
        return None
    return int(text) if re.fullmatch(r"[+-]?\d+", text, re.ASCII) else float(text)


def _float(text: str) -> float:
    if not is_number(text):
        raise ValueError(text)
    return float(text)


_FITS: Mapping[str, Callable[[str, str], bool]] = {
    "AllowedPattern": lambda bound, text: re.fullmatch(bound, text) is not None,
    "MinLength": lambda bound, text: len(text) >= int(bound),
    "MaxLength": lambda bound, text: len(text) <= int(bound),
    "MinValue": lambda bound, text: _float(text) >= _float(bound),
    "MaxValue": lambda bound, text: _float(text) <= _float(bound),
    "Type": lambda _, text: is_number(text),
}
"""Whether an item satisfies a bound; ValueError where one of the two is no number."""

CONSTRAINTS = (*(key for key in _FITS if key != "Type"), "ConstraintDescription")

_SENTENCES: Mapping[str, str] = {
    "AllowedValues": "Parameter '{name}' must be one of AllowedValues",
    "AllowedPattern": "Parameter '{name}' must match pattern {bound}",
    "MinLength": "Parameter '{name}' must contain at least {bound} characters",
    "MaxLength": "Parameter '{name}' must contain at most {bound} characters",
    "MinValue": "Parameter '{name}' must be a number not less than {bound}",
    "MaxValue": "Parameter '{name}' must be a number not greater than {bound}",
    "Type": "Parameter '{name}' must be a number.",
    _UNREADABLE: "Template error: AllowedPattern of parameter {name} is not a regular expression",
}
_WORDS: Mapping[str, str] = {
    "AllowedPattern": "it must match {bound}",
    "MinLength": "it has at least {bound} characters",
    "MaxLength": "it has at most {bound} characters",
}

__all__ = ["Parameter", "is_number", "plain_text", "read_parameters"]
