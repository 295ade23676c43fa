# Calls Step Functions with boto3: reads a request in each line, and writes an answer.
import datetime, json, sys
import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

clients = {}


def client_of(endpoint, region, unchecked):
    key = endpoint, region, unchecked
    if key not in clients:
        config = Config(
            parameter_validation=not unchecked, inject_host_prefix=False, retries={"total_max_attempts": 1},
            read_timeout=90,
        )
        clients[key] = boto3.client("stepfunctions", endpoint_url=endpoint, region_name=region, config=config)
    return clients[key]


def name_of(client, operation):
    for name, of in client.meta.method_to_api_mapping.items():
        if of == operation:
            return name


def call(ask):
    client = client_of(ask["endpoint"], ask["region"], ask["unchecked"])
    name = name_of(client, ask["operation"])
    try:
        if ask["pages"]:
            pages = client.get_paginator(name).paginate(**ask["body"], PaginationConfig={"PageSize": 1})
            body = pages.build_full_result()
        else:
            body = getattr(client, name)(**ask["body"])
    except ClientError as e:
        members = {k: v for k, v in e.response.items() if k not in ("Error", "ResponseMetadata", "message")}
        code, message = e.response["Error"]["Code"], e.response["Error"]["Message"]
        return {"exception": {"code": code, "message": message, "typed": type(e).__name__ == code, "members": members}}
    except BotoCoreError as e:
        return {"exception": {"code": type(e).__name__, "message": str(e)}}
    body.pop("ResponseMetadata", None)
    return {"body": body}


def number(value):
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    raise TypeError(value)


for line in sys.stdin:
    print(json.dumps(call(json.loads(line)), default=number), flush=True)
