"""Forms → the plain data of `generator.model`. Nothing is checked here."""

from __future__ import annotations

from collections.abc import Mapping

from generator import model
from generator.manifest import forms
from generator.manifest.forms.regions import partition_of
from generator.model.action import Action
from generator.model.launch_role import ENVIRONMENT, LAUNCH_PATH, MADE_BOUNDARY, MADE_PATH
from generator.model.share import Share

DEFAULT_CIDR = "10.0.0.0/16"


def build_catalog(form: forms.PortfolioFile, products: Mapping[str, model.Product], base: model.Base) -> model.Catalog:
    """Everything that portfolio.yaml says; a launch role that is not given is the product's own."""
    return model.Catalog(
        key=form.catalog,
        targets={
            name: model.Target(name, it.account, it.region, it.ring, it.profile) for name, it in form.targets.items()
        },
        environments={name: build_environment(name, it, form.targets) for name, it in form.environments.items()},
        portfolios={key: build_portfolio(key, it, products) for key, it in form.portfolios.items()},
        base=base,
    )


def build_environment(
    name: str, form: forms.EnvironmentForm, targets: Mapping[str, forms.TargetForm]
) -> model.Environment:
    """One base environment."""
    return model.Environment(
        name=name,
        target=form.target,
        project=form.project,
        stage=form.stage,
        version=model.Version.parse(form.version),
        network=build_network(form.network),
        scientists=build_trust(form.people.scientists),
        options=build_options(form.options),
        approvers=tuple(form.people.approvers),
        existing=model.Existing(
            form.existing.data_key, form.existing.notebook_key, form.existing.logs_key, form.existing.log_bucket
        ),
        roles=_launched_roles(targets[form.target]) if form.launched else _roles(form.roles),
        launched=form.launched,
    )


def _roles(form: forms.RolesForm) -> model.Roles:
    return model.Roles(form.path, form.boundary, form.made)


def _launched_roles(target: forms.TargetForm) -> model.Roles:
    """Where a portfolio that offers environments lets them have their roles."""
    boundary = f"arn:{partition_of(target.region)}:iam::{target.account}:policy{LAUNCH_PATH}{MADE_BOUNDARY}"
    return model.Roles(MADE_PATH, boundary)


def build_trust(form: forms.TrustForm) -> model.Trust:
    """Who may become the data scientist."""
    return model.Trust(form.trust, tuple(form.principals), form.saml_provider, form.permission_set)


def build_network(form: forms.NetworkForm) -> model.Network:
    """A VPC of its own has a block, by default; of an existing one it need not be known."""
    return model.Network(
        cidr=form.cidr or (DEFAULT_CIDR if form.vpc is None else None),
        zones=form.zone_count,
        zone_names=() if isinstance(form.zones, int) else tuple(form.zones),
        endpoints=tuple(form.endpoints),
        access_cidr=form.access_cidr,
        access_group=form.access_group,
        proxy=form.proxy,
        network_acls=form.network_acls,
        vpc=form.vpc,
        vpc_owner=form.vpc_owner,
        subnets=tuple(form.subnets),
        route_tables=tuple(form.route_tables),
        existing_endpoints=tuple(form.existing_endpoints),
        dns_firewall=form.dns_firewall,
        allowed_domains=tuple(form.allowed_domains),
        s3_prefix_list=form.s3_prefix_list,
    )


def build_options(form: forms.OptionsForm) -> model.Options:
    """The switches."""
    return model.Options(
        current=form.current,
        git=form.git,
        packages=form.packages,
        alarms=form.alarms,
        trail=form.trail,
        sagemaker_log_groups=form.sagemaker_log_groups,
        presign=form.presign,
        presign_cidr=form.presign_cidr,
        owner=form.owner,
        detective=form.detective,
        organization=form.organization,
        log_retention_days=form.log_retention_days,
        job_instances=tuple(form.job_instances),
        data_principals=tuple(form.data_principals),
        pipeline_principals=tuple(form.pipeline_principals),
        application_principals=tuple(form.application_principals),
        application_cidr=form.application_cidr,
        application_group=form.application_group,
        external_id=form.external_id,
        invoke=form.invoke,
    )


def build_portfolio(key: str, form: forms.PortfolioForm, products: Mapping[str, model.Product]) -> model.Portfolio:
    """One portfolio with its offers."""
    return model.Portfolio(
        key=key,
        name=form.name,
        provider=form.provider,
        environment=form.environment,
        target=form.target,
        offers=tuple(build_offer(offer, products) for offer in form.products),
        access=tuple(model.Access(it.environment_role, it.principal, it.pattern) for it in form.access),
        description=form.description,
        support=build_support(form.support),
        tags=tuple(form.tags.items()),
        tag_options=build_tag_options(form.tag_options),
        shares=tuple(build_share(it) for it in form.share),
    )


def build_offer(form: forms.OfferForm, products: Mapping[str, model.Product]) -> model.Offer:
    """One product in a portfolio."""
    product = products.get(form.use)
    return model.Offer(
        product=form.use,
        current=tuple(map(model.Version.parse, form.offer.current)),
        deprecated=tuple(map(model.Version.parse, form.offer.deprecated)),
        launch_role=build_given_role(form.launch_role) or (product.launch_role if product else None),
        narrow=tuple(form.narrow.items()),
        tag_updates=form.tag_updates,
        notify=tuple(form.notify),
        rules={name: rule.document for name, rule in form.rules.items()},
    )


def build_given_role(form: str | forms.GivenRoleForm | None) -> model.GivenRole | None:
    """A launch role that exists; None where none is named."""
    match form:
        case None:
            return None
        case str():
            return model.GivenRole(arn=form) if ":" in form else model.GivenRole(local=form)
    return model.GivenRole(name=form.name, arn=form.arn, policies=form.policies)


def build_share(form: forms.ShareForm) -> Share:
    """With whom a portfolio is shared."""
    kind, receiver = form.receiver
    return Share(kind, receiver, form.principals, form.tag_options)


def build_tag_options(form: Mapping[str, list[str]]) -> model.TagOptions:
    """Each key with its values."""
    return tuple((name, tuple(values)) for name, values in form.items())


def build_support(form: forms.SupportForm) -> model.Support:
    """Whom to ask."""
    return model.Support(form.email, form.url, form.description)


def build_product(name: str, form: forms.ProductFile) -> model.Product:
    """One product folder."""
    return model.Product(
        name=name,
        folder=f"products/{name}",
        title=form.title,
        summary=form.summary,
        owner=form.owner,
        version=model.Version.parse(form.version),
        support=build_support(form.support),
        launch_role=build_given_role(form.launch_role),
        distributor=form.distributor,
        owner_parameter=form.owner_parameter,
        environment_parameter=_environment_parameter(form),
        tag_options=build_tag_options(form.tag_options),
        actions=tuple(
            Action(
                key, it.summary, it.document, it.version, it.role, tuple(sorted(it.parameters.items())), it.target_type
            )
            for key, it in sorted(form.actions.items())
        ),
    )


def _environment_parameter(form: forms.ProductFile) -> str | None:
    if form.lives_in == "account":
        return None
    return form.environment_parameter or ENVIRONMENT
