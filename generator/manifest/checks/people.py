"""Who may become what: ways of trust, their ARNs, and accounts that must agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics import Finding, Span
from generator.manifest.draft import Draft
from generator.manifest.forms import OptionsForm, TargetForm, TrustForm
from generator.manifest.forms.identities import BOTH_SHAPES, IDENTITY_CENTER, ONE_SHAPE, PRINCIPAL, SAML
from generator.manifest.forms.regions import partition_of

_USER = "arn:aws:iam::111122223333:user/dana"
_CENTER = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_DataScientist_*"
_SAML = "saml-provider: arn:aws:iam::111122223333:saml-provider/CorporateDirectory"

Path = tuple[str | int, ...]


def check_people(draft: Draft) -> Iterator[Finding]:
    """Trust, presigned URLs, and principals of the wrong account or partition."""
    for name, environment in draft.environments.items():
        scientists = environment.people.scientists
        path: Path = ("environments", name, "people", "scientists")
        yield from _check_trust(draft, path, scientists)
        yield from _check_permission_set(draft, path, scientists, environment.options)
        yield from _check_presign(draft, name, environment.options)
        target = draft.targets.get(environment.target)
        if target is not None:
            yield from check_partition(draft, (*path, "principals"), scientists.principals, target)
            for key in ("pipeline-principals", "application-principals", "data-principals"):
                arns = getattr(environment.options, key.replace("-", "_"))
                yield from check_partition(draft, ("environments", name, "options", key), arns, target)
            yield from _check_own_account(draft, path, scientists, target)
            yield from _check_data_principals(draft, name, target)
    yield from _check_one_environment_a_set(draft)
    yield from _check_access(draft)


def _check_data_principals(draft: Draft, name: str, target: TargetForm) -> Iterator[Finding]:
    """Roles of this account, and none of an environment's own: those come through the S3 endpoint, or not at all."""
    for index, arn in enumerate(draft.environments[name].options.data_principals):
        at = draft.spans.at("environments", name, "options", "data-principals", index)
        if ":role/" not in arn or arn.split(":")[4] != target.account:
            message = f"`{arn}` is no role of {target.account}, the account of `{name}`"
            yield Finding("PF186", message, at, f"arn:aws:iam::{target.account}:role/data-loader")
        elif arn.rsplit("/", 1)[-1] in {f"ds-{name}-{local}" for local in draft.folders.base.roles}:
            message = f"`{arn}` is one of the environment's own roles, which reach data through its S3 endpoint"
            yield Finding("PF186", message, at, "name another role, or remove it")


def _check_trust(draft: Draft, path: Path, trust: TrustForm) -> Iterator[Finding]:
    at = draft.spans.at(*path, "trust")
    if trust.trust == "saml":
        if trust.saml_provider is None:
            yield Finding("PF143", "`trust: saml` needs the `saml-provider` that people sign in by", at, _SAML)
        if trust.principals:
            message = "`principals` mean nothing with `trust: saml`: the provider says who comes in"
            yield Finding("PF143", message, draft.spans.at(*path, "principals"), "remove `principals`")
        return
    if trust.saml_provider is not None:
        message = f"`saml-provider` means nothing with `trust: {trust.trust}`"
        yield Finding("PF143", message, draft.spans.at(*path, "saml-provider"), "trust: saml")
    example = _USER if trust.trust == "mfa" else _CENTER
    if not trust.principals and trust.permission_set is None:
        message = f"`trust: {trust.trust}` needs `principals`: who may become the data scientist"
        yield Finding("PF143", message, at, f'principals: ["{example}"]')
    for index, arn in enumerate(trust.principals):
        center = IDENTITY_CENTER.fullmatch(arn) is not None
        at = draft.spans.at(*path, "principals", index)
        if trust.trust == "identity-center" and not center:
            message = "with `trust: identity-center` a principal is the role of an Identity Center permission set"
            yield Finding("PF143", message, at, example)
        elif center and ONE_SHAPE in arn:
            yield _one_shape(at, arn)
        elif trust.trust == "mfa" and ":user/" not in arn:
            message = "with `trust: mfa` a principal is an IAM user, whose name the session carries: a role has no such"
            yield Finding("PF143", message, at, example)


def _check_permission_set(draft: Draft, path: Path, trust: TrustForm, options: OptionsForm) -> Iterator[Finding]:
    if trust.permission_set is None:
        return
    at = draft.spans.at(*path, "permission-set")
    if trust.trust != "identity-center":
        message = f"`permission-set` means nothing with `trust: {trust.trust}`"
        yield Finding("PF143", message, at, "trust: identity-center")
    elif trust.principals:
        message = "`permission-set` says who is a data scientist, and `principals` say it again"
        yield Finding("PF143", message, draft.spans.at(*path, "principals"), "remove `principals`")
    if options.owner == "provisioning-principal":
        message = "a session of a permission set has no source identity, so that nobody would open a notebook"
        span = draft.spans.at(*path[:2], "options", "owner")
        yield Finding("PF143", message, span, "owner: owner-tag", "needs a source identity")


def _check_one_environment_a_set(draft: Draft) -> Iterator[Finding]:
    """The policies of two environments in one role refuse each other's notebooks, and each must be in its account."""
    seen: dict[str, str] = {}
    for name, environment in draft.environments.items():
        permission_set = environment.people.scientists.permission_set
        if permission_set is not None and seen.setdefault(permission_set, name) != name:
            at = draft.spans.at("environments", name, "people", "scientists", "permission-set")
            message = f"the permission set `{permission_set}` is that of `{seen[permission_set]}` already"
            yield Finding("PF149", message, at, f"permission-set: {name}"[:48], "one environment a set")


def _one_shape(at: Span, text: str) -> Finding:
    message = "this lets in Identity Center's roles with a region in their path only; in us-east-1 they have none"
    return Finding("PF139", message, at, text.replace(ONE_SHAPE, BOTH_SHAPES), "one of two shapes")


def _check_presign(draft: Draft, name: str, options: OptionsForm) -> Iterator[Finding]:
    path = ("environments", name, "options")
    if options.presign == "cidr" and options.presign_cidr is None:
        message = "`presign: cidr` needs the `presign-cidr` from which presigned URLs work"
        yield Finding("PF146", message, draft.spans.at(*path, "presign"), "presign-cidr: 172.16.0.0/12")
    if options.presign != "cidr" and options.presign_cidr is not None:
        message = f"`presign-cidr` means nothing with `presign: {options.presign}`"
        yield Finding("PF146", message, draft.spans.at(*path, "presign-cidr"), "presign: cidr")
    network = draft.environments[name].network
    if options.presign == "endpoint" and network.access_cidr is None and network.access_group is None:
        message = "with `presign: endpoint` notebooks open only through the endpoints, and nobody reaches these"
        fix = "network: { access-cidr: 172.16.0.0/12 }"
        yield Finding("PF146", message, draft.spans.at(*path, "presign"), fix)


def check_partition(draft: Draft, path: Path, arns: Sequence[str], target: TargetForm) -> Iterator[Finding]:
    """Principals of another partition than the target\'s; `path` leads to their list."""
    partition = partition_of(target.region)
    for index, arn in enumerate(arns):
        if arn.split(":")[1] != partition:
            message = f"`{arn}` is of the partition `{arn.split(':')[1]}`, and {target.region} is of `{partition}`"
            fix = ":".join(["arn", partition, *arn.split(":")[2:]])
            yield Finding("PF147", message, draft.spans.at(*path, index), fix, "another partition")


def _check_own_account(draft: Draft, path: Path, trust: TrustForm, target: TargetForm) -> Iterator[Finding]:
    """Users, a SAML provider and Identity Center's roles are those of the environment's own account."""
    arns: list[tuple[Path, str]] = []
    if trust.saml_provider is not None:
        arns.append(((*path, "saml-provider"), trust.saml_provider))
    if trust.trust != "saml":
        arns += [((*path, "principals", index), arn) for index, arn in enumerate(trust.principals)]
    for at, arn in arns:
        match = SAML.fullmatch(arn) or IDENTITY_CENTER.fullmatch(arn) or PRINCIPAL.fullmatch(arn)
        if match is not None and match[2] != target.account:
            yield foreign_principal(draft, at, arn, target.account)


def _check_access(draft: Draft) -> Iterator[Finding]:
    """Service Catalog takes principals of its own account only, and each once."""
    for key, portfolio in draft.portfolios.items():
        target = draft.targets.get(draft.target_of(portfolio) or "")
        seen: dict[tuple[str | None, ...], int] = {}
        for index, access in enumerate(portfolio.access):
            path: Path = ("portfolios", key, "access", index)
            who = (access.environment_role, access.principal, access.pattern)
            if seen.setdefault(who, index) != index:
                named = next(name for name in who if name is not None)
                at = draft.spans.at(*path)
                yield Finding("PF148", f"`{named}` has access twice", at, "remove one of the two", "again")
            if ONE_SHAPE in (access.pattern or ""):
                yield _one_shape(draft.spans.at(*path, "pattern"), access.pattern or "")
            match = PRINCIPAL.fullmatch(access.principal or "")
            if match is not None and target is not None and match[2] != target.account:
                yield foreign_principal(draft, (*path, "principal"), match[0], target.account)
            elif match is not None and target is not None:
                yield from check_partition(draft, (*path, "principal"), [match[0]], target)


def foreign_principal(draft: Draft, path: Path, arn: str, account: str) -> Finding:
    """The finding about a principal of another account than the environment\'s."""
    parts = arn.split(":")
    message = f"`{arn}` is of account {parts[4]}, and the environment is in {account}"
    fix = ":".join([*parts[:4], account, *parts[5:]])
    return Finding("PF141", message, draft.spans.at(*path), fix, "another account")
