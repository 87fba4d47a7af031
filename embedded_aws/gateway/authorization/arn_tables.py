"""Where the parts of an ARN are in the parameters of an operation.

Source: the operation's page in its service's API reference; for EC2 the Service Authorization Reference, "Actions,
resources, and condition keys for Amazon EC2".
"""

from __future__ import annotations

from collections.abc import Mapping

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "bucketname": ("Bucket",),
    "objectname": ("Key",),
    "loggroupname": ("logGroupName", "logGroupIdentifier", "resourceArn"),
    "logstreamname": ("logStreamName",),
    "trailname": ("Name", "TrailName", "TrailNameList[]", "ResourceIdList[]", "ResourceId"),
    "stackname": ("StackName",),
    "changesetname": ("ChangeSetName",),
    "parameternamewithoutleadingslash": ("Name", "Names[]", "Path", "ResourceId"),
    "functionname": ("FunctionName", "Resource"),
    "topicname": ("TopicArn", "Name", "ResourceArn"),
    "queuename": ("QueueUrl", "QueueName"),
    "rulename": ("Rule", "Name", "ResourceARN"),
    "alarmname": ("AlarmName", "AlarmNames[]", "ResourceARN"),
    "dashboardname": ("DashboardName", "DashboardNames[]"),
    "repositoryname": ("repositoryName", "repository", "repositoryNames[]", "oldName", "resourceArn"),
    "domainname": ("domain", "DomainName"),
    "portfolioid": ("PortfolioId", "Id"),
    "productid": ("ProductId", "Id"),
    "modelname": ("ModelName",),
    "modelpackagename": ("ModelPackageName", "ModelPackageArn", "ModelPackageGroupName"),
    "modelpackagegroupname": ("ModelPackageGroupName",),
    "endpointname": ("EndpointName",),
    "endpointconfigname": ("EndpointConfigName",),
}
"""A variable of an ARN's template in lower case → the parameters that may hold it."""

EC2_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "vpc": ("VpcId", "VpcIds[]"),
    "subnet": ("SubnetId", "SubnetIds[]", "AddSubnetIds[]", "RemoveSubnetIds[]"),
    "security-group": (
        "GroupId",
        "SecurityGroupIds[]",
        "AddSecurityGroupIds[]",
        "RemoveSecurityGroupIds[]",
        "Groups[]",
    ),
    "route-table": ("RouteTableId", "RouteTableIds[]", "AddRouteTableIds[]", "RemoveRouteTableIds[]"),
    "vpc-endpoint": ("VpcEndpointId", "VpcEndpointIds[]"),
    "network-acl": ("NetworkAclId",),
    "network-interface": ("NetworkInterfaceId",),
    "vpc-flow-log": ("FlowLogIds[]",),
    "internet-gateway": ("InternetGatewayId",),
    "natgateway": ("NatGatewayId",),
    "dhcp-options": ("DhcpOptionsId",),
    "instance": ("InstanceId", "InstanceIds[]"),
    "key-pair": ("KeyName", "KeyNames[]"),
    "snapshot": ("SnapshotId", "SnapshotIds[]"),
    "volume": ("VolumeId", "VolumeIds[]"),
    "elastic-ip": ("AllocationId",),
    "vpc-peering-connection": ("VpcPeeringConnectionId", "VpcPeeringConnectionIds[]"),
}
"""Where an operation names the resources of a type."""

RESOLVER_PARAMETERS: Mapping[str, str] = {
    "firewall-domain-list": "FirewallDomainListId",
    "firewall-rule-group": "FirewallRuleGroupId",
    "firewall-rule-group-association": "FirewallRuleGroupAssociationId",
    "resolver-query-log-config": "ResolverQueryLogConfigId",
}
"""Where an operation of Route 53 Resolver names the resources of a type; its `ResourceId` may be a VPC."""

EC2_PREFIXES = {
    "vpc": "vpc-",
    "subnet": "subnet-",
    "security-group": "sg-",
    "security-group-rule": "sgr-",
    "route-table": "rtb-",
    "vpc-endpoint": "vpce-",
    "network-acl": "acl-",
    "network-interface": "eni-",
    "vpc-flow-log": "fl-",
    "internet-gateway": "igw-",
    "dhcp-options": "dopt-",
    "instance": "i-",
    "key-pair": "key-",
    "snapshot": "snap-",
    "volume": "vol-",
    "natgateway": "nat-",
    "elastic-ip": "eipalloc-",
    "vpc-peering-connection": "pcx-",
}
"""How the ids of a type begin."""

EC2_CREATED = {
    "ec2:CreateVpc": "vpc",
    "ec2:CreateSubnet": "subnet",
    "ec2:CreateSecurityGroup": "security-group",
    "ec2:CreateRouteTable": "route-table",
    "ec2:CreateVpcEndpoint": "vpc-endpoint",
    "ec2:CreateNetworkAcl": "network-acl",
    "ec2:CreateNetworkInterface": "network-interface",
    "ec2:CreateFlowLogs": "vpc-flow-log",
    "ec2:CreateInternetGateway": "internet-gateway",
    "ec2:CreateNatGateway": "natgateway",
    "ec2:AllocateAddress": "elastic-ip",
    "ec2:CreateVpcPeeringConnection": "vpc-peering-connection",
    "ec2:CreateSnapshot": "snapshot",
    "ec2:CreateVolume": "volume",
}
"""The type of what an action creates: it has no id yet."""
