"""SEC450: an operator or a global condition key that does not exist: IAM takes a misspelt key, and it never holds.

Source: IAM User Guide, "AWS global condition context keys" and "IAM JSON policy elements: Condition operators". Keys of
a service are compared with its actions by the condition linter.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from generator.diagnostics import Finding
from generator.iam.evaluate.operators import OPERATORS
from generator.verify.rules.template import Template

_NAMES = """
AssumedRoot CalledVia CalledViaFirst CalledViaLast ChatbotSourceArn CurrentTime Ec2InstanceSourcePrivateIPv4
Ec2InstanceSourceVpc EpochTime FederatedProvider MultiFactorAuthAge MultiFactorAuthPresent PrincipalAccount PrincipalArn
PrincipalIsAWSService PrincipalOrgID PrincipalOrgPaths PrincipalServiceName PrincipalServiceNamesList PrincipalType
RequestedRegion ResourceAccount ResourceOrgID ResourceOrgPaths SecureTransport SourceAccount SourceArn SourceIdentity
SourceIp SourceOrgID SourceOrgPaths SourceVpc SourceVpcArn SourceVpce TagKeys TokenIssueTime UserAgent ViaAWSService
VpcSourceIp VpceAccount VpceOrgID VpceOrgPaths referer userid username
"""
GLOBAL_KEYS = tuple(f"aws:{name}" for name in _NAMES.split())
_KNOWN = {key.lower(): key for key in GLOBAL_KEYS}
_TAGGED = ("aws:requesttag/", "aws:resourcetag/", "aws:principaltag/")
_SETS = ("foranyvalue", "forallvalues")


def find(template: Template) -> Iterator[Finding]:
    """Every operator and key that is none."""
    for policy in template.policies():
        for path, statement in policy.statements():
            where = f"`{statement.get('Sid', '(no Sid)')}`"
            for operator, tests in statement.get("Condition", {}).items():
                if not _is_operator(operator):
                    place, words = (*path, "Condition", operator), "which is no operator"
                    yield _unknown(place, f"{where} compares by `{operator}`, {words}", operator, ())
                for key in tests:
                    if not _is_key(key):
                        place, words = (*path, "Condition", operator, key), "which is no key of AWS"
                        yield _unknown(place, f"{where} tests `{key}`, {words}", key, GLOBAL_KEYS)


def _is_operator(operator: str) -> bool:
    before, _, name = operator.lower().rpartition(":")
    return (not before or before in _SETS) and (name == "null" or name.removesuffix("ifexists") in OPERATORS)


def _is_key(key: str) -> bool:
    low = key.lower()
    return not low.startswith("aws:") or low in _KNOWN or low.startswith(_TAGGED)


def _unknown(path: tuple[str, ...], message: str, word: str, known: tuple[str, ...]) -> Finding:
    near = get_close_matches(word, known, 1)
    return Finding("SEC450", message, fix=near[0] if near else "look it up in the IAM User Guide", path=path)
