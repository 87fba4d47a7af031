"""Service Quotas: what an account may have, as AWS gives it unasked; nothing raises it here.

moto's `servicequotas` has the defaults of VPC alone. Values of VPC: VPC User Guide, "Amazon VPC quotas". How many
notebook instances of a type an account may run differs by account: these are examples, and accelerators have none, as
in a new account. So are Service Catalog's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded_aws.gateway.refusals import refuse_unknown
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.pages import take_page

VPC: tuple[tuple[str, str, int], ...] = (
    ("L-F678F1CE", "VPCs per Region", 5),
    ("L-29B6F2EB", "Interface VPC endpoints per VPC", 50),
    ("L-DF5E4CA3", "Network interfaces per Region", 5000),
)
CATALOG = (("L-CA000001", "Portfolios per Region", 100), ("L-CA000002", "Products per Region", 100))
USUAL, NONE = 8, 0
NOTEBOOKS = {
    **{f"ml.t3.{size}": USUAL for size in ("medium", "large", "xlarge", "2xlarge")},
    **{f"ml.m5.{size}": USUAL for size in ("large", "xlarge", "2xlarge", "4xlarge")},
    **{f"ml.c5.{size}": USUAL for size in ("large", "xlarge", "2xlarge", "4xlarge")},
    **{f"ml.g4dn.{size}": NONE for size in ("xlarge", "2xlarge")},
    **{f"ml.g5.{size}": NONE for size in ("xlarge", "2xlarge")},
    **{f"ml.p3.{size}": NONE for size in ("2xlarge", "8xlarge")},
}


class ServiceQuotas:
    """The quotas of VPC, SageMaker and Service Catalog; nothing is kept."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Answer one operation; raises ServiceError."""
        rows = list(_quotas(str(params["ServiceCode"]), call))
        match call.operation:
            case "ListServiceQuotas":
                page, more = take_page(rows, params)
                return {"Quotas": page, **more}
            case "GetServiceQuota":
                for row in rows:
                    if row["QuotaCode"] == params["QuotaCode"]:
                        return {"Quota": row}
                raise ServiceError("NoSuchResourceException", "The specified quota does not exist.", 400)
        raise refuse_unknown("service-quotas", call.operation)

    def dump(self) -> object:
        """Nothing of its own."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def _quotas(service: str, call: Call) -> Iterator[dict[str, Any]]:
    match service:
        case "vpc":
            rows = VPC
        case "servicecatalog":
            rows = CATALOG
        case "sagemaker":
            named = (f"{kind} for notebook instance usage" for kind in NOTEBOOKS)
            rows = tuple(
                (f"L-{number:08X}", name, value)
                for number, (name, value) in enumerate(zip(named, NOTEBOOKS.values(), strict=True), 1)
            )
        case _:
            raise ServiceError("NoSuchResourceException", f"The service {service} is not part of the embedded AWS", 400)
    for code, name, value in rows:
        yield {
            "ServiceCode": service,
            "QuotaCode": code,
            "QuotaName": name,
            "QuotaArn": f"arn:aws:servicequotas:{call.region}:{call.account}:{service}/{code}",
            "Value": float(value),
            "Adjustable": True,
            "GlobalQuota": False,
        }
