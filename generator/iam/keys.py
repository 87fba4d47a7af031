"""Names of condition keys, written once; a misspelt key in a policy is a condition that never holds.

awacs has constants for none of these. Source: Service Authorization Reference ("Actions, resources, and condition keys
for Amazon SageMaker AI" and others), IAM User Guide ("AWS global condition context keys").
"""

# Global keys
MFA_PRESENT = "aws:MultiFactorAuthPresent"
PRINCIPAL_ACCOUNT = "aws:PrincipalAccount"
PRINCIPAL_ARN = "aws:PrincipalArn"
PRINCIPAL_IS_AWS_SERVICE = "aws:PrincipalIsAWSService"
PRINCIPAL_ORG = "aws:PrincipalOrgID"
RESOURCE_ACCOUNT = "aws:ResourceAccount"
RESOURCE_ORG = "aws:ResourceOrgID"
SECURE_TRANSPORT = "aws:SecureTransport"
SOURCE_ACCOUNT = "aws:SourceAccount"
SOURCE_ARN = "aws:SourceArn"
SOURCE_ORG = "aws:SourceOrgID"
SOURCE_VPC = "aws:SourceVpc"
SOURCE_VPCE = "aws:SourceVpce"
TAG_KEYS = "aws:TagKeys"
VIA_AWS_SERVICE = "aws:ViaAWSService"
VPC_SOURCE_IP = "aws:VpcSourceIp"
SOURCE_IP = "aws:SourceIp"


def request_tag(key: str) -> str:
    """The tag that the request sets."""
    return f"aws:RequestTag/{key}"


def resource_tag(key: str) -> str:
    """The tag that the resource already has."""
    return f"aws:ResourceTag/{key}"


ENVIRONMENT_TAG = "ds:environment"
"""The tag by which jobs, models and their like are known to be an environment's: `<project>-<stage>`."""

# IAM and STS
PASSED_TO_SERVICE = "iam:PassedToService"
EXTERNAL_ID = "sts:ExternalId"
ROLE_SESSION_NAME = "sts:RoleSessionName"
STS_SOURCE_IDENTITY = "sts:SourceIdentity"
SAML_AUDIENCE = "SAML:aud"
BEARER_SERVICE = "sts:AWSServiceName"
USER_ID = "aws:userid"

# SageMaker
APPROVAL_STATUS = "sagemaker:ModelApprovalStatus"
DIRECT_INTERNET_ACCESS = "sagemaker:DirectInternetAccess"
INSTANCE_TYPES = "sagemaker:InstanceTypes"
INTER_CONTAINER_ENCRYPTION = "sagemaker:InterContainerTrafficEncryption"
MAX_RUNTIME = "sagemaker:MaxRuntimeInSeconds"
MINIMUM_METADATA_VERSION = "sagemaker:MinimumInstanceMetadataServiceVersion"
MODEL_ARN = "sagemaker:ModelArn"
NETWORK_ISOLATION = "sagemaker:NetworkIsolation"
OUTPUT_KEY = "sagemaker:OutputKmsKey"
OUTPUT_KEY_ARN = "sagemaker:OutputKmsKeyArn"
REMOTE_DEBUG = "sagemaker:EnableRemoteDebug"
ROOT_ACCESS = "sagemaker:RootAccess"
SECURITY_GROUPS = "sagemaker:VpcSecurityGroupIds"
SUBNETS = "sagemaker:VpcSubnets"
TAGGING_ACTION = "sagemaker:TaggingAction"
VOLUME_KEY = "sagemaker:VolumeKmsKey"
VOLUME_KEY_ARN = "sagemaker:VolumeKmsKeyArn"

# Service Catalog
USER_LEVEL = "servicecatalog:userLevel"
EXISTING_PROVISIONING_TAG = "s3:ExistingObjectTag/servicecatalog:provisioning"
OWNER_TAG = "ds:owner"
"""The tag that a launch sets to the session's name, where Service Catalog's own tag is not relied on."""
PROVISIONING_PRINCIPAL = "aws:servicecatalog:provisioningPrincipalArn"

# EC2, KMS, S3, CloudWatch, CloudFormation, CodeCommit
EC2_VPC = "ec2:Vpc"
GRANT_FOR_AWS_RESOURCE = "kms:GrantIsForAWSResource"
KMS_VIA_SERVICE = "kms:ViaService"
ENCRYPTION = "s3:x-amz-server-side-encryption"
ENCRYPTION_CUSTOMER_KEY = "s3:x-amz-server-side-encryption-customer-algorithm"
ENCRYPTION_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
METRIC_NAMESPACE = "cloudwatch:namespace"
GIT_REFERENCES = "codecommit:References"
SCALABLE_NAMESPACE = "application-autoscaling:service-namespace"
