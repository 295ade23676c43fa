"""Prints made-up requests and responses of operations of all services, a line of JSON
each, as botocore writes and reads them. For the tests of this package.

  python3 botocore_cases.py SEED COUNT

COUNT is the most operations of a service, 0 for all. "input" and "result" have the form of
Step Functions' aws-sdk integrations.
"""

import base64
import glob
import json
import os
import random
import re
import sys
from xml.etree import ElementTree

import botocore
import botocore.parsers
import botocore.serialize
import botocore.session
from botocore.awsrequest import HeadersDict

from sdkform import field, from_boto, is_structure, to_boto

random.seed(int(sys.argv[1]))
count = int(sys.argv[2])
# Operations whose responses botocore reads in a hook, or whose elements are two members.
OTHERWISE = [("s3", "GetBucketLocation"), ("s3", "GetBucketNotification")]
TEXTS = ["a", "b c", "ü", "x/y", "1+1=2&3", "<t>", 'q"q', " s "]


def service_name(model):
    name = re.sub("[ -]", "", model.metadata["serviceId"]).lower()
    for prefix in ("amazon", "aws"):
        name = name.removeprefix(prefix)
    return name.removesuffix("service")


def made_up(shape, depth, location=None):
    """A value for a shape, None for none. What AWS's SDKs have otherwise is left out."""
    kind, traits = shape.type_name, shape.serialization
    if traits.get("jsonvalue") or traits.get("eventstream"):
        return None
    if is_structure(shape):
        value = {}
        for name, member in shape.members.items():
            in_path = member.serialization.get("location") == "uri" or member.serialization.get("hostLabel")
            if in_path:
                value[field(name)] = made_up(member, 0, "label" if member.serialization.get("hostLabel") else "uri")
            elif member.serialization.get("idempotencyToken"):
                value[field(name)] = "token"
            elif name in ("ChecksumAlgorithm", "Expires", "SourceRegion"):
                continue
            elif depth > 0 and random.random() < 0.75 or depth > 0 and member.type_name not in ("structure", "list", "map"):
                inner = made_up(member, depth - 1, member.serialization.get("location"))
                if inner is not None:
                    value[field(name)] = inner
        if getattr(shape, "is_tagged_union", False):  # which has one member
            if not value:
                return None
            name = random.choice(list(value))
            value = {name: value[name]}
        return value
    if kind == "list":
        items = [made_up(shape.member, depth - 1, location) for _ in range(random.choice([0, 1, 2]))]
        return [i for i in items if i is not None]
    if kind == "map":
        items = {random.choice(["k", "key-2", "k3"]): made_up(shape.value, depth - 1, location) for _ in range(2)}
        return {k: v for k, v in items.items() if v is not None}
    if kind == "structure":
        return {"any": [1, "x", None]}
    if kind == "timestamp":
        return "2026-09-23T22:15:0%dZ" % random.randrange(10)
    if kind == "blob":
        return random.choice(["blob", "ü"])
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "long"):
        return random.randrange(100)
    if kind in ("float", "double"):
        return random.choice([0.5, 1.25, 3.75])
    if location == "label":
        return "id7"
    if location == "uri":
        return random.choice(["id1", "a b", "x/y", "ü:1"])
    if location in ("header", "headers"):
        return random.choice(["h1", "value"])
    return random.choice(shape.enum or TEXTS)


def request(model, operation, protocol):
    serializer = botocore.serialize.create_serializer(protocol, False)
    shape = operation.input_shape
    given = made_up(shape, 4) if shape else {}
    r = serializer.serialize_to_request(to_boto(shape, given) if shape else {}, operation)
    query = r["query_string"] or {}
    case = {
        "input": given, "method": r["method"], "path": r["url_path"], "host": r.get("host_prefix") or "",
        "query": {k: [str(x) for x in (v if isinstance(v, list) else [v])] for k, v in query.items()},
        "header": {k: str(v) for k, v in r["headers"].items()},
    }
    if isinstance(r["body"], dict):
        case["form"] = {k: str(v) for k, v in r["body"].items()}
    else:
        body = r["body"].encode() if isinstance(r["body"], str) else r["body"]
        case["body"] = base64.b64encode(body).decode()
    return case


def xml(shape, v, name):
    """The text of a value in XML. Flattened lists are written as they are read."""
    serializer = botocore.serialize.RestXMLSerializer()
    serializer._serialize_type_list = lambda node, items, of, n: botocore.serialize.RestXMLSerializer._serialize_type_list(
        serializer, node, items, of, of.member.serialization.get("name", n) if of.serialization.get("flattened") else n)
    root = ElementTree.Element("root")
    serializer._serialize(shape, v, root, name)
    return ElementTree.tostring(root[0]) if len(root) else b""


def document(protocol, shape, v, name="Result"):
    if protocol in ("json", "rest-json"):
        wrapper = {}
        botocore.serialize.JSONSerializer()._serialize(wrapper, v, shape, "v")
        return json.dumps(wrapper["v"]).encode()
    return xml(shape, v, name)


def response(operation, protocol):
    shape = operation.output_shape
    value = to_boto(shape, made_up(shape, 4))
    header, inside = {}, dict(value)
    rest = protocol in ("rest-json", "rest-xml")
    if rest:
        serializer = botocore.serialize.RestJSONSerializer()
        for name, member in shape.members.items():
            location = member.serialization.get("location")
            if location is None or name not in value:
                continue
            item = inside.pop(name)
            if location == "header" and item != []:
                header[member.serialization.get("name", name)] = serializer._convert_header_value(member, item)
            if location == "headers":
                header.update({member.serialization.get("name", "") + k: v for k, v in item.items()})
    payload = shape.serialization.get("payload") if rest else None
    if payload:
        member, item = shape.members[payload], inside.get(payload)
        if member.type_name in ("blob", "string"):
            body = item.encode() if isinstance(item, str) else item or b""
        elif item is None:
            return None  # botocore has an empty structure there
        else:
            body = document(protocol, member, item, member.serialization.get("name", payload))
    else:
        body = document(protocol, shape, inside)
    if protocol == "query":
        wrapper = shape.serialization["resultWrapper"].encode()
        body = b"<R>" + body.replace(b"<Result", b"<" + wrapper, 1).replace(b"</Result>", b"</" + wrapper + b">") + b"</R>"
    parser = botocore.parsers.create_parser(protocol)
    parsed = parser.parse({"headers": HeadersDict(header), "status_code": 200, "body": body, "context": {}}, shape)
    return {"header": header, "body": base64.b64encode(body).decode(), "result": from_boto(shape, parsed)}


session = botocore.session.get_session()
data = os.path.join(botocore.__path__[0], "data")
for service in sorted(os.listdir(data)):
    if not glob.glob(os.path.join(data, service, "*", "service-2.json.gz")):
        continue
    model = session.get_service_model(service)
    protocol = model.resolved_protocol
    names = list(model.operation_names)
    for name in names if count == 0 else random.sample(names, min(count, len(names))):
        operation = model.operation_model(name)
        if operation.has_event_stream_input or operation.has_event_stream_output:
            continue
        case = {"service": service_name(model), "operation": name, "request": request(model, operation, protocol)}
        if operation.output_shape and (service, name) not in OTHERWISE:
            case["response"] = response(operation, protocol)
        print(json.dumps(case))
