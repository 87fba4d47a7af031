"""Tasks that control an environment: who becomes whom, who passes what, code and packages, the network itself."""

from __future__ import annotations

from generator.verify.matrix.task import OUTSIDE, Known, Situation, Task, through

_IAM = "arn:${AWS::Partition}:iam::${AWS::AccountId}"
_HERE = "${AWS::Region}:${AWS::AccountId}"
_NAME = "ds-${Project}-${Stage}"
_TO_SAGEMAKER: Known = {"iam:PassedToService": "sagemaker.amazonaws.com"}
_MFA: Known = {"aws:MultiFactorAuthPresent": "true", "aws:username": "dana", "sts:RoleSessionName": "dana"}
_WITH = Situation("with MFA, under one's own name", {**_MFA, "sts:SourceIdentity": "dana"})
_WITHOUT = Situation("without MFA", {**_MFA, "aws:MultiFactorAuthPresent": None, "sts:SourceIdentity": "dana"})
_AS_ELI = Situation(
    "with MFA, under another's name", {**_MFA, "sts:RoleSessionName": "eli", "sts:SourceIdentity": "eli"}
)

CONTROL: tuple[Task, ...] = (
    Task("Become a data scientist", "sts:AssumeRole", "$DataScientistRole", (_WITH, _WITHOUT, _AS_ELI)),
    Task("Become a notebook", "sts:AssumeRole", "$NotebookExecutionRole", (_WITH,)),
    Task("Become who approves models", "sts:AssumeRole", "$ModelApprovalRole", (_WITH, _WITHOUT)),
    Task("Become an application that asks endpoints", "sts:AssumeRole", "$EndpointInvocationRole", (_WITH,)),
    Task("Become another environment's notebook", "sts:AssumeRole", f"{_IAM}:role/ds-other-dev-notebook-execution"),
    Task("Give a notebook its role", "iam:PassRole", "$NotebookExecutionRole", known=_TO_SAGEMAKER),
    Task("Give a job its role", "iam:PassRole", "$TrainingRole", known=_TO_SAGEMAKER),
    Task("Give an endpoint its role", "iam:PassRole", "$EndpointHostingRole", known=_TO_SAGEMAKER),
    Task(
        "Pass a notebook's role to another service",
        "iam:PassRole",
        "$NotebookExecutionRole",
        known={"iam:PassedToService": "ec2.amazonaws.com"},
    ),
    Task(
        "Push code from a notebook",
        "codecommit:GitPush",
        f"arn:${{AWS::Partition}}:codecommit:{_HERE}:{_NAME}",
        (through("GitCodeCommitEndpoint"), OUTSIDE),
    ),
    Task(
        "Install a package",
        "codeartifact:ReadFromRepository",
        f"arn:${{AWS::Partition}}:codeartifact:{_HERE}:repository/{_NAME}/packages",
        (through("CodeArtifactRepositoriesEndpoint"), OUTSIDE),
    ),
    Task(
        "Look up the environment's own parameters",
        "ssm:GetParameter",
        f"arn:${{AWS::Partition}}:ssm:{_HERE}:parameter/ds/${{Project}}-${{Stage}}/key/data",
        (through("SsmEndpoint"), OUTSIDE),
    ),
    Task(
        "Pull an image that a stranger made",
        "ecr:BatchGetImage",
        "arn:${AWS::Partition}:ecr:${AWS::Region}:444455556666:repository/sagemaker-scikit-learn",
        (through("EcrApiEndpoint"),),
        {"aws:ResourceAccount": "444455556666"},
    ),
    Task(
        "Open a security group",
        "ec2:AuthorizeSecurityGroupEgress",
        f"arn:${{AWS::Partition}}:ec2:{_HERE}:security-group/$WorkloadGroup",
    ),
    Task(
        "Change an endpoint's policy",
        "ec2:ModifyVpcEndpoint",
        f"arn:${{AWS::Partition}}:ec2:{_HERE}:vpc-endpoint/$S3Endpoint",
    ),
    Task(
        "Delete an endpoint of the network",
        "ec2:DeleteVpcEndpoints",
        f"arn:${{AWS::Partition}}:ec2:{_HERE}:vpc-endpoint/$S3Endpoint",
    ),
    Task(
        "Make a way to the internet",
        "ec2:CreateInternetGateway",
        f"arn:${{AWS::Partition}}:ec2:{_HERE}:internet-gateway/*",
    ),
)
