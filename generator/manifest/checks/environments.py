"""Environments among themselves: names, and what only one of an account, or of its region, can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.diagnostics import Finding
from generator.manifest.draft import Draft
from generator.manifest.forms import EnvironmentForm
from generator.manifest.forms.names import BUCKET_LIMIT, bucket_length

_LOG_GROUPS = "sagemaker-log-groups"


def check_environments(draft: Draft) -> Iterator[Finding]:
    """Names that do not follow from project and stage or grow too long, and two of what can be one."""
    yield from _check_names(draft)
    yield from _check_prefixes(draft)
    yield from _check_launched(draft)
    yield from _check_once(
        draft,
        "PF127",
        lambda it: (it.project, it.stage),
        ("project",),
        "has the same project and stage as `{first}` in the same account, so that the names of their roles collide",
        "give one of the two another stage",
        everywhere=True,
    )
    yield from _check_once(
        draft,
        "PF129",
        lambda it: it.options.current or None,
        ("options", "current"),
        "is the current environment, and so is `{first}` in the same account and region",
        "current: false",
    )
    yield from _check_once(
        draft,
        "PF135",
        lambda it: it.options.sagemaker_log_groups or None,
        ("options", _LOG_GROUPS),
        "owns the account's /aws/sagemaker log groups, and so does `{first}` in the same account and region",
        f"options: {{ {_LOG_GROUPS}: false }}",
    )


def _check_names(draft: Draft) -> Iterator[Finding]:
    for name, environment in draft.environments.items():
        proper = _proper(environment)
        if name != proper:
            message = f"the environment `{name}` is called `{proper}`: its name is its project and its stage"
            yield Finding("PF126", message, draft.spans.key("environments", name), proper, "not <project>-<stage>")
        target = draft.targets.get(environment.target)
        length = bucket_length(proper, target.region) if target else 0
        if length > BUCKET_LIMIT:
            message = f"a bucket of `{proper}` would have a name of {length} characters; S3 allows {BUCKET_LIMIT}"
            at = draft.spans.at("environments", name, "project")
            fix = f"a project of at most {len(environment.project) - length + BUCKET_LIMIT} characters"
            yield Finding("PF136", message, at, fix, "too long in this region")


def _check_launched(draft: Draft) -> Iterator[Finding]:
    """PF236: roles of an environment that was launched, which are where launches make them."""
    for name, environment in draft.environments.items():
        if environment.launched and "roles" in environment.model_fields_set:
            message = f"`{name}` was launched from a portfolio, which says where its roles are"
            yield Finding("PF236", message, draft.spans.key("environments", name, "roles"), "remove `roles`")


def _check_prefixes(draft: Draft) -> Iterator[Finding]:
    """Policies of `churn-dev` name `ds-churn-dev-*`, which is also what `churn-dev-qa` is made of.

    Names of roles are one list for the whole account, so this holds for environments in any two of its regions.
    """
    names: dict[tuple[str, str], str] = {}
    for name, environment in draft.environments.items():
        if target := draft.targets.get(environment.target):
            names.setdefault((target.account, _proper(environment)), name)
    for (account, proper), name in names.items():
        words = proper.split("-")
        for count in range(2, len(words)):
            start = "-".join(words[:count])
            if shorter := names.get((account, start)):
                message = (
                    f"`{shorter}` may touch what belongs to `{name}`: its policies name ds-{start}-*, and all of "
                    f"`{name}` is called ds-{proper}-…"
                )
                fix = f"project: {draft.environments[name].project.replace('-', '')}"
                yield Finding("PF131", message, draft.spans.at("environments", name, "project"), fix, "begins alike")
                break


def _check_once(
    draft: Draft,
    code: str,
    trait: Callable[[EnvironmentForm], object],
    path: tuple[str, ...],
    words: str,
    fix: str,
    *,
    everywhere: bool = False,
) -> Iterator[Finding]:
    """A trait (not None) that two environments of one region, or of an account `everywhere`, cannot share."""
    first: dict[object, str] = {}
    for name, environment in draft.environments.items():
        target = draft.targets.get(environment.target)
        value = trait(environment)
        if target is None or value is None:
            continue
        holder = first.setdefault((target.account, "" if everywhere else target.region, value), name)
        if holder != name:
            message = f"`{name}` {words.format(first=holder)}"
            yield Finding(code, message, draft.spans.at("environments", name, *path), fix)


def _proper(environment: EnvironmentForm) -> str:
    return f"{environment.project}-{environment.stage}"
