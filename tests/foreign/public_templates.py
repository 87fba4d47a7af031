"""Public templates against the embedded AWS, counted: `python -m tests.foreign.public_templates FOLDER …`.

A maintainer's command, no test: each FOLDER is a copy of a repository of templates, of which nothing is kept here. Each
template is validated, made into a stack, compared with what it asks for, and deleted. It prints a row of
docs/foreign-clients.md for each folder, what is missing most often, and every template that ends wrongly.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from botocore.exceptions import ClientError

from embedded_aws import embedded
from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.embedded import REGION, Embedded
from generator.cloudformation.registry.custom import is_custom
from tests.embedded_aws.cloudformation.stacks import Stacks, pairs
from tests.foreign.public.left_over import left_over, sizes
from tests.foreign.public.loose import read_loosely
from tests.foreign.public.parameter_values import World, fill, populate
from tests.foreign.public.refusals import reason_for
from tests.foreign.public.unread import Unread, watched
from tests.waiting import wait_until

DEPLOYED, VALIDATED, BY_NAME = "deployed", "validated", "refused by name"
AS_AWS, WRONG = "refused as AWS would", "wrong"
KINDS = (DEPLOYED, VALIDATED, BY_NAME, AS_AWS, WRONG)
NAMED = "part of the embedded AWS"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
ENDINGS = (".yaml", ".yml", ".json", ".template")
HANDLE = "AWS::CloudFormation::WaitConditionHandle"
INSTANCE = "AWS::EC2::Instance"
KEY = "public-templates"


@dataclass
class Outcome:
    """How one template ended: its class and the words behind it."""

    kind: str
    words: str = ""
    missing: tuple[str, ...] = field(default=())


def main(*folders: str) -> int:
    """Run the templates of each folder; 1 where one ends wrongly."""
    wrong, missing = 0, Counter[str]()
    print(f"| repository | templates | {' | '.join(KINDS)} |", flush=True)
    for folder in map(Path, folders):
        outcomes = validate(find_templates(folder))
        kinds = Counter[str]()
        for path, refusal in outcomes.items():
            outcome = refusal or run(path, folder)
            kinds[outcome.kind] += 1
            missing.update(set(outcome.missing))
            print(f"  {outcome.kind}: {path.relative_to(folder)}: {outcome.words}", file=sys.stderr, flush=True)
        print(f"| {folder.name} | {kinds.total()} | {' | '.join(str(kinds[kind]) for kind in KINDS)} |", flush=True)
        wrong += kinds[WRONG]
    for name, count in missing.most_common():
        print(f"{count:5} {name}")
    return int(wrong > 0)


def find_templates(folder: Path) -> Iterator[Path]:
    """The files that look like templates, in order of their paths."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS and path.is_file()):
        if isinstance(read_loosely(path.read_text("utf-8")).get("Resources"), dict):
            yield path


def validate(paths: Iterable[Path]) -> dict[Path, Outcome | None]:
    """What ValidateTemplate says of each template, all in one embedded AWS; None where it takes it."""
    outcomes: dict[Path, Outcome | None] = {}
    with embedded(log=lambda _: None) as aws:
        for path in paths:
            text = path.read_text("utf-8")
            try:
                aws.client("cloudformation").validate_template(TemplateURL=store(aws, text))
                outcomes[path] = None
            except ClientError as error:
                outcomes[path] = refused(error, BY_NAME, text)
    return outcomes


def store(aws: Embedded, text: str) -> str:
    """The URL of a template in a bucket, where it may be as long as it likes."""
    s3 = aws.client("s3")
    if not s3.list_buckets()["Buckets"]:
        s3.create_bucket(Bucket=KEY, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=KEY, Key=KEY, Body=text.encode())
    return f"{aws.endpoint}/{KEY}/{KEY}"


def share(aws: Embedded, folder: Path) -> None:
    """Put the templates of a folder into the bucket, under their paths."""
    for path in folder.rglob("*"):
        if path.suffix in ENDINGS and path.is_file():
            aws.client("s3").put_object(Bucket=KEY, Key=str(path.relative_to(folder)), Body=path.read_bytes())


def run(path: Path, folder: Path) -> Outcome:
    """How a stack of a template ends in an embedded AWS of its own, which has its folder where it asks for a URL."""
    text = path.read_text("utf-8")
    with embedded(log=lambda _: None) as aws:
        url = store(aws, text)
        if re.search(r"url", " ".join(read_loosely(text).get("Parameters") or ()), re.IGNORECASE):
            share(aws, folder)
        try:
            return deploy(aws, populate(aws), url, text)
        except ClientError as error:
            return refused(error, VALIDATED, text)
        except AssertionError as error:
            return Outcome(WRONG, str(error))


def refused(error: ClientError, named: str, text: str) -> Outcome:
    """What a refusal is, by its words."""
    words, status = error.response["Error"].get("Message", ""), error.response["ResponseMetadata"]["HTTPStatusCode"]
    if NAMED in words and status < 500:
        return Outcome(named, words, (*missing_types(text), *missing_parts(words)))
    if status < 500 and (reason := reason_for(words)):
        return Outcome(AS_AWS, f"{words} [{reason}]")
    return Outcome(WRONG, f"{status} {words}")


def missing_types(text: str) -> Iterator[str]:
    """The types of a template that have no provider."""
    for one in read_loosely(text)["Resources"].values():
        kind = one.get("Type") if isinstance(one, dict) else None
        if isinstance(kind, str) and kind not in PROVIDERS:
            yield "Custom::" if is_custom(kind) else kind


def missing_parts(words: str) -> Iterator[str]:
    """What a refusal names besides types, without the names of the template itself."""
    for part in words.split(" (")[:1] if not words.startswith("Property ") else words.split(", "):
        if not part.startswith("Resource type "):
            yield part.split(" (")[0].split(" is not part")[0]


def deploy(aws: Embedded, world: World, url: str, text: str) -> Outcome:
    """How a stack of the template ends; raises ClientError where it is refused."""
    stacks, before, unread = Stacks(aws.client("cloudformation")), sizes(aws), Unread()
    given = fill(aws, world, read_loosely(text))
    with watched(unread):
        stacks.client.create_stack(
            StackName="public", TemplateURL=url, Parameters=pairs(given), Capabilities=CAPABILITIES
        )
        answer_for_machines(stacks)
        status = stacks.settle("public")
    if status != "CREATE_COMPLETE":
        return failed(stacks)
    drifted = drifts(stacks)
    ended = stacks.delete("public")
    aws.client("ec2").describe_tags()
    if ended != "DELETE_COMPLETE":
        return Outcome(WRONG, f"{ended}: {[row for row in stacks.events(stack_id(stacks)) if 'FAILED' in row[1]]}")
    faults = [*drifted, *unread.paths(), *([] if keeps(stacks) else left_over(before, sizes(aws), aws))]
    return Outcome(WRONG, "; ".join(faults)) if faults else Outcome(DEPLOYED)


def answer_for_machines(stacks: Stacks) -> None:
    """Say success to each wait condition and instance that waits for it: nothing runs in an instance here."""

    def ended() -> bool:
        status = stacks.view("public")["StackStatus"]
        for row in stacks.client.describe_stack_resources(StackName="public")["StackResources"]:
            if row["ResourceType"] == HANDLE and row.get("PhysicalResourceId"):
                said = {"Status": "SUCCESS", "UniqueId": uuid4().hex, "Data": "done", "Reason": "done"}
                request = Request(row["PhysicalResourceId"], json.dumps(said).encode(), method="PUT")
                urlopen(request, timeout=10).close()
            if row["ResourceType"] == INSTANCE and row["ResourceStatus"] == "CREATE_IN_PROGRESS":
                signal(stacks, row["LogicalResourceId"])
        return not status.endswith("_IN_PROGRESS")

    if {HANDLE, INSTANCE} & {*stacks.client.get_template_summary(StackName="public")["ResourceTypes"]}:
        wait_until(ended, "the end of a stack that waits")


def signal(stacks: Stacks, name: str) -> None:
    """Say success to an instance, where it waits for it."""
    with suppress(ClientError):
        stacks.client.signal_resource(
            StackName="public", LogicalResourceId=name, UniqueId=uuid4().hex, Status="SUCCESS"
        )


def failed(stacks: Stacks) -> Outcome:
    """What a stack is that was rolled back, by the words of what failed first."""
    reasons = [why for _, status, why in stacks.events("public") if status == "CREATE_FAILED"]
    words = next((why for why in reasons if why != "Resource creation cancelled"), "no reason")
    if NAMED in words and "Invalid templateBody" in words:
        # What a product's own template asks for is known when the product is made.
        return Outcome(VALIDATED, words, tuple(missing_parts(words)))
    if (reason := reason_for(words)) is not None:
        return Outcome(AS_AWS, f"{words} [{reason}]")
    return Outcome(WRONG, f"rolled back: {words}")


def drifts(stacks: Stacks) -> list[str]:
    """What of a new stack is not as its template says."""
    stacks.client.detect_stack_drift(StackName="public")
    rows = stacks.client.describe_stack_resource_drifts(StackName="public")["StackResourceDrifts"]
    return [f"drift of {row['LogicalResourceId']}: {row['PropertyDifferences']}" for row in rows if differs(row)]


def differs(row: Mapping[str, Any]) -> bool:
    """Whether a row of drifts says so."""
    return row["StackResourceDriftStatus"] not in ("IN_SYNC", "NOT_CHECKED")


def stack_id(stacks: Stacks) -> str:
    """The id of the stack that was deleted last."""
    found = stacks.client.list_stacks()["StackSummaries"]
    return str(next(one["StackId"] for one in found if one["StackName"] == "public"))


def keeps(stacks: Stacks) -> bool:
    """Whether a deletion policy has kept something."""
    return any(status == "DELETE_SKIPPED" for _, status, _ in stacks.events(stack_id(stacks)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
