"""The story of the demo, chapter by chapter; every line is a command that a person could have typed."""

from __future__ import annotations

import json

from generator.cli.local.own_product import launch_product, publish_product, write_product
from generator.cli.local.sandbox import DemoSandbox

ENVIRONMENT = "churn-dev"
ROLE = "arn:aws:iam::111122223333:role/ds-churn-dev-data-scientist"
NOTEBOOK = "ds-churn-dev-exploration"
MFA = ("--mfa-code", "123456")
DANA = " ".join(("--profile", "dana", "--as", ROLE.rpartition(f"/ds-{ENVIRONMENT}-")[2], *MFA))
"""What makes an administrator's command one of hers."""


def play_story(sandbox: DemoSandbox, old: str) -> None:
    """Play every chapter; `old` is the released notebook version that is published first."""
    author(sandbox)
    begin(sandbox)
    publish(sandbox, old)
    launch(sandbox, old)
    refuse(sandbox)
    new = publish_next(sandbox, old)
    move(sandbox, old, new)
    add_product(sandbox)
    end(sandbox)


def author(sandbox: DemoSandbox) -> None:
    """Templates from code, linted at the author's line."""
    sandbox.chapter("The templates are current and clean")
    sandbox.build("render", "--check")
    sandbox.build("check")


def begin(sandbox: DemoSandbox) -> None:
    """The embedded AWS and the base environment."""
    sandbox.chapter("An AWS on this machine")
    sandbox.build("local", "up", "--port", "0", "--state", str(sandbox.state), show=8)
    use(sandbox, "admin")
    sandbox.chapter("The administrator deploys the base environment")
    sandbox.build("deploy", ENVIRONMENT, show=14)


def publish(sandbox: DemoSandbox, old: str) -> None:
    """The first version, and that nothing is left to do."""
    sandbox.chapter(f"The administrator publishes notebook {old}")
    sandbox.build("plan")
    sandbox.build("apply", "--allow", "broadens")
    sandbox.build("plan")


def launch(sandbox: DemoSandbox, old: str) -> None:
    """A notebook of one's own, from the catalog, and its presigned URL."""
    sandbox.chapter("Dana, a data scientist, launches a notebook")
    use(sandbox, "dana")
    sandbox.comment("Dana may only assume the data scientist's role, with her second factor.")
    assume(sandbox, "dana")
    sandbox.build("catalog")
    sandbox.build("show", "notebook")
    sandbox.build("launch", "notebook", "--name", "exploration", "--environment", ENVIRONMENT, "--version", old)
    sandbox.build("notebooks")
    sandbox.build("open", "exploration")
    sandbox.build("stop", "exploration")
    sandbox.build("start", "exploration")


def refuse(sandbox: DemoSandbox) -> None:
    """What must not work does not."""
    sandbox.chapter("What is forbidden is refused")
    sandbox.comment("Dana creates a notebook past the catalog:")
    sandbox.aws(
        *("sagemaker", "create-notebook-instance", "--notebook-instance-name", "ds-churn-dev-mine"),
        *("--instance-type", "ml.t3.medium"),
        *("--role-arn", "arn:aws:iam::111122223333:role/ds-churn-dev-notebook-execution"),
        expected=255,
    )
    sandbox.comment("Dana turns root on:")
    sandbox.aws(
        *("sagemaker", "update-notebook-instance", "--notebook-instance-name", NOTEBOOK, "--root-access", "Enabled"),
        expected=255,
    )
    sandbox.comment("Dana asks for a machine that her portfolio does not allow:")
    sandbox.build("launch", "notebook", "--name", "big", "--set", "InstanceType=ml.g5.2xlarge", expected=1)
    sandbox.comment("Eli, her colleague, opens Dana's notebook:")
    use(sandbox, "eli")
    assume(sandbox, "eli")
    sandbox.build("open", NOTEBOOK, expected=5)


def publish_next(sandbox: DemoSandbox, old: str) -> str:
    """A new version of the product, offered beside the old one; returns its name."""
    sandbox.chapter("The author changes the product and releases it")
    sandbox.edit("products/notebook/prompts.py", "            default=60,\n", "            default=45,\n")
    sandbox.build("diff", "notebook")
    sandbox.build("release", "notebook", "--minor")
    ledger = json.loads((sandbox.project / "dist" / "ledger.json").read_text(encoding="utf-8"))
    new = str([row for row in ledger["releases"] if row["product"] == "notebook"][-1]["version"])
    sandbox.chapter(f"The administrator publishes notebook {new}")
    use(sandbox, "admin")
    sandbox.edit("portfolio.yaml", f'{{ current: "{old}" }}', f'{{ current: ["{new}", "{old}"] }}')
    sandbox.build("plan")
    sandbox.build("apply")
    return new


def move(sandbox: DemoSandbox, old: str, new: str) -> None:
    """The running notebook moves; the old version is deprecated and takes no new launches."""
    sandbox.chapter("Dana moves her running notebook to the new version")
    use(sandbox, "dana")
    assume(sandbox, "dana")
    sandbox.build("update", "exploration", "--version", new)
    sandbox.build("notebooks")
    sandbox.chapter(f"The administrator deprecates {old}")
    use(sandbox, "admin")
    sandbox.edit(
        "portfolio.yaml", f'{{ current: ["{new}", "{old}"] }}', f'{{ current: "{new}", deprecated: ["{old}"] }}'
    )
    sandbox.build("apply")
    sandbox.build("status")
    use(sandbox, "dana")
    assume(sandbox, "dana")
    sandbox.build("launch", "notebook", "--name", "late", "--version", old, expected=2)


def add_product(sandbox: DemoSandbox) -> None:
    """A second product, which nobody but its author knew before."""
    write_product(sandbox)
    use(sandbox, "admin")
    publish_product(sandbox)
    use(sandbox, "dana")
    assume(sandbox, "dana")
    launch_product(sandbox)


def end(sandbox: DemoSandbox) -> None:
    """The notebook is terminated, and nothing of it is left."""
    sandbox.chapter("Dana terminates her notebook")
    sandbox.build("terminate", "exploration", "--yes")
    sandbox.build("notebooks")


def use(sandbox: DemoSandbox, profile: str) -> None:
    """Act as a person from here on, through the profiles that `local up` wrote."""
    status = sandbox.data("local", "status", "--state", str(sandbox.state), "--format", "json")
    sandbox.comment(f"as {profile}")
    sandbox.become(
        {
            "AWS_ENDPOINT_URL": str(status["endpoint"]),
            "AWS_CONFIG_FILE": str(status["config_file"]),
            "AWS_SHARED_CREDENTIALS_FILE": str(status["credentials_file"]),
            "AWS_PROFILE": profile,
        }
    )


def assume(sandbox: DemoSandbox, person: str) -> None:
    """Become the data scientist's role, as a person would with the AWS CLI."""
    answer = json.loads(
        sandbox.aws(
            *("sts", "assume-role", "--role-arn", ROLE, "--role-session-name", person, "--source-identity", person),
            *("--serial-number", f"arn:aws:iam::111122223333:mfa/{person}", "--token-code", MFA[1]),
            show=0,
        )
    )["Credentials"]
    sandbox.environment.pop("AWS_PROFILE")
    sandbox.environment.update(
        {
            "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
            "AWS_SESSION_TOKEN": answer["SessionToken"],
            "AWS_DEFAULT_REGION": "eu-west-1",
        }
    )
