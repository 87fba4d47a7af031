"""CloudFormation's and IAM's limits, measured on the rendered document; a finding points at the author's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from generator.cloudformation.template.parameter import read_parameters
from generator.diagnostics import Finding, Span
from generator.synth.parts import Rendered
from generator.synth.policy_sizes import find_too_large
from generator.synth.template_files import TEMPLATE_BYTES

PARTS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
NAME_CHARACTERS = 255
VALUE_BYTES = 4_096
DESCRIPTION_BYTES = 1_024
PARAMETER_DESCRIPTION = 4_000


def check_limits(rendered: Sequence[Rendered]) -> list[Finding]:
    """Everything over a limit (TP310, TP312-TP321), and a parameter for the owner that is none (PD246).

    The 51,200 bytes of a template in the call itself do not matter: templates are always published through S3.
    """
    return [finding for product in rendered for check in _CHECKS for finding in check(product)]


def _check_size(rendered: Rendered) -> Iterator[Finding]:
    size, name = len(rendered.text.encode()), rendered.product.name
    span = Span(rendered.author)
    if size > TEMPLATE_BYTES:
        words = f"the template of `{name}` has {size:,} bytes; the limit is {TEMPLATE_BYTES:,}"
        yield Finding("TP310", words, span, fix="split the product in two, or move long texts into an asset")
    text = rendered.document.get("Description", "")
    if len(text.encode()) > DESCRIPTION_BYTES:
        words = f"the summary of `{name}` has {len(text.encode()):,} bytes; the limit is {DESCRIPTION_BYTES:,}"
        if rendered.source:
            words, span = words.replace("summary", "description"), Span(rendered.source)
        else:
            span = Span(f"{rendered.product.folder}/product.yaml")
        yield Finding("TP315", words, span, fix="shorten it")


def _check_owner(rendered: Rendered) -> Iterator[Finding]:
    """The parameter that `launch` is to answer exists."""
    name, asked = rendered.product.owner_parameter, list(rendered.document.get("Parameters", ()))
    if name is not None and name not in asked:
        near = get_close_matches(name, asked, 1) or asked[:1]
        fix = f"owner-parameter: {near[0]}" if near else "remove `owner-parameter`"
        words = f"`{rendered.product.name}` has no parameter `{name}` for the name of the launching person's session"
        yield Finding("PD246", words, Span(f"{rendered.product.folder}/product.yaml"), fix=fix)


def _check_counts(rendered: Rendered) -> Iterator[Finding]:
    for section, limit in PARTS.items():
        names = list(rendered.document.get(section, ()))
        if len(names) > limit:
            words = f"`{rendered.product.name}` has {len(names)} {section.lower()}; the limit is {limit}"
            span = rendered.sources.get((section, names[limit]))
            label = f"the first {section.lower()} over the limit"
            yield Finding("TP312", words, span, fix="split the product in two", label=label)


def _check_names(rendered: Rendered) -> Iterator[Finding]:
    for section in PARTS:
        for name in rendered.document.get(section, ()):
            if len(name) > NAME_CHARACTERS:
                words = f"`{name[:40]}…` has {len(name)} characters; the limit is {NAME_CHARACTERS}"
                yield Finding("TP313", words, rendered.sources.get((section, name)), fix="shorten the name")


def _check_parameters(rendered: Rendered) -> Iterator[Finding]:
    for name, parameter in read_parameters(rendered.document.get("Parameters", {})).items():
        span = rendered.sources.get(("Parameters", name))
        longest = max(len(value.encode()) for value in (parameter.default or "", *(parameter.allowed or ())))
        if longest > VALUE_BYTES:
            words = f"a value of parameter `{name}` has {longest:,} bytes; the limit is {VALUE_BYTES:,}"
            yield Finding("TP314", words, span, fix="shorten it, or keep the text in a mapping")
        if len(parameter.description) > PARAMETER_DESCRIPTION:
            words = f"the description of parameter `{name}` is over {PARAMETER_DESCRIPTION:,} characters"
            yield Finding("TP315", words, span, fix="shorten it")


def _check_policies(rendered: Rendered) -> Iterator[Finding]:
    for policy in find_too_large(rendered.document):
        yield Finding(
            policy.code,
            f"{policy.words} of `{policy.name}` would have up to {policy.size:,} characters;"
            f" the limit is {policy.limit:,}",
            rendered.sources.get(("Resources", policy.name)),
            fix=policy.fix,
        )


_CHECKS = (_check_size, _check_owner, _check_counts, _check_names, _check_parameters, _check_policies)
