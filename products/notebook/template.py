"""The template: a lifecycle configuration, the notebook, and what its owner needs to know."""

from __future__ import annotations

from troposphere import Equals, GetAtt, If, Not, NoValue, Ref, Sub, Tags
from troposphere.sagemaker import (
    InstanceMetadataServiceConfiguration,
    NotebookInstance,
    NotebookInstanceLifecycleConfig,
    NotebookInstanceLifecycleHook,
)

from generator.blueprint import Canvas
from generator.model import Product
from products.notebook.environment import physical_name, value
from products.notebook.prompts import build_prompts
from products.notebook.scripts import build_start_script

PLATFORM = "notebook-al2023-v1"
VALUES = (
    "bucket/data",
    "bucket/models",
    "key/data",
    "key/notebook",
    "role/training",
    "security-group/workload",
    "subnets/1",
    "subnets/2",
    "subnets/3",
    "git/url",
    "proxy",
    "packages/domain",
    "packages/repository",
)
"""What the start script reads from the notebook's own tags, so that it needs no endpoint but SageMaker's.

Lifecycle scripts are Base64, and no documentation says whether a dynamic reference inside `Fn::Base64` is resolved
before or after the encoding; a tag's value is resolved either way.
"""


def build(canvas: Canvas, product: Product) -> None:
    """Draw the product."""
    canvas.architecture(
        "One notebook in the chosen environment's network, under its key and role, found by dynamic references."
    )
    build_prompts(canvas)
    stops = canvas.condition("StopsWhenIdle", Not(Equals(Ref("IdleMinutes"), "0")))
    lifecycle = canvas.add(
        NotebookInstanceLifecycleConfig(
            "LifecycleConfig",
            NotebookInstanceLifecycleConfigName=physical_name(),
            OnStart=[NotebookInstanceLifecycleHook(Content=build_start_script())],
            Tags=_tags(),
        ),
        why="each start sets the project's values up and begins to watch for idleness",
    )
    canvas.add(
        NotebookInstance(
            "Notebook",
            NotebookInstanceName=physical_name(),
            InstanceType=Ref("InstanceType"),
            VolumeSizeInGB=Ref("VolumeSize"),
            PlatformIdentifier=PLATFORM,
            RoleArn=value("role/notebook-execution"),
            SubnetId=value("subnets/${Zone}"),
            SecurityGroupIds=[value("security-group/workload")],
            KmsKeyId=value("key/notebook"),
            DirectInternetAccess="Disabled",
            RootAccess="Disabled",
            InstanceMetadataServiceConfiguration=InstanceMetadataServiceConfiguration(
                MinimumInstanceMetadataServiceVersion="2"
            ),
            LifecycleConfigName=GetAtt(lifecycle, "NotebookInstanceLifecycleConfigName"),
            Tags=_tags() + _values() + Tags(_owner(canvas)),
        ),
        why="one person's notebook; all but its size is the environment's, so that no answer can open it",
    )
    _outputs(canvas, stops, product)


def _tags() -> Tags:
    return Tags(
        {
            "Name": physical_name(),
            "Project": value("project"),
            "Stage": value("stage"),
            "Environment": value("name"),
        }
    )


def _values() -> Tags:
    return Tags({f"ds:{name.replace('/', '-')}": value(name) for name in VALUES})


def _owner(canvas: Canvas) -> If:
    given = canvas.condition("HasOwner", Not(Equals(Ref("Owner"), "")))
    return If(given, {"Key": "ds:owner", "Value": Ref("Owner")}, NoValue)


def _outputs(canvas: Canvas, stops: str, product: Product) -> None:
    name = GetAtt("Notebook", "NotebookInstanceName")
    canvas.output("NotebookInstanceName", name, "The notebook's name in SageMaker.")
    canvas.output("NotebookInstanceArn", GetAtt("Notebook", "NotebookInstanceArn"), "The notebook's ARN.")
    canvas.output(
        "ConsoleLink",
        Sub(
            "https://${AWS::Region}.console.${Domain}/sagemaker/home?region=${AWS::Region}#/notebook-instances/${Name}",
            Domain=_console_domain(canvas),
            Name=name,
        ),
        "The notebook in the console; its button needs an environment that lets you open notebooks from there.",
    )
    canvas.output(
        "OpenCommand",
        Sub("aws sagemaker create-presigned-notebook-instance-url --notebook-instance-name ${Name}", Name=name),
        "Prints a URL that opens the notebook; it is made when asked for and never stored.",
    )
    canvas.output(
        "StopsAfter",
        If(stops, Sub("${IdleMinutes} minutes without running code"), "never by itself"),
        "When the notebook stops by itself.",
    )
    canvas.output(
        "Logs",
        Sub("/aws/sagemaker/NotebookInstances, streams ${Name}/…", Name=name),
        f"Where the logs of this {product.title} are.",
    )


def _console_domain(canvas: Canvas) -> If:
    in_china = canvas.condition("InChina", Equals(Ref("AWS::Partition"), "aws-cn"))
    in_gov_cloud = canvas.condition("InGovCloud", Equals(Ref("AWS::Partition"), "aws-us-gov"))
    return If(in_china, "amazonaws.cn", If(in_gov_cloud, "amazonaws-us-gov.com", "aws.amazon.com"))
