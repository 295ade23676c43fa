"""The parameters and the results of Step Functions' aws-sdk integrations, from and to those
of boto3. For the tests of this package, and of package client.
"""

import datetime
import json
import re


def is_structure(shape):
    return shape.type_name == "structure" and not getattr(shape, "is_document_type", False)


def field(member):
    """The name of a member in the SDK for Java."""
    if member == "NULL":
        return "Nul"
    if member.lower() == "equals":
        return "EqualsValue"
    acronym = re.match("[A-Z]{2,}", member)
    if not acronym:
        return member[:1].upper() + member[1:]
    end = acronym.end()
    if end < len(member) and member[end].islower():
        end -= 1
    return member[0] + member[1:end].lower() + member[end:]


def to_boto(shape, v):
    if is_structure(shape):
        members = {field(m): m for m in shape.members}
        return {members[k]: to_boto(shape.members[members[k]], x) for k, x in v.items()}
    if shape.type_name == "list":
        return [to_boto(shape.member, x) for x in v]
    if shape.type_name == "map":
        return {k: to_boto(shape.value, x) for k, x in v.items()}
    if shape.type_name == "timestamp":
        return datetime.datetime.fromisoformat(v.replace("Z", "+00:00"))
    if shape.type_name == "blob":
        if shape.serialization.get("streaming"):
            return json.dumps(v, separators=(",", ":"), ensure_ascii=False).encode()
        return v.encode() if isinstance(v, str) else json.dumps(v, separators=(",", ":")).encode()
    if shape.type_name == "string" and not isinstance(v, str) and not shape.serialization.get("jsonvalue"):
        return json.dumps(v, separators=(",", ":"))
    return v


def iso(t):
    t = t.astimezone(datetime.timezone.utc)
    text = t.strftime("%Y-%m-%dT%H:%M:%S")
    if t.microsecond:
        digits = "%06d" % t.microsecond
        text += "." + (digits[:3] if digits.endswith("000") else digits)
    return text + "Z"


def from_boto(shape, v):
    if v is None:
        return None
    if is_structure(shape):
        return {field(k): from_boto(shape.members[k], x) for k, x in v.items() if k in shape.members and x is not None}
    if shape.type_name == "list":
        return [from_boto(shape.member, x) for x in v]
    if shape.type_name == "map":
        return {k: from_boto(shape.value, x) for k, x in v.items()}
    if shape.type_name == "timestamp":
        return iso(v)
    if shape.type_name == "blob":
        if isinstance(v, str):
            return v
        return (v if isinstance(v, bytes) else v.read()).decode("utf-8", "replace")
    if shape.type_name == "string" and not isinstance(v, str):
        return json.dumps(v)
    return v
