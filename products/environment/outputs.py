"""What a person needs to know once the environment exists."""

from __future__ import annotations

from collections.abc import Mapping

from troposphere import If, Sub

from generator.blueprint import Canvas
from products.environment.estate import Estate, When
from products.environment.names import ENVIRONMENT, Value

_OPENING = {
    When.PRESIGN_ENDPOINT: "Only through the private endpoints, over VPN or Direct Connect; the console's Open button "
    "does not work, use the command line.",
    When.PRESIGN_CIDR: "From the addresses in PresignCidr.",
}
_FILTERED = "AWS's names, the VPC's own and those of AllowedDomains."
_UNFILTERED = "Every name, as far as this stack decides: data can leave in the names that are asked for."
_CLOSED = "None, as far as this stack decides."
_PROXY = "The proxy at ${Proxy}, and no other: what leaves by it is for the proxy's own list to say."


def build_outputs(canvas: Canvas, estate: Estate, roles: Mapping[str, Value]) -> None:
    """Draw the outputs; everything else is found below the parameters' path."""
    canvas.output("EnvironmentName", Sub(ENVIRONMENT), "Name of the environment")
    canvas.output("ParametersPath", Sub(f"/ds/{ENVIRONMENT}/"), "SSM path of everything that others need to know")
    canvas.output("VpcId", estate.network.vpc, "VPC that notebooks and jobs run in")
    canvas.output("DataBucketName", estate.buckets.data.name, "Bucket of the data")
    canvas.output("ModelsBucketName", estate.buckets.models.name, "Bucket of models and other results")
    canvas.output("LogsBucketName", estate.buckets.logs.name, "Bucket of access logs and the trail")
    canvas.output("DataScientistRoleArn", roles["data-scientist"], "Role that data scientists assume")
    canvas.output("NotebookCreationRoleArn", roles["notebook-creation"], "Launch role of the notebook product")
    canvas.output("NamesAnswered", If(When.DNS_FIREWALL, _FILTERED, _UNFILTERED), "What the VPC's resolver answers")
    canvas.output("WayOut", If(When.WITH_PROXY, Sub(_PROXY), _CLOSED), "By which way packets leave the network")
    canvas.output("OpeningNotebooks", _opening(), "From where notebooks can be opened")


def _opening() -> Value:
    anywhere = "From anywhere that the person is signed in."
    by_cidr = If(When.PRESIGN_CIDR, _OPENING[When.PRESIGN_CIDR], anywhere)
    return If(When.PRESIGN_ENDPOINT, _OPENING[When.PRESIGN_ENDPOINT], by_cidr)
