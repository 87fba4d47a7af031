"""How values of AWS's own parameter types look."""

from __future__ import annotations

import re
from collections.abc import Mapping

FORMS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.ASCII)
    for kind, pattern in {
        "AWS::EC2::AvailabilityZone::Name": r"[a-z]{2}(-[a-z]+)+-\d[a-z]|[a-z]{2}(-[a-z]+)+-\d-[a-z0-9-]+-\d[a-z]",
        "AWS::EC2::Image::Id": r"ami-([0-9a-f]{8}|[0-9a-f]{17})",
        "AWS::EC2::Instance::Id": r"i-([0-9a-f]{8}|[0-9a-f]{17})",
        "AWS::EC2::SecurityGroup::Id": r"sg-([0-9a-f]{8}|[0-9a-f]{17})",
        "AWS::EC2::Subnet::Id": r"subnet-([0-9a-f]{8}|[0-9a-f]{17})",
        "AWS::EC2::Volume::Id": r"vol-([0-9a-f]{8}|[0-9a-f]{17})",
        "AWS::EC2::VPC::Id": r"vpc-([0-9a-f]{8}|[0-9a-f]{17})",
        "AWS::Route53::HostedZone::Id": r"Z[0-9A-Z]{1,31}",
    }.items()
}
"""How values of AWS's own types look ("Supported AWS-specific parameter types", CloudFormation user guide; EC2's ids
have 8 or 17 hexadecimal digits: "Resource IDs", EC2 user guide)."""
