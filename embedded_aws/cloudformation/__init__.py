"""The embedded CloudFormation: template language, stack engine and resource providers.

Takes parsed requests through the seam of `embedded_aws.service`, returns what botocore's serializer needs, and
raises `ServiceError` in AWS's own words. All that it does to other services it does with boto3 over loopback, under the
stack's role or the caller's forwarded credentials. What it does not know (an operation, an intrinsic function, a
resource type, a property) it refuses by name: nothing is ever ignored. State is plain data.
"""

from embedded_aws.cloudformation.service import CloudFormation

__all__ = ["CloudFormation"]
