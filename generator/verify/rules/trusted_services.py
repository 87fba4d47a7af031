"""SEC451: a policy that names a service principal that AWS does not have: nobody is let in, or nobody is kept out.

Source: the services' own guides on service roles and resource policies. The list holds what an environment of this kind
may meet; another service is added here with the first policy that names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, listed, text_of

_NAMES = """
apigateway application-autoscaling athena autoscaling backup batch bedrock cloudformation cloudtrail cloudwatch
codebuild codecommit codedeploy codepipeline config delivery.logs dynamodb ec2 ecr ecs ecs-tasks eks elasticfilesystem
elasticmapreduce events export.rds firehose forecast fsx glue guardduty inspector2 kinesis kms lakeformation lambda
logging.s3 logs monitoring pipes quicksight rds redshift s3 sagemaker scheduler secretsmanager securityhub
servicecatalog ses sns sqs ssm states transfer vpc-flow-logs
"""
SERVICES = frozenset(_NAMES.split())
_SUFFIXES = (".amazonaws.com", ".amazonaws.com.cn", ".${AWS::URLSuffix}")


def find(template: Template) -> Iterator[Finding]:
    """Every service principal that is not known."""
    for policy in template.policies():
        for path, statement in policy.statements():
            principal = statement.get("Principal", {})
            for service in listed(principal.get("Service")) if isinstance(principal, dict) else ():
                name = text_of(service)
                if _stem(name) not in SERVICES:
                    near = get_close_matches(_stem(name) or name, SERVICES, 1)
                    yield Finding(
                        "SEC451",
                        f"`{statement.get('Sid', '(no Sid)')}` names the service `{name}`, which AWS does not have",
                        fix=f"{near[0]}.amazonaws.com" if near else "the service's name as its own guide writes it",
                        path=(*path, "Principal", "Service"),
                    )


def _stem(name: str) -> str | None:
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix).removesuffix(".${AWS::Region}")
    return None
