"""The tags of a launched stack: the portfolio's, the product's, the chosen options and Service Catalog's own."""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.servicecatalog.launch_paths import LaunchPath
from embedded_aws.servicecatalog.refusals import invalid
from embedded_aws.servicecatalog.state import Catalog


def open_options(path: LaunchPath) -> dict[str, list[str]]:
    """The values that each tag option key leaves; an empty list is a conflict between portfolio and product."""
    of_portfolio = _active(path.home, path.portfolio.id)
    of_product = _active(path.owner, path.product.id)
    left: dict[str, list[str]] = {}
    for key in dict.fromkeys([*of_portfolio, *of_product]):
        ours, theirs = of_portfolio.get(key), of_product.get(key)
        if ours is None or theirs is None:
            left[key] = ours or theirs or []
        else:
            left[key] = [value for value in ours if value in theirs]
    return left


def _active(home: Catalog, resource: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for holder, option_id in home.tag_links:
        option = home.tag_options[option_id]
        if holder == resource and option.active:
            found.setdefault(option.key, []).append(option.value)
    return found


def chosen_tags(path: LaunchPath, given: Mapping[str, str]) -> dict[str, str]:
    """All tags but Service Catalog's own; raises InvalidParametersException for a value that no option allows."""
    options = open_options(path)
    for key, value in given.items():
        if options.get(key) and value not in options[key]:
            raise invalid(f"Tag {key} must have one of the values {', '.join(options[key])}, not {value}.")
    missing = [key for key, values in options.items() if len(values) > 1 and key not in given]
    if missing:
        raise invalid(f"Choose a value for the tag option {missing[0]}: {', '.join(options[missing[0]])}.")
    conflict = f"sc-tagoption-conflict-{path.portfolio.id}-{path.product.id}"
    settled = {key: values[0] if values else conflict for key, values in options.items() if len(values) < 2}
    return {**_inherited(path), **given, **settled}


def _inherited(path: LaunchPath) -> dict[str, str]:
    """The tags of portfolio and product. AWS quirk: two values for one key become `sc-tagconflict-…`."""
    portfolio, product = path.portfolio.tags, path.product.tags
    conflict = f"sc-tagconflict-{path.portfolio.id}-{path.product.id}"
    both = {key for key in portfolio if key in product and portfolio[key] != product[key]}
    return {**portfolio, **product, **dict.fromkeys(both, conflict)}


def own_tags(path: LaunchPath, artifact: str, provisioned_arn: str, caller_arn: str) -> dict[str, str]:
    """The tags under `aws:servicecatalog:` that every launched resource gets ("AutoTags", administrator guide)."""
    return {
        "aws:servicecatalog:portfolioArn": path.portfolio.arn,
        "aws:servicecatalog:productArn": path.product.arn,
        "aws:servicecatalog:provisioningPrincipalArn": caller_arn,
        "aws:servicecatalog:provisionedProductArn": provisioned_arn,
        "aws:servicecatalog:provisioningArtifactIdentifier": artifact,
    }
