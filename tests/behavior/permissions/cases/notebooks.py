"""Who makes, changes and opens notebooks, and from where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.behavior.permissions.cases.case import (
    BAD_MACHINE,
    BAD_NETWORK,
    FOREIGN_KEY,
    IAM,
    MINE,
    NOTEBOOK,
    OWNED_BY,
    PROVISIONED_BY,
    SCIENTISTS,
    SM,
    Case,
    pair,
)
from tests.behavior.permissions.environment import ABSENT


def notebooks() -> Iterator[Case]:
    """Who makes, changes and opens notebooks."""
    changes = {
        **BAD_NETWORK,
        **BAD_MACHINE,
        "with internet access": {"sagemaker:DirectInternetAccess": "Enabled"},
        "with internet access left unsaid": {"sagemaker:DirectInternetAccess": ABSENT},
        "with root": {"sagemaker:RootAccess": "Enabled"},
        "with root left unsaid, which means on": {"sagemaker:RootAccess": ABSENT},
        "with the old metadata service": {"sagemaker:MinimumInstanceMetadataServiceVersion": "1"},
        "with the metadata service left unsaid": {"sagemaker:MinimumInstanceMetadataServiceVersion": ABSENT},
        "under another key": {"sagemaker:VolumeKmsKey": FOREIGN_KEY},
        "under another key by its new name": {"sagemaker:VolumeKmsKeyArn": FOREIGN_KEY},
        "for another project": {"aws:RequestTag/Project": "fraud"},
        "for no project": {"aws:RequestTag/Project": ABSENT},
        "under another project's name": {"resource": f"{SM}:notebook-instance/ds-fraud-dev-n"},
    }
    create = "sagemaker:CreateNotebookInstance"
    named = "the launch role makes a safe notebook"
    without = {"without a key": {"sagemaker:VolumeKmsKey": ABSENT}}
    yield from pair(named, "notebook-creation", create, MINE, NOTEBOOK, {**changes, **without})
    yield from pair(f"{named} by its own policies", "notebook-creation alone", create, MINE, NOTEBOOK, changes)
    yield from pair(
        "the launch role updates a notebook",
        "notebook-creation",
        "sagemaker:UpdateNotebookInstance",
        MINE,
        {"sagemaker:InstanceTypes": ["ml.m5.xlarge"]},
        {
            "turning root on": {"sagemaker:RootAccess": "Enabled"},
            "going back to the old metadata service": {"sagemaker:MinimumInstanceMetadataServiceVersion": "1"},
            "to a machine that is not listed": {"sagemaker:InstanceTypes": ["ml.p5.48xlarge"]},
            "of another project": {"resource": f"{SM}:notebook-instance/ds-fraud-dev-n"},
        },
    )
    for action in ("DeleteNotebookInstance", "StopNotebookInstance", "StartNotebookInstance", "AddTags", "DeleteTags"):
        yield Case(f"the launch role calls {action}", "notebook-creation", f"sagemaker:{action}", MINE, {}, True)
    yield from _opening()
    for subject in ("data-scientist", "notebook-execution", "training", "endpoint-hosting", "endpoint-invocation"):
        for action in (create, "sagemaker:UpdateNotebookInstance", "sagemaker:DeleteNotebookInstance"):
            yield Case(f"{subject} never calls {action}", subject, action, MINE, NOTEBOOK, False)
        for action in ("sagemaker:AddTags", "sagemaker:DeleteTags"):
            yield Case(f"{subject} never calls {action} on a notebook", subject, action, MINE, {}, False)
    yield from pair(
        "an idle notebook stops itself",
        "notebook-execution",
        "sagemaker:StopNotebookInstance",
        MINE,
        {},
        {
            "starting one": {"action": "sagemaker:StartNotebookInstance"},
            "presigning one": {"action": "sagemaker:CreatePresignedNotebookInstanceUrl"},
            "stopping another project's": {"resource": f"{SM}:notebook-instance/ds-fraud-dev-n"},
            "making an endpoint": {
                "action": "sagemaker:CreateEndpoint",
                "resource": f"{SM}:endpoint/ds-churn-dev-e1",
            },
        },
    )


def _opening() -> Iterator[Case]:
    presign = "sagemaker:CreatePresignedNotebookInstanceUrl"
    mine = {OWNED_BY: "dana"}
    others = {
        "another person's": {OWNED_BY: "eli"},
        "one that has no owner": {OWNED_BY: ABSENT},
        "one whose owner is left empty": {OWNED_BY: ""},
        "one that is everybody's": {OWNED_BY: "*"},
        "one that is anybody's of the same length": {OWNED_BY: "????"},
        "that of the end of her name": {OWNED_BY: "ana"},
        "in the session of one whose name ends with hers": {"aws:userid": "AROAEXAMPLE:joana-dana"},
        "as an IAM user of her name": {"aws:userid": "AIDAEXAMPLE"},
        "one that only AWS's tag says to be hers": {PROVISIONED_BY: f"{SCIENTISTS}/dana", OWNED_BY: ABSENT},
        "another project's": {"resource": f"{SM}:notebook-instance/ds-fraud-dev-n"},
    }
    verbs = [f"sagemaker:{verb}NotebookInstance" for verb in ("Start", "Stop", "Describe")]
    for action in (presign, *verbs, "sagemaker:ListTags"):
        named = f"a scientist calls {action} on her own notebook"
        yield from pair(named, "data-scientist", action, MINE, mine, others)
    yield from _people_of_every_mode(presign)
    yield from pair(
        "a scientist opens her own notebook by AWS's own tag",
        "data-scientist",
        presign,
        MINE,
        {PROVISIONED_BY: f"{SCIENTISTS}/dana", "aws:SourceIdentity": "dana"},
        {
            "another person's": {PROVISIONED_BY: f"{SCIENTISTS}/eli"},
            "that of the end of her name": {PROVISIONED_BY: f"{SCIENTISTS}/ana"},
            "one without the tag": {PROVISIONED_BY: ABSENT},
            "one that only an owner tag claims": {PROVISIONED_BY: ABSENT, OWNED_BY: "dana"},
            "in a session without an identity": {"aws:SourceIdentity": ABSENT},
            "in a session of somebody else's identity": {"aws:SourceIdentity": "eli"},
        },
        {"OwnerMode": "provisioning-principal"},
    )
    yield from _presigning(presign, mine)


def _people_of_every_mode(presign: str) -> Iterator[Case]:
    """`ana` is not `dana`, and neither is `Dana`, whichever way they signed in."""
    modes = {
        "mfa": {},
        "saml": {"TrustMode": "saml", "SamlProvider": f"{IAM}:saml-provider/company", "TrustedPrincipals": ""},
        "identity-center": {"TrustMode": "identity-center", "TrustedPrincipals": ""},
    }
    for mode, answers in modes.items():
        for owner, others in (("ana", ("dana", "Ana", "an")), ("ana@example.com", ("dana@example.com", "ana"))):
            yield from pair(
                f"{owner} opens her own notebook, signed in by {mode}",
                "data-scientist",
                presign,
                MINE,
                {"aws:userid": f"AROAEXAMPLE:{owner}", OWNED_BY: owner},
                {f"as {other}": {"aws:userid": f"AROAEXAMPLE:{other}"} for other in others},
                answers,
            )


def _presigning(presign: str, mine: Mapping[str, Any]) -> Iterator[Case]:
    endpoint = {"Presign": "endpoint"}
    for name in ("$Api", "$Notebook"):
        yield from pair(
            f"a notebook opens through our endpoint {name}",
            "data-scientist",
            presign,
            MINE,
            {**mine, "aws:SourceVpce": name},
            {
                "from the internet": {"aws:SourceVpce": ABSENT, "aws:SourceIp": "203.0.113.7"},
                "through a foreign endpoint": {"aws:SourceVpce": "vpce-foreign"},
            },
            endpoint,
        )
    by_block = {"Presign": "cidr", "PresignCidr": "203.0.113.0/24,10.2.0.0/16"}
    yield from pair(
        "a notebook opens from our public addresses",
        "data-scientist",
        presign,
        MINE,
        {**mine, "aws:SourceVpce": ABSENT, "aws:SourceIp": "203.0.113.7"},
        {"from other addresses": {"aws:SourceIp": "198.51.100.7"}, "from nowhere": {"aws:SourceIp": ABSENT}},
        by_block,
    )
    yield from pair(
        "a notebook opens from our private addresses",
        "data-scientist",
        presign,
        MINE,
        {**mine, "aws:SourceVpce": "$Api", "aws:VpcSourceIp": "10.2.1.7"},
        {
            "from other private addresses": {"aws:VpcSourceIp": "10.9.1.7"},
            "from the same address in another network": {"aws:SourceVpce": "vpce-foreign"},
        },
        by_block,
    )
