"""The story of the demo, chapter by chapter; every line is a command that a person could have typed."""

from __future__ import annotations

import json

from generator.cli.stage import Stage

ENVIRONMENT = "churn-dev"
ROLE = "arn:aws:iam::111122223333:role/ds-churn-dev-data-scientist"
NOTEBOOK = "ds-churn-dev-exploration"
MFA = ("--mfa-code", "123456")


def tell_story(stage: Stage, old: str) -> None:
    """Play every chapter; `old` is the released notebook version that is published first."""
    author(stage)
    begin(stage)
    publish(stage, old)
    launch(stage, old)
    refuse(stage)
    new = publish_next(stage, old)
    move(stage, old, new)
    end(stage)


def author(stage: Stage) -> None:
    """Templates from code, linted at the author's line."""
    stage.chapter("The templates are current and clean")
    stage.build("render", "--check")
    stage.build("check")


def begin(stage: Stage) -> None:
    """The embedded AWS and the base environment."""
    stage.chapter("An AWS on this machine")
    stage.build("local", "up", "--port", "0", "--state", str(stage.state), show=8)
    use(stage, "admin")
    stage.chapter("The administrator deploys the base environment")
    stage.build("deploy", ENVIRONMENT, show=14)


def publish(stage: Stage, old: str) -> None:
    """The first version, and that nothing is left to do."""
    stage.chapter(f"The administrator publishes notebook {old}")
    stage.build("plan")
    stage.build("apply", "--allow", "broadens")
    stage.build("plan")


def launch(stage: Stage, old: str) -> None:
    """A notebook of one's own, from the catalog, and its presigned URL."""
    stage.chapter("Dana, a data scientist, launches a notebook")
    use(stage, "dana")
    stage.tell("Dana may only assume the data scientist's role, with her second factor.")
    assume(stage, "dana")
    stage.build("catalog")
    stage.build("show", "notebook")
    stage.build("launch", "notebook", "--name", "exploration", "--environment", ENVIRONMENT, "--version", old)
    stage.build("notebooks")
    stage.build("open", "exploration")
    stage.build("stop", "exploration")
    stage.build("start", "exploration")


def refuse(stage: Stage) -> None:
    """What must not work does not."""
    stage.chapter("What is forbidden is refused")
    stage.tell("Dana creates a notebook past the catalog:")
    stage.aws(
        *("sagemaker", "create-notebook-instance", "--notebook-instance-name", "ds-churn-dev-mine"),
        *("--instance-type", "ml.t3.medium"),
        *("--role-arn", "arn:aws:iam::111122223333:role/ds-churn-dev-notebook-execution"),
        expected=255,
    )
    stage.tell("Dana turns root on:")
    stage.aws(
        *("sagemaker", "update-notebook-instance", "--notebook-instance-name", NOTEBOOK, "--root-access", "Enabled"),
        expected=255,
    )
    stage.tell("Dana asks for a machine that her portfolio does not allow:")
    stage.build("launch", "notebook", "--name", "big", "--set", "InstanceType=ml.g5.2xlarge", expected=1)
    stage.tell("Eli, her colleague, opens Dana's notebook:")
    use(stage, "eli")
    assume(stage, "eli")
    stage.build("open", NOTEBOOK, expected=5)


def publish_next(stage: Stage, old: str) -> str:
    """A new version of the product, offered beside the old one; returns its name."""
    stage.chapter("The author changes the product and releases it")
    stage.edit("products/notebook/questions.py", "            default=60,\n", "            default=45,\n")
    stage.build("diff", "notebook")
    stage.build("release", "notebook", "--minor")
    ledger = json.loads((stage.project / "dist" / "ledger.json").read_text(encoding="utf-8"))
    new = str([row for row in ledger["releases"] if row["product"] == "notebook"][-1]["version"])
    stage.chapter(f"The administrator publishes notebook {new}")
    use(stage, "admin")
    stage.edit("portfolio.yaml", f'{{ current: "{old}" }}', f'{{ current: ["{new}", "{old}"] }}')
    stage.build("plan")
    stage.build("apply")
    return new


def move(stage: Stage, old: str, new: str) -> None:
    """The running notebook moves; the old version is deprecated and takes no new launches."""
    stage.chapter("Dana moves her running notebook to the new version")
    use(stage, "dana")
    assume(stage, "dana")
    stage.build("update", "exploration", "--version", new)
    stage.build("notebooks")
    stage.chapter(f"The administrator deprecates {old}")
    use(stage, "admin")
    stage.edit("portfolio.yaml", f'{{ current: ["{new}", "{old}"] }}', f'{{ current: "{new}", deprecated: ["{old}"] }}')
    stage.build("apply")
    stage.build("status")
    use(stage, "dana")
    assume(stage, "dana")
    stage.build("launch", "notebook", "--name", "late", "--version", old, expected=2)


def end(stage: Stage) -> None:
    """The notebook is terminated, and nothing of it is left."""
    stage.chapter("Dana terminates her notebook")
    stage.build("terminate", "exploration", "--yes")
    stage.build("notebooks")


def use(stage: Stage, profile: str) -> None:
    """Act as a person from here on, through the profiles that `local up` wrote."""
    status = stage.data("local", "status", "--state", str(stage.state), "--format", "json")
    stage.tell(f"as {profile}")
    stage.become(
        {
            "AWS_ENDPOINT_URL": str(status["endpoint"]),
            "AWS_CONFIG_FILE": str(status["config_file"]),
            "AWS_SHARED_CREDENTIALS_FILE": str(status["credentials_file"]),
            "AWS_PROFILE": profile,
        }
    )


def assume(stage: Stage, person: str) -> None:
    """Become the data scientist's role, as a person would with the AWS CLI."""
    answer = json.loads(
        stage.aws(
            *("sts", "assume-role", "--role-arn", ROLE, "--role-session-name", person, "--source-identity", person),
            *("--serial-number", f"arn:aws:iam::111122223333:mfa/{person}", "--token-code", MFA[1]),
            show=0,
        )
    )["Credentials"]
    stage.environment.pop("AWS_PROFILE")
    stage.environment.update(
        {
            "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
            "AWS_SESSION_TOKEN": answer["SessionToken"],
            "AWS_DEFAULT_REGION": "eu-west-1",
        }
    )
