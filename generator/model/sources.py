"""Where code and packages come from: what an address of a Git repository is, and regions without a service for them.

One place, so that portfolio.yaml, the environment's parameters and the notebook's question agree. Source of the lists:
the CloudFormation registry schemas that cfn-lint carries; a test compares the two.
"""

from __future__ import annotations

import re

REPOSITORY = r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/-]+"
"""An address without credentials, and without what a shell or a template could take for its own."""
LONGEST = 255
"""Characters: it travels as a tag, whose value takes 256 (SageMaker API Reference, "Tag")."""
_CODECOMMIT = "git-codecommit."
OTHER_REPOSITORY = REPOSITORY.replace("//", f"//(?!{re.escape(_CODECOMMIT)})")
"""The same of another host than CodeCommit's, where nobody in an environment may reach any repository but its own."""
HTTPS = 443


def is_repository(text: str) -> bool:
    """Whether a text is the address of a Git repository, of whatever host."""
    return len(text) <= LONGEST and re.fullmatch(REPOSITORY, text) is not None


def host_of(repository: str) -> tuple[str, int]:
    """Host, in lower case, and port of an address."""
    host, _, port = repository.split("/")[2].lower().partition(":")
    return host, int(port or HTTPS)


def is_codecommit(repository: str) -> bool:
    """Whether an address is CodeCommit's."""
    return host_of(repository)[0].startswith(_CODECOMMIT)


WITHOUT_CODECOMMIT: tuple[str, ...] = (
    "af-south-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "mx-central-1",
)

WITHOUT_CODEARTIFACT: tuple[str, ...] = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-2",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "mx-central-1",
    "sa-east-1",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
)
