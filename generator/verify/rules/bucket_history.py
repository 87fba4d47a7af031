"""SEC494: a bucket whose objects are overwritten or read without a trace, though its template keeps or logs others.

Whether data needs versions is the author's matter: a template that keeps them in one bucket and not in another has
rather forgotten it. The same holds for access logs. To switch versions off again is a finding in any case.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.diagnostics.finding import Severity
from generator.verify.rules.template import Template, place, references_of
from generator.verify.rules.values import values_at

_STATUS = "VersioningConfiguration.Status"


def find(template: Template) -> Iterator[Finding]:
    """Every bucket that lacks what the others have."""
    buckets = dict(template.of("AWS::S3::Bucket"))
    versions = {name: set(map(str, values_at(template, each, _STATUS))) for name, each in buckets.items()}
    kept = any("Enabled" in each for each in versions.values())
    for name, statuses in versions.items():
        if "Suspended" in statuses or (kept and statuses != {"Enabled"} and "Enabled" not in statuses):
            message = f"what is overwritten in `{name}` is lost: it keeps no versions"
            yield Finding(
                "SEC494",
                message,
                fix="VersioningConfiguration: { Status: Enabled }",
                path=place(name)[:2],
                severity=Severity.WARNING,
            )
    logged = {name for name, each in buckets.items() if "LoggingConfiguration" in each}
    targets = [each["LoggingConfiguration"].get("DestinationBucketName") for each in map(buckets.get, logged) if each]
    held = {name for target in targets for name in references_of(target)}
    for name in buckets if logged else ():
        if name not in logged | held and not _takes_logs(template, name):
            message = f"nobody learns who read `{name}`: it has no access log, and others of its template have"
            fix = f"LoggingConfiguration: {{ DestinationBucketName: …, LogFilePrefix: {name.lower()}/ }}"
            yield Finding("SEC494", message, fix=fix, path=place(name)[:2], severity=Severity.WARNING)


def _takes_logs(template: Template, bucket: str) -> bool:
    """Whether its policy lets S3 deliver logs; a bucket may be named by its text instead of by a reference."""
    for policy in template.policies():
        owner = template.resources[policy.path[1]].get("Properties", {})
        if bucket in references_of(owner.get("Bucket")) and "logging.s3.amazonaws.com" in str(policy.document):
            return True
    return False
