"""The embedded CloudFormation: operations, stack engine and resource providers.

Takes parsed requests as `embedded_aws.service` defines them, returns what botocore's serializer needs, and
raises `ServiceError` in AWS's own words. All that it does to other services it does with boto3, under the
stack's role or the caller's forwarded credentials. It refuses by name what it does not know (an operation, an intrinsic
function, a resource type, a property): nothing is ever ignored. State is plain data. The template language itself is
`generator.cloudformation`.
"""

from embedded_aws.cloudformation.service import CloudFormation

__all__ = ["CloudFormation"]
