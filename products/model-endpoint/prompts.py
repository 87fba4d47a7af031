"""The questions of a launch: what is served, on how much, what is recorded, and where."""

from __future__ import annotations

from generator.blueprint import Canvas, ParameterPrompt

MACHINES = {
    f"ml.{family}.{size}": {"Short": f"{family}{short}"}
    for family in ("m5", "m6i", "c5", "c6i", "r5")
    for size, short in (("large", "l"), ("xlarge", "x"), ("2xlarge", "2x"), ("4xlarge", "4x"))
}
"""Of the families that the environment lets endpoints have; a volume of each is EBS, so it takes our key.

AWS quirk: Application Auto Scaling does not scale burstable machines, so there is no ml.t2 (SageMaker Developer Guide,
"Automatic scaling of Amazon SageMaker AI models").
"""
SERVED, SIZE, WATCH, PLACE = "What is served", "Size and cost", "What is recorded and reported", "Where it runs"
TOPIC = r"(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256})?"
IMAGE = (
    r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[a-z0-9._/-]{2,200}"
    r"(:[A-Za-z0-9._-]{1,128}|@sha256:[0-9a-f]{64})"
)


_SERVED = (
    ParameterPrompt(
        "EndpointName",
        SERVED,
        "Name",
        "A short name. The endpoint is called ds-<project>-<stage>-<name>; another name is another endpoint.",
        "2 to 16 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
        pattern="[a-z][a-z0-9-]{0,14}[a-z0-9]",
    ),
    ParameterPrompt(
        "ModelGroup",
        SERVED,
        "Model group",
        "The group in which the model is registered, without ds-<project>-<stage>- before it.",
        "1 to 34 letters, digits and single hyphens, without the prefix",
        pattern="[A-Za-z0-9](-?[A-Za-z0-9]){0,33}",
        max_length=34,
    ),
    ParameterPrompt(
        "ModelNumber",
        SERVED,
        "Number of the version",
        "The number of an approved version of the group that was promoted; it must not be served before.",
        "A whole number from 1 to 9999",
        pattern="[1-9][0-9]{0,3}",
    ),
    ParameterPrompt(
        "ContainerImage",
        SERVED,
        "Container image",
        "The image of the approved version, in your account's registry or in AWS's own.",
        "An image of Amazon ECR with its tag or digest",
        pattern=IMAGE,
    ),
    ParameterPrompt(
        "Script",
        SERVED,
        "Inference script (optional)",
        "For images of frameworks: the script in code/ of the model's archive. Empty for built-in algorithms.",
        "The name of a Python file, or nothing",
        default="",
        pattern=r"([A-Za-z0-9_-]{1,60}\.py)?",
    ),
)
_SIZE = (
    ParameterPrompt(
        "InstanceType",
        SIZE,
        "Machine",
        "m5.large: 2 vCPU, 8 GiB. c5: more computing. r5: more memory. Where it scales, stop scaling to change it.",
        "One of the machines in the list; your portfolio may allow fewer",
        default="ml.m5.large",
        allowed=tuple(MACHINES),
    ),
    ParameterPrompt(
        "FewestInstances",
        SIZE,
        "Machines at least",
        "Two or more stand in two zones.",
        "A whole number from 1 to 20",
        type="Number",
        default=1,
        minimum=1,
        maximum=20,
    ),
    ParameterPrompt(
        "MostInstances",
        SIZE,
        "Machines at most",
        "The same number as at least: it does not scale.",
        "A whole number from 1 to 20, and no smaller than the fewest",
        type="Number",
        default=2,
        minimum=1,
        maximum=20,
    ),
    ParameterPrompt(
        "RequestsPerMinute",
        SIZE,
        "Requests a machine and minute",
        "Above it machines are added, below it they are taken away. Measure what one machine bears.",
        "A whole number from 1 to 100000",
        type="Number",
        default=100,
        minimum=1,
        maximum=100_000,
    ),
)
_WATCH = (
    ParameterPrompt(
        "CapturePercent",
        WATCH,
        "Captured requests in percent",
        "How many requests are recorded with their answers, in capture/ of the models bucket. 0: none.",
        "A whole number from 0 to 100",
        type="Number",
        default=10,
        minimum=0,
        maximum=100,
    ),
    ParameterPrompt(
        "SlowMilliseconds",
        WATCH,
        "Slow from milliseconds",
        "When one request in twenty takes the model longer, an alarm says so.",
        "A whole number from 1 to 60000",
        type="Number",
        default=1000,
        minimum=1,
        maximum=60_000,
    ),
    ParameterPrompt(
        "AlarmTopic",
        WATCH,
        "Topic of the alarms (optional)",
        "ARN of the SNS topic to which the alarms are sent, such as the environment's. Empty: they are shown only.",
        "The ARN of an SNS topic, or nothing",
        default="",
        pattern=TOPIC,
    ),
)
_PLACE = (
    ParameterPrompt(
        "Environment",
        PLACE,
        "Environment",
        "The team's environment, such as churn-dev. The catalog fills it in.",
        "The name of a base environment, such as churn-dev",
        pattern="[a-z][a-z0-9-]{1,24}",
    ),
)


def build_prompts(canvas: Canvas) -> None:
    """Ask everything, in the order of the launch page."""
    for prompt in (*_SERVED, *_SIZE, *_WATCH, *_PLACE):
        canvas.parameter(prompt)
