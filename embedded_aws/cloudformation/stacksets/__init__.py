"""Stack sets with service-managed permissions: one template for the accounts of an organization's units.

Source: CloudFormation User Guide, "Create CloudFormation StackSets with service-managed permissions" and "Enable or
disable automatic deployments"; CloudFormation API Reference. Self-managed permissions are not offered.
"""
