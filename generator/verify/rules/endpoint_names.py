"""SEC455: an endpoint to a service that has none: the stack fails, or the work goes without.

Source: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink". The list holds what work with data
and models meets; another service is added here with the first endpoint to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place, text_of

_NAMES = """
access-analyzer application-autoscaling athena autoscaling batch bedrock bedrock-agent bedrock-agent-runtime
bedrock-runtime cloudformation cloudtrail codeartifact.api codeartifact.repositories codebuild codecommit codepipeline
comprehend config datazone dynamodb ec2 ec2messages ecr.api ecr.dkr ecs elasticfilesystem elasticmapreduce events
execute-api fsx git-codecommit glue kinesis-firehose kinesis-streams kms lakeformation lambda logs monitoring notebook
organizations q rds redshift redshift-data rekognition s3 sagemaker.api sagemaker.featurestore-runtime
sagemaker.metrics sagemaker.runtime sagemaker.runtime-fips secretsmanager servicecatalog servicediscovery sns sqs ssm
ssmmessages states sts sync-states textract transcribe xray
"""
SERVICES = frozenset(_NAMES.split())
_REGION = "${AWS::Region}."


def find(template: Template) -> Iterator[Finding]:
    """Every endpoint whose service is not known."""
    for name, properties in template.of("AWS::EC2::VPCEndpoint"):
        service = service_of(properties)
        if service not in SERVICES:
            near = get_close_matches(service, SERVICES, 1)
            yield Finding(
                "SEC455",
                f"`{text_of(properties.get('ServiceName'))}` is no endpoint service that is known here",
                fix=f"com.amazonaws.${{AWS::Region}}.{near[0]}" if near else "take a name of the AWS PrivateLink Guide",
                path=place(name, "ServiceName"),
            )


def service_of(properties: Mapping[str, Any]) -> str:
    """What follows the region in the service's name: `sagemaker.api`; only SageMaker's notebook has its own prefix."""
    name = text_of(properties.get("ServiceName"))
    before, region, service = name.partition(_REGION)
    usual = before in ("com.amazonaws.", "${Prefix}.")
    return service if region and (usual or (before == "aws.sagemaker." and service == "notebook")) else name
