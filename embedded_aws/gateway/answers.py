"""`PUT /_embedded/answers/TOKEN`: where functions and machines answer a stack, with no signature but the token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embedded_aws.gateway.control import is_local
from embedded_aws.gateway.http_request import HttpRequest, HttpResponse
from embedded_aws.service import Answered

if TYPE_CHECKING:
    from embedded_aws.gateway.gateway import EmbeddedGateway

ANSWERS = "/_embedded/answers/"
LARGEST = 64 * 1024


def take_answer(gateway: EmbeddedGateway, request: HttpRequest) -> HttpResponse:
    """Hand an answer to the service whose URL it came to; a query, as presigned URLs have one, is passed over."""
    if not is_local(request):
        return HttpResponse(403, (), b"")
    if request.method != "PUT" or len(request.body) > LARGEST:
        return HttpResponse(400, (), b"")
    token = request.path.removeprefix(ANSWERS)
    for service in gateway.services.values():
        if isinstance(service, Answered) and service.take_answer(token, request.body):
            gateway.changed.set()
            return HttpResponse(200, (), b"")
    return HttpResponse(403, (), b"")
