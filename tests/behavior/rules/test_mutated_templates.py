"""Mutations of the real templates, unseen by scanners: each is found by its own rule, and by no other."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.manifest import load_products
from generator.synth import Rendered, render_product
from generator.verify.positions import Authors
from generator.verify.rules import RULES, check_document
from tests.behavior.rules.test_rules_of_resources import CODES as PLANTED_CODES

ROOT = Path(__file__).parents[3]
Document = dict[str, Any]
Mutate = Callable[[Document], None]


@cache
def rendered(product: str) -> Rendered:
    return render_product(ROOT, load_products(ROOT)[product])


def codes(product: str, mutate: Mutate) -> list[str]:
    """The codes that are found once the product's template is mutated."""
    document = copy.deepcopy(dict(rendered(product).document))
    mutate(document)
    return sorted({finding.code for finding in check_document(document)})


def properties(document: Document, name: str) -> Document:
    found: Document = document["Resources"][name]["Properties"]
    return found


def statements(document: Document, name: str, policy: str = "PolicyDocument") -> list[Any]:
    found: list[Any] = properties(document, name)[policy]["Statement"]
    return found


def statement(document: Document, name: str, sid: str, policy: str = "PolicyDocument") -> Document:
    """The statement of that Sid, inside an `Fn::If` too."""
    for each in statements(document, name, policy):
        for found in each.get("Fn::If", [None, each])[1:]:
            if found.get("Sid") == sid:
                named: Document = found
                return named
    raise LookupError(sid)


def without(*keys: str) -> Callable[[Document], None]:
    """Take every test of these keys out of a statement."""

    def strip(found: Document) -> None:
        for operator in list(found["Condition"]):
            for key in keys:
                found["Condition"][operator].pop(key, None)
            if not found["Condition"][operator]:
                del found["Condition"][operator]

    return strip


def change(name: str, key: str, value: Any) -> Mutate:
    return lambda document: properties(document, name).update({key: value})


def drop(name: str, key: str) -> Mutate:
    return lambda document: properties(document, name).pop(key) and None


def remove(name: str) -> Mutate:
    return lambda document: document["Resources"].pop(name) and None


def attribute(name: str, key: str, value: str) -> Mutate:
    return lambda document: document["Resources"][name].update({key: value})


def rename(name: str, sid: str, operator: str, old: str, new: str) -> Mutate:
    """Misspell a condition key."""

    def mutate(document: Document) -> None:
        tests = statement(document, name, sid)["Condition"][operator]
        tests[new] = tests.pop(old)

    return mutate


def demand(sid: str, operator: str, key: str, value: str) -> Mutate:
    """One more condition on the launch role's interfaces."""

    def mutate(document: Document) -> None:
        found = statement(document, "NotebookCreationNotebooks", sid)
        found.setdefault("Condition", {}).setdefault(operator, {})[key] = value

    return mutate


def strip(name: str, sid: str, *keys: str) -> Mutate:
    return lambda document: without(*keys)(statement(document, name, sid))


def open_policy(document: Document) -> None:
    everything = {"Sid": "All", "Effect": "Allow", "Principal": "*", "Action": ["*"], "Resource": ["*"]}
    properties(document, "StsEndpoint")["PolicyDocument"] = {"Version": "2012-10-17", "Statement": [everything]}


def no_deny(document: Document) -> None:
    denied = statement(document, "DataBucketPolicy", "DenyDataOutsideOurEndpoint")
    kept = [each for each in statements(document, "DataBucketPolicy") if denied not in each.get("Fn::If", [each])]
    properties(document, "DataBucketPolicy")["PolicyDocument"]["Statement"] = kept


def misspelt_service(document: Document) -> None:
    found = statement(document, "TrainingRole", "JobsOfThisAccount", "AssumeRolePolicyDocument")
    found["Principal"] = {"Service": "sagemaker.amazonaw.com"}


def misspelt_operator(document: Document) -> None:
    condition = statement(document, "StsEndpoint", "BecomeOurRoles")["Condition"]
    condition["StringEqual"] = condition.pop("StringEquals")


def launcher_makes_roles(document: Document) -> None:
    kept = [each for each in statements(document, "NotebookCreationNotebooks") if each["Sid"] != "DenyIdentityChange"]
    properties(document, "NotebookCreationNotebooks")["PolicyDocument"]["Statement"] = kept


def two_exports(document: Document) -> None:
    for output in list(document["Outputs"])[:2]:
        document["Outputs"][output]["Export"] = {"Name": {"Fn::Sub": "ds-${Project}-vpc"}}


def plain_script(document: Document) -> None:
    name = next(key for key, body in document["Resources"].items() if body["Type"].endswith("LifecycleConfig"))
    properties(document, name)["OnStart"] = [{"Content": "#!/bin/bash\necho hello"}]


def wide_jobs(document: Document) -> None:
    """The statement that a public reference has: all of SageMaker on everything."""
    wide = {"Sid": "Everything", "Effect": "Allow", "Action": ["sagemaker:CreateTrainingJob"], "Resource": ["*"]}
    statements(document, "TrainingWork").append(wide)


def unwalled(document: Document) -> None:
    for name in ("NameRulesOfVpc", "QueryLogOfVpc"):
        document["Resources"].pop(name)


def last_rule(**changed: Any) -> Mutate:
    def mutate(document: Document) -> None:
        properties(document, "NameRules")["FirewallRules"][-1].update(changed)

    return mutate


def allow_also(domain: str) -> Mutate:
    return lambda document: properties(document, "OwnNames")["Domains"].append(domain)


def fail_open(document: Document) -> None:
    body = {"ResourceId": {"Ref": "Vpc"}, "FirewallFailOpen": "ENABLED"}
    document["Resources"]["Open"] = {"Type": "AWS::Route53Resolver::FirewallConfig", "Properties": body}


def may(action: str) -> Mutate:
    granted = {"Sid": "ChangeNames", "Effect": "Allow", "Action": [action], "Resource": ["*"]}
    return lambda document: statements(document, "TrainingWork").append(granted)


def inside_only(document: Document) -> tuple[str, Document]:
    """The statement that ties a notebook's credentials to the network, and the policy that holds it."""
    for name, body in document["Resources"].items():
        if body["Type"] == "AWS::IAM::ManagedPolicy":
            for each in statements(document, name):
                if each.get("Sid") == "NeverFromElsewhere":
                    return name, each
    raise LookupError("NeverFromElsewhere")


def works_from_home(document: Document) -> None:
    name, found = inside_only(document)
    statements(document, name).remove(found)


def strip_service(action: str) -> Mutate:
    return lambda document: inside_only(document)[1]["Action"].remove(action)


SUBNETS, GROUPS = "sagemaker:VpcSubnets", "sagemaker:VpcSecurityGroupIds"
JOBS = ("NotebookExecutionJobs", "RunGuardedJobs")
MUTATIONS: dict[str, tuple[str, Mutate]] = {
    "an open endpoint policy": ("SEC453", open_policy),
    "an endpoint without a policy": ("SEC453", drop("SageMakerApiEndpoint", "PolicyDocument")),
    "an endpoint that foreign credentials pass": (
        "SEC453",
        strip("StsEndpoint", "BecomeOurRoles", "aws:PrincipalAccount"),
    ),
    "an endpoint without a group": ("SEC454", drop("StsEndpoint", "SecurityGroupIds")),
    "an endpoint without private DNS": ("SEC456", change("LogsEndpoint", "PrivateDnsEnabled", False)),
    "an endpoint that says nothing of private DNS": ("SEC456", drop("LogsEndpoint", "PrivateDnsEnabled")),
    "a role without its boundary": ("SEC457", drop("NotebookExecutionRole", "PermissionsBoundary")),
    "a pipeline's role without its boundary": ("SEC457", drop("EndpointCreationRole", "PermissionsBoundary")),
    "an application's role without its boundary": ("SEC457", drop("EndpointInvocationRole", "PermissionsBoundary")),
    "a launch role that may make roles": ("SEC457", launcher_makes_roles),
    "a job outside our subnets": ("SEC458", strip(*JOBS, SUBNETS)),
    "a job with any group": ("SEC458", strip(*JOBS, GROUPS)),
    "a job under any volume key": (
        "SEC458",
        strip(*JOBS, "sagemaker:VolumeKmsKey", "sagemaker:VolumeKmsKeyArn"),
    ),
    "a notebook outside our subnets": ("SEC458", strip("NotebookCreationNotebooks", "CreateSafeNotebooks", SUBNETS)),
    "jobs granted without a test": ("SEC458", wide_jobs),
    "a data bucket open to other ways": ("SEC459", no_deny),
    "a data bucket without a policy": ("SEC459", remove("ModelsBucketPolicy")),
    "a misspelt global key": (
        "SEC450",
        rename("StsEndpoint", "AskWhoWeAre", "StringEqualsIfExists", "aws:ResourceAccount", "aws:ResourceAcount"),
    ),
    "a misspelt key of a service": (
        "SEC407",
        rename("MonitoringEndpoint", "WriteOurMetrics", "StringLike", "cloudwatch:namespace", "cloudwatch:nameplace"),
    ),
    "an interface lent only to a service, and never taken back": (
        "SEC407",
        demand("LendInterfaces", "StringEquals", "ec2:AuthorizedService", "sagemaker.amazonaws.com"),
    ),
    "an interface that must have a VPC before it is made": (
        "SEC407",
        demand("MakeInterfaces", "ArnEquals", "ec2:Vpc", "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"),
    ),
    "a misspelt operator": ("SEC450", misspelt_operator),
    "a misspelt service in a trust": ("SEC451", misspelt_service),
    "a trail that does not log": ("SEC460", lambda document: change(trail(document), "IsLogging", False)(document)),
    "no trail": ("SEC460", lambda document: remove(trail(document))(document)),
    "a data bucket that goes with its stack": ("SEC461", attribute("DataBucket", "DeletionPolicy", "Delete")),
    "a data bucket that goes with its name": ("SEC461", attribute("DataBucket", "UpdateReplacePolicy", "Delete")),
    "a key that goes in a week": ("SEC462", change("DataKey", "PendingWindowInDays", 7)),
    "a network that answers every name": ("SEC430", unwalled),
    "a firewall of names that is another VPC's": ("SEC430", change("NameRulesOfVpc", "VpcId", "vpc-0a1b2c3d")),
    "names that no rule mentions let through": ("SEC431", change("EveryName", "Domains", ["*.example.com"])),
    "a last rule that only tells": ("SEC431", last_rule(Action="ALERT")),
    "a last rule before which another one stands": ("SEC431", last_rule(Priority=0)),
    "a last rule for one type of records": ("SEC431", last_rule(Qtype="A")),
    "every name below com allowed": ("SEC432", allow_also("*.com")),
    "everybody's reverse zones allowed": ("SEC432", allow_also("*.in-addr.arpa")),
    "whatever ends like AWS's names allowed": ("SEC432", allow_also("*amazonaws.com")),
    "a firewall of names that fails open": ("SEC433", fail_open),
    "a notebook that may change what is allowed": ("SEC433", may("route53resolver:UpdateFirewallDomains")),
    "a notebook that may do all to the resolver": ("SEC433", may("route53resolver:*")),
    "queries that are not logged": ("SEC434", remove("QueryLogOfVpc")),
    "queries logged without a key": ("SEC434 SEC490", drop("QueryLogs", "KmsKeyId")),
    "a notebook's credentials that work from home": ("SEC435", works_from_home),
    "a notebook's credentials that push code from home": ("SEC435", strip_service("codecommit:*")),
    "two exports of one name": ("SEC463", two_exports),
    "a map without a partition": (
        "SEC465",
        lambda document: document["Mappings"]["EndpointServicePrefixes"].pop("aws-eusc") and None,
    ),
}


def trail(document: Document) -> str:
    return next(name for name, body in document["Resources"].items() if body["Type"] == "AWS::CloudTrail::Trail")


def endpoints() -> list[str]:
    resources = rendered("environment").document["Resources"]
    return [name for name, body in resources.items() if body["Type"] == "AWS::EC2::VPCEndpoint"]


@pytest.mark.parametrize("product", ["environment", "notebook"])
def test_the_templates_as_they_are_have_no_finding(product: str) -> None:
    assert check_document(rendered(product).document) == []


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_it_is_found_by_its_own_rule_alone(mutation: str) -> None:
    code, mutate = MUTATIONS[mutation]
    assert codes("environment", mutate) == code.split(), "its module is in RULES, and no other rule finds it"


@pytest.mark.parametrize("name", endpoints())
def test_an_endpoint_that_is_gone_is_missed(name: str) -> None:
    # Without a gateway to S3 the bucket rule has nothing to compare with, and every other tier is known by its rest.
    assert codes("environment", remove(name)) == ["SEC452"]


@pytest.mark.parametrize("name", endpoints())
@pytest.mark.parametrize("service", ["com.amazonaws.${AWS::Region}.sagmaker.api", "com.amazonaws.eu-west-1.kms"])
def test_an_endpoint_of_a_wrong_name_is_no_endpoint(name: str, service: str) -> None:
    found = codes("environment", change(name, "ServiceName", {"Fn::Sub": service}))
    assert found == ["SEC452", "SEC455"]


def test_a_script_that_is_not_base64_is_found() -> None:
    assert codes("notebook", plain_script) == ["SEC464"]


def offer(machine: str) -> Mutate:
    return lambda document: document["Parameters"]["InstanceType"]["AllowedValues"].append(machine)


def choice(*machines: str) -> Document:
    return {"Fn::If": ["StopsWhenIdle", *machines]}


NOTEBOOK_MUTATIONS: dict[str, Mutate] = {
    "a platform of Amazon Linux 1": change("Notebook", "PlatformIdentifier", "notebook-al1-v1"),
    "a platform that cannot be started again": change("Notebook", "PlatformIdentifier", "notebook-al2-v2"),
    "a platform of Amazon Linux 2": change("Notebook", "PlatformIdentifier", "notebook-al2-v3"),
    "a retired machine on offer": offer("ml.p2.xlarge"),
    "a retired machine in one of two cases": change("Notebook", "InstanceType", choice("ml.t3.large", "ml.p3.2xlarge")),
    "an accelerator of Elastic Inference": change("Notebook", "AcceleratorTypes", ["ml.eia2.medium"]),
}


@pytest.mark.parametrize("mutation", NOTEBOOK_MUTATIONS)
def test_what_aws_has_retired_is_found(mutation: str) -> None:
    assert codes("notebook", NOTEBOOK_MUTATIONS[mutation]) == ["SEC468"]


OPEN_MUTATIONS: dict[str, Mutate] = {
    "a way to the internet": change("Notebook", "DirectInternetAccess", "Enabled"),
    "a user who is root": change("Notebook", "RootAccess", "Enabled"),
    "root in one of two cases": change("Notebook", "RootAccess", choice("Disabled", "Enabled")),
    "root for who asks": change("Notebook", "RootAccess", {"Ref": "InstanceType"}),
    "nothing said of root": lambda document: properties(document, "Notebook").pop("RootAccess"),
}


@pytest.mark.parametrize("mutation", OPEN_MUTATIONS)
def test_an_open_notebook_is_found(mutation: str) -> None:
    assert codes("notebook", OPEN_MUTATIONS[mutation]) == ["SEC436"]


def policy(**statement: Any) -> Mutate:
    document = {"Version": "2012-10-17", "Statement": [{"Sid": "All", "Effect": "Allow", **statement}]}
    kind = "SNS::TopicPolicy" if "Principal" in statement else "IAM::ManagedPolicy"
    body = {"Type": f"AWS::{kind}", "Properties": {"PolicyDocument": document}}
    return lambda template: template["Resources"].update(Wide=body)


def role_with(arn: Any) -> Mutate:
    trusts = {"Sid": "Use", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}
    trust = {"Version": "2012-10-17", "Statement": [{**trusts, "Action": "sts:AssumeRole"}]}
    given = {"AssumeRolePolicyDocument": trust, "ManagedPolicyArns": [arn], "PermissionsBoundary": "arn:of:one"}
    return lambda document: document["Resources"].update(Wide={"Type": "AWS::IAM::Role", "Properties": given})


NO_LIMIT: dict[str, Mutate] = {
    "everybody": policy(Principal="*", Action="sns:Publish", Resource="arn:aws:sns:eu-west-1:111122223333:t"),
    "everybody's accounts": policy(Principal={"AWS": ["*"]}, Action="sns:Publish", Resource="*"),
    "AWS's administrator": role_with("arn:aws:iam::aws:policy/AdministratorAccess"),
    "AWS's full access": role_with({"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AmazonS3FullAccess"}),
}


@pytest.mark.parametrize("mutation", NO_LIMIT)
def test_a_permission_without_a_limit_is_found(mutation: str) -> None:
    assert codes("notebook", NO_LIMIT[mutation]) == ["SEC467"]


def test_everything_is_found_and_a_policy_of_aws_that_is_small_is_not() -> None:
    assert "SEC467" in codes("notebook", policy(Action="*", Resource="*"))
    assert codes("notebook", role_with("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")) == []


def test_a_shape_that_a_rule_cannot_read_is_said_and_is_no_crash() -> None:
    assert "SEC466" in codes("notebook", policy(Action="sns:Publish", Resource="*", Condition="never"))


def test_a_variant_of_an_endpoint_on_a_retired_machine_is_found() -> None:
    variant = {"VariantName": "all", "ModelName": "m", "InitialVariantWeight": 1, "InstanceType": "ml.p2.xlarge"}
    body = {
        "Type": "AWS::SageMaker::EndpointConfig",
        "Properties": {"KmsKeyId": "key-1", "ProductionVariants": [variant]},
    }
    assert codes("notebook", lambda document: document["Resources"].update(Config=body)) == ["SEC468"]
    variant["InstanceType"] = "ml.t2.medium"
    assert codes("notebook", lambda document: document["Resources"].update(Config=body)) == []


def test_every_rule_has_a_mutation_that_it_finds() -> None:
    found = {each for code, _ in MUTATIONS.values() for each in code.split()} | PLANTED_CODES
    found |= {"SEC436", "SEC452", "SEC455", "SEC464", "SEC467", "SEC468"}
    rules = {code for code in RULES if " " not in code}
    assert rules - found == set(), "a row in MUTATIONS"


def test_every_module_of_a_rule_is_in_the_table() -> None:
    modules = {path.stem for path in (ROOT / "generator" / "verify" / "rules").glob("*.py")} - {
        "__init__",
        "template",
        "values",
    }
    assert {find.__module__.rpartition(".")[2] for find in RULES.values()} == modules, "a row in RULES"


def places() -> Iterator[tuple[str, ...]]:
    for name, mutate in (("DataKey", MUTATIONS["a key that goes in a week"][1]), ("DataBucketPolicy", no_deny)):
        document = copy.deepcopy(dict(rendered("environment").document))
        mutate(document)
        assert name in document["Resources"]
        yield from (finding.path for finding in check_document(document))


def test_each_is_reported_where_the_author_wrote_it() -> None:
    authors = Authors(ROOT)
    spans = [authors.find(rendered("environment"), path) for path in places()]
    assert [span.path for span in spans if span] == ["products/environment/keys.py", "products/environment/buckets.py"]
