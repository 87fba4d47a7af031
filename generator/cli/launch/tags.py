"""Tags of a launch: a person's words, each checked against the tag options of product and portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.diagnostics import Finding, Problems


def choose_tags(options: Mapping[str, Sequence[str]], words: Sequence[str]) -> dict[str, str]:
    """`Key=Value` words → tags; raises Problems for what Service Catalog would refuse.

    A tag option with one value is set by Service Catalog itself; of several, somebody has to choose.
    """
    findings = [
        Finding("AWS716", f"`{word}` is not of the form Key=Value", fix="--tag CostCenter=1001")
        for word in words
        if not word.partition("=")[0] or "=" not in word
    ]
    if findings:
        raise Problems(findings)
    given = dict(word.split("=", 1) for word in words)
    if findings := list(_check(options, given)):
        raise Problems(findings)
    return given


def _check(options: Mapping[str, Sequence[str]], given: Mapping[str, str]) -> Iterator[Finding]:
    for key, values in options.items():
        choice = f"one of {', '.join(values)}" if values[1:] else "".join(values)
        if key not in given and values[1:]:
            yield Finding("AWS718", f"the tag `{key}` needs a value: {choice}", fix=f"--tag {key}={values[0]}")
        elif key in given and values and given[key] not in values:
            what = f"the tag `{key}` cannot be `{given[key]}`: it is {choice}"
            yield Finding("AWS719", what, fix=f"--tag {key}={values[0]}")
