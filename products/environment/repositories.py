"""Where code and packages come from: CodeCommit, and CodeArtifact with the public index behind it."""

from __future__ import annotations

from troposphere import GetAtt, Retain, RetainExceptOnCreate, codeartifact, codecommit

from generator.blueprint import Canvas
from products.environment.endpoints.policies.code import PACKAGES
from products.environment.estate import Keys, Sources, When
from products.environment.names import PREFIX, arn, named
from products.environment.tags import tags


def build_repositories(canvas: Canvas, keys: Keys) -> Sources:
    """Draw what was asked for; the references are made from names and free of conditions."""
    canvas.add(_code(keys))
    with canvas.optional(When.OWN_PACKAGES):
        _packages(canvas, keys)
    return Sources(
        repository_arn=arn("codecommit", "{prefix}"),
        package_domain_arn=arn("codeartifact", "domain/{prefix}"),
        package_repository_arn=arn("codeartifact", f"repository/{PREFIX}/{PACKAGES}"),
        packages_arn=arn("codeartifact", f"package/{PREFIX}/{PACKAGES}/*"),
    )


def _code(keys: Keys) -> codecommit.Repository:
    return codecommit.Repository(
        "Repository",
        Condition=When.OWN_REPOSITORY,
        RepositoryName=named(),
        RepositoryDescription="Code of the project's data scientists",
        KmsKeyId=keys.data,
        Tags=tags(),
        DeletionPolicy=RetainExceptOnCreate,
        UpdateReplacePolicy=Retain,
    )


def _packages(canvas: Canvas, keys: Keys) -> None:
    domain = canvas.add(codeartifact.Domain("PackageDomain", DomainName=named(), EncryptionKey=keys.data, Tags=tags()))
    public = canvas.add(
        codeartifact.Repository(
            "PublicPackages",
            DomainName=GetAtt(domain, "Name"),
            RepositoryName="public",
            Description="Packages of the public Python index, kept at first use",
            ExternalConnections=["public:pypi"],
            Tags=tags(),
        )
    )
    canvas.add(
        codeartifact.Repository(
            "PackageRepository",
            DomainName=GetAtt(domain, "Name"),
            RepositoryName=PACKAGES,
            Description="What pip installs from",
            Upstreams=[GetAtt(public, "Name")],
            Tags=tags(),
        )
    )
