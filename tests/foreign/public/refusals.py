"""Why AWS refuses what the embedded AWS refuses in AWS's words: patterns, each with its reason and its source."""

from __future__ import annotations

import re
from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    # What no template has: the pages `Template anatomy` and `Resource attributes`, and cfn-lint's schema of resources.
    r"Unknown tag !Rain::|Type must be a string": "a directive that the tool `rain` replaces before AWS sees it",
    r"ZipFile: expected type: String, found: JSONObject": "a directive that `rain` replaces, written in JSON",
    r"Invalid template (resource )?propert": "an attribute that no resource has; cfn-lint E3001",
    r"At least one Resources member": "no resource: the page `Template anatomy`",
    r"Unrecognized resource types: \[OS::": "OpenStack's types, which only its Heat knows",
    r"Unrecognized resource types: \[AWS::OpsWorks::": "AWS OpsWorks ended on May 26th, 2024 (its page on that)",
    r"references undefined resource|Unresolved resource": "a resource that is not there; cfn-lint E1010, E3005",
    r"Invalid principal in policy": "a placeholder where a principal belongs (page `Principal` of the IAM user guide)",
    r"Template error: rule \S+ failed": "a rule of the template's own that its defaults break (page `Rules`)",
    r"Invalid parameter: SQS endpoint ARN": "a value that the parameter alone does not ask for (SNS, `Subscribe`)",
    r"Some AttributeDefinitions are not used": "an attribute that no key has (DynamoDB, `CreateTable`)",
    r"Unresolved condition dependency": "a condition that is not there; cfn-lint E8002",
    r"Invalid id: .ami-|Invalid BASE64 encoding": "a placeholder for an image or a script",
    # What its author's account has.
    r"Invalid IAM Instance Profile name": "an instance profile of its author's",
    r"The key pair '\S+' does not exist": "a key pair of its author's",
    r"ModelPackage \S+ does not exist": "a model of the marketplace, which takes a subscription",
    r"Unable to get mapping for": "a region that the template's own map has not (page `Fn::FindInMap`)",
    r"VpcPeeringConnectionID \S+ does not exist": "a peering that two accounts have made before",
    r"No export named": "a value that another stack exports (page `Fn::ImportValue`)",
    r"S3 error: The specified (bucket|key) does not exist": "a template in a bucket of its author's",
    r"Invalid templateBody. Cannot read .*NoSuchBucket": "a product's template in a bucket of its author's",
    r"(Product|Resource) .* not found. .Service: Servicecatalog": "a product or portfolio that another stack makes",
    r"policy/\S+ does not exist or is not attachable": "a policy that the account has not, or that AWS has withdrawn",
    r"Unable to fetch parameters": "a parameter that another stack puts",
    r"Product .* not found|No launch paths found for resource": "a product that another stack makes",
    r"Cannot read \S+: .*NoSuch(Bucket|Key)|Cannot read https://aws-": "a template in a bucket of its author's",
    r"ECS service doesn't exist": "a scalable target of a service that another stack makes",
    # What AWS has changed since.
    r"is no longer supported for creating or updating": "a runtime that Lambda has closed (page `Lambda runtimes`)",
    r"Bucket cannot have ACLs set": "an ACL without ownership controls (S3 user guide, since April 2023)",
    # What the values of its parameters would have to be.
    r"does not fall within the subnet's address range": "an address of another subnet",
    r"belong to different networks": "a subnet of the default VPC, in which its group is made",
    r"The parameter groupName cannot be used with the parameter subnet": "a group's name, which is the default VPC's",
    r"equal to or more specific than one of this VPC's CIDR": "the addresses of another VPC",
    r"AttributeDefinitions: array items are not unique": "a value that the parameter alone does not ask for",
    r"must be in ARN format|does not match pattern": "a value that the parameter alone does not ask for",
}
"""What a refusal says, by why AWS says it, too."""


def reason_for(words: str) -> str | None:
    """Why AWS would say it; None where no row explains it."""
    return next((reason for pattern, reason in REASONS.items() if re.search(pattern, words)), None)
