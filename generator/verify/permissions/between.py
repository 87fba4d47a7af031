"""Who can do more or less by one release than by another, in sentences; computed once for the two."""

from __future__ import annotations

from pathlib import Path

from generator.cloudformation.errors import TemplateError
from generator.diagnostics import Problems
from generator.model import Release
from generator.synth.cache import digest_code, digest_files, digest_words, read_record, write_record
from generator.verify.permissions import FOLDER

UNKNOWN = "who can do more or less is not known: "


def find_between(root: Path, old: Release, new: Release) -> tuple[str, ...]:
    """A sentence for each difference, or the one that says why it is not known; nothing where nobody can."""
    record = root / FOLDER / f"{new.product}-{old.version}-{new.version}.json"
    code = digest_code("iam", "cloudformation", "verify/permissions", "manifest", "synth")
    scenarios = digest_files(root, [root / "products" / new.product / "scenarios.yaml"])
    key = digest_words(code, scenarios, *(f"{each.digest.hex} {each.launch_role}" for each in (old, new)))
    known = read_record(record, key, lambda kept: tuple(map(str, kept["sentences"])))
    if known is None:
        known = _compute(root, old, new)
        write_record(record, key, {"sentences": list(known)})
    return known


def _compute(root: Path, old: Release, new: Release) -> tuple[str, ...]:
    from generator.iam.permissions.sentences import render_difference, shown
    from generator.verify.permissions.snapshots import compare_subjects
    from generator.verify.permissions.subjects import released_subject

    try:
        differences = compare_subjects(released_subject(root, old), released_subject(root, new))
    except Problems as problems:
        return tuple(f"{UNKNOWN}{each.message}" for each in problems.findings)
    except TemplateError as error:
        return (f"{UNKNOWN}{error}",)
    return tuple(render_difference(each, lambda source: None) for each in shown(differences))
