"""The control URLs: what a test or the command line asks of the embedded AWS itself. AWS has none of it.

They answer whoever brings the secret of the state, and by two hosts only: no other user of the machine, and no page in
a browser.

GET    /_embedded/status
GET    /_embedded/endpoints?vpc=vpc-…            the VPC's endpoints as URLs
GET    /_embedded/dns?vpc=vpc-…&name=…           what DNS Firewall does with a name; chain=a,b are its redirections
GET    /_embedded/notebook/NAME                  a notebook's credentials and the endpoints of its subnet
GET    /_embedded/credentials?role=ARN&service=  a session of a role, as the service gets it
GET    /_embedded/messages?topic=ARN             what a topic has sent, the oldest first
GET    /_embedded/confirmations?topic=ARN        the endpoints that have not confirmed, each with its token
GET    /_embedded/audit?limit=100                every request, the newest first
GET    /_embedded/asked?principal=ARN            permissions that were asked of a session; DELETE begins to keep them
GET    /_embedded/calls                          how often each operation was called; DELETE counts again
POST   /_embedded/faults                         a rule of fault injection, or a list; DELETE ends them
GET    /_embedded/beliefs                        what no document settles, and whether it counts here
PUT    /_embedded/beliefs                        {"start-as-create": false}: from now on it does not
PUT    /_embedded/servicecatalog/faults          fault injection of a service of ours; {} ends it

`PUT /_embedded/answers/TOKEN` is not among them: it is `answers.py`.
"""

from __future__ import annotations

import json
import os
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from embedded_aws.gateway.beliefs import BELIEFS
from embedded_aws.gateway.http_request import HttpRequest, HttpResponse
from embedded_aws.gateway.moto_state import ec2_of
from embedded_aws.secret import FILE, HEADER
from embedded_aws.service import Faulty, Keys, ServiceError
from embedded_aws.services.event_rules import read_messages
from embedded_aws.services.resolver import Resolver
from embedded_aws.services.subscriptions import read_confirmations

if TYPE_CHECKING:
    from embedded_aws.gateway.gateway import EmbeddedGateway

HOSTS = ("127.0.0.1", "localhost")
REGION = "eu-west-1"
Query = dict[str, str]


def answer_control(gateway: EmbeddedGateway, request: HttpRequest) -> HttpResponse:
    """Answer one control URL, as JSON."""
    if not is_local(request):
        return _json({"error": "the control URLs answer to 127.0.0.1 and localhost only"}, 403)
    if not gateway.secret.opens(request.headers.get(HEADER.lower(), "")):
        words = f"the control URLs want the header {HEADER} with what the file `{FILE}` of the state's folder holds"
        return _json({"error": words}, 403)
    query = dict(parse_qsl(request.query))
    try:
        return _json(_answer(gateway, request, query))
    except LookupError as error:
        return _json({"error": f"there is no {error.args[0]}"}, 404)
    except (ValueError, TypeError) as error:
        return _json({"error": str(error)}, 400)
    except ServiceError as error:
        return _json({"error": error.message, "code": error.code}, 403)


def is_local(request: HttpRequest) -> bool:
    """A page in a browser that found its way here by a name of its own is refused."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return host in HOSTS


def _answer(gateway: EmbeddedGateway, request: HttpRequest, query: Query) -> Any:
    match request.method, unquote(request.path).removeprefix("/_embedded/").split("/", 1):
        case "GET", ["status"]:
            return _status(gateway)
        case "GET", ["endpoints"]:
            return _endpoints(gateway, query, query.get("vpc", ""))
        case "GET", ["dns"]:
            return _ask(gateway, query)
        case "GET", ["notebook", name]:
            return _notebook(gateway, query, name)
        case "GET", ["credentials"]:
            service = query.get("service", "sagemaker.amazonaws.com")
            return _keys(gateway.assume(query["role"], service, query.get("session", "local")))
        case "GET", ["messages" | "confirmations" as what]:
            return (read_messages if what == "messages" else read_confirmations)(query["topic"])
        case "GET", ["audit"]:
            limit = int(query.get("limit", "100"))
            return [entry.as_json() for entry in islice(gateway.audit.entries(), limit)]
        case ("GET" | "DELETE") as method, ["asked"]:
            return _asked(gateway, method, query)
        case "GET", ["calls"]:
            return gateway.audit.calls()
        case "DELETE", ["calls"]:
            gateway.audit.count_again()
            return {}
        case "POST", ["faults"]:
            rows = json.loads(request.body)
            for row in rows if isinstance(rows, list) else [rows]:
                gateway.fault_injection.add(row)
            return {}
        case "DELETE", ["faults"]:
            gateway.fault_injection.clear()
            return {}
        case "GET", ["beliefs"]:
            return {name: name in gateway.beliefs for name in BELIEFS}
        case "PUT", ["beliefs"]:
            return _believe(gateway, json.loads(request.body))
        case "PUT", [name, "faults"]:
            return _inject_into(gateway, name, json.loads(request.body))
    raise LookupError(f"control URL {request.method} {request.path}")


def _status(gateway: EmbeddedGateway) -> dict[str, Any]:
    known = {"endpoint": gateway.endpoint, "pid": os.getpid(), "accounts": list(gateway.accounts)}
    return {**known, "unkept": gateway.unkept, "functions": gateway.functions is not None}


def _asked(gateway: EmbeddedGateway, method: str, query: Query) -> list[dict[str, str]]:
    """Each action on each resource once, in order, with the service that asked in the session's name."""
    if method == "DELETE":
        gateway.decided = []
        return []
    rows: dict[tuple[str, str, str], None] = {}
    for request in (each.request for each in gateway.decided or () if each.request.principal == query["principal"]):
        via = request.context.get("aws:CalledVia", ())
        rows[request.action, request.resource, via if isinstance(via, str) else ",".join(via)] = None
    return [{"action": action, "resource": resource, "via": via} for action, resource, via in rows]


def _believe(gateway: EmbeddedGateway, wanted: Any) -> dict[str, Any]:
    if not isinstance(wanted, dict) or not all(isinstance(held, bool) for held in wanted.values()):
        raise ValueError('beliefs are a JSON object, such as {"start-as-create": false}')
    for name, held in wanted.items():
        if name not in BELIEFS:
            raise LookupError(f"belief called {name}")
        (gateway.beliefs.add if held else gateway.beliefs.discard)(name)
    return {}


def _inject_into(gateway: EmbeddedGateway, name: str, wanted: Any) -> dict[str, Any]:
    service = gateway.services.get(name)
    if not isinstance(service, Faulty):
        raise LookupError(f"service with faults of its own called {name}")
    if not isinstance(wanted, dict):
        raise ValueError('faults are a JSON object, such as {"list_lag": 3}')
    service.take_faults(wanted)
    return {}


def _endpoints(gateway: EmbeddedGateway, query: Query, vpc: str) -> dict[str, str]:
    account, region = query.get("account", gateway.accounts[0]), query.get("region", REGION)
    port = urlsplit(gateway.endpoint).port
    return {one.service: f"http://{one.address}:{port}" for one in gateway.vpc_endpoints.of_vpc(account, region, vpc)}


def _ask(gateway: EmbeddedGateway, query: Query) -> dict[str, Any]:
    account, region = query.get("account", gateway.accounts[0]), query.get("region", REGION)
    if query.get("vpc") not in ec2_of(account, region).vpcs:
        raise LookupError(f"VPC {query.get('vpc')}")
    chain = [name for name in query.get("chain", "").split(",") if name]
    resolver = gateway.services["route53resolver"]
    assert isinstance(resolver, Resolver)
    return resolver.ask(account, region, query["vpc"], query["name"], chain, query.get("type", "A"))


def _notebook(gateway: EmbeddedGateway, query: Query, name: str) -> dict[str, Any]:
    account, region = query.get("account", gateway.accounts[0]), query.get("region", REGION)
    notebook = gateway.notebooks.find(account, region, name)
    if notebook is None:
        raise LookupError(f"notebook {name}")
    keys = gateway.assume(notebook["RoleArn"], "sagemaker.amazonaws.com", "SageMaker")
    subnet = notebook.get("SubnetId")
    vpc = ec2_of(account, region).get_subnet(subnet).vpc_id if subnet else ""
    return {"credentials": _keys(keys), "endpoints": _endpoints(gateway, query, vpc), "vpc": vpc}


def _keys(keys: Keys) -> dict[str, str | None]:
    return {
        "aws_access_key_id": keys.access_key,
        "aws_secret_access_key": keys.secret_key,
        "aws_session_token": keys.token,
    }


def _json(content: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(status, (("Content-Type", "application/json"),), json.dumps(content).encode())
