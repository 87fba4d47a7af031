"""Amazon's SDK for JavaScript, version 3: objects and links, a stack and its end, and a data scientist's launch."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded_aws import ACCOUNT
from tests.behavior.deployed.site import CHURN, Site
from tests.e2e.world import run_command
from tests.foreign.environments import HERE, node, node_modules_of
from tests.foreign.person import variables_of

pytestmark = pytest.mark.slow
NAME = "javascript"
S3 = """\
before: NotFound 404
twice: BucketAlreadyOwnedByYou 409
got: text/csv true
no key: NoSuchKey 404
no bucket: NoSuchBucket 404
put by a link: 200
got by a link: 200 by a link
another's link: 403 SignatureDoesNotMatch
a late link: 403 Request has expired
listed: a folder/träin+1.csv | linked
after: NotFound 404
"""
ADMINISTRATOR = f"""\
caller: arn:aws:iam::{ACCOUNT}:user/admin
made: SUCCESS /javascripts/one
again: AlreadyExistsException: Stack [javascripts] already exists
the same: ValidationError: No updates are to be performed.
not offered: ValidationError: Resource type AWS::RDS::DBInstance is not part of the embedded AWS
no template: ValidationError: Template format error: YAML not well-formed. (line 2, column 1)
events: 5
gone: SUCCESS
unknown: ValidationError: Stack with id javascripts does not exist
portfolio: By JavaScript true
no portfolio: ResourceNotFoundException: Portfolio ID not found.
"""
SCIENTIST = """\
no second factor: AccessDenied
offered: Notebook churn-dev
launched: SUCCEEDED
again: InvalidParametersException
notebook: ds-churn-dev-script Disabled Disabled
another environment's: AccessDeniedException
listed: 4
stopped: SUCCESS
terminated: SUCCEEDED
"""


def ran(site: Site, folder: Path, script: str, *words: str, user: str = "admin") -> str:
    """What a script printed, as a user, beside the packages that it imports."""
    (folder / "node_modules").symlink_to(node_modules_of(NAME))
    copy = folder / script
    copy.write_bytes((HERE / NAME / script).read_bytes())
    return run_command([str(node()), str(copy), *words], folder, variables_of(site.aws, user)).ended(0).out


def test_objects_links_and_errors(site: Site, tmp_path: Path) -> None:
    assert ran(site, tmp_path, "s3.mjs") == S3


def test_an_administrators_stack_and_portfolio(site: Site, tmp_path: Path) -> None:
    assert ran(site, tmp_path, "administrator.mjs") == ADMINISTRATOR


def test_a_data_scientist_launches_and_ends_a_notebook(site: Site, tmp_path: Path) -> None:
    role, factor = site.values(CHURN)["role/data-scientist"], f"arn:aws:iam::{ACCOUNT}:mfa/dana"
    assert ran(site, tmp_path, "scientist.mjs", role, factor, user="dana") == SCIENTIST
