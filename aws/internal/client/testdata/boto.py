"""Calls boto3 and botocore's signer for the tests of this package.

It reads a JSON object from its input and writes one to its output:

  {"calls": [{"url", "service", "operation", "input"}]}   calls operations. "input" has the
        form of Step Functions' aws-sdk integrations, and so has each of "results".
  {"signed": [{"method", "url", "headers", "body", "name", "region"}]}   signs requests:
        "authorizations".
"""

import base64
import datetime
import json
import os
import sys
import uuid

import boto3
import botocore.auth
import botocore.handlers
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../wire/testdata"))
from sdkform import from_boto, to_boto

TOKEN = "00000000-0000-4000-8000-000000000000"
botocore.handlers.uuid.uuid4 = lambda: uuid.UUID(TOKEN)


# The names of services that boto3 has others for.
NAMES = {
    "bedrockagent": "bedrock-agent", "bedrockruntime": "bedrock-runtime", "cloudwatchlogs": "logs", "cognitoidentityprovider": "cognito-idp",
    "elasticloadbalancingv2": "elbv2", "emrserverless": "emr-serverless", "eventbridge": "events", "iotdataplane": "iot-data",
    "lexruntimev2": "lexv2-runtime", "sfn": "stepfunctions", "simpledb": "sdb",
}


session = boto3.Session(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", region_name="us-east-1")


def call(c):
    client = session.client(NAMES.get(c["service"], c["service"]), endpoint_url=c["url"], config=Config(
        parameter_validation=False, inject_host_prefix=False, retries={"total_max_attempts": 1}, response_checksum_validation="when_required",
        disable_request_compression=True, user_agent_appid="goasl"))
    method = next(m for m, o in client.meta.method_to_api_mapping.items() if o == c["operation"])
    model = client.meta.service_model.operation_model(c["operation"])
    arguments = to_boto(model.input_shape, c["input"]) if model.input_shape else {}
    try:
        result = getattr(client, method)(**arguments)
    except botocore.exceptions.ClientError as e:
        return {"error": e.response["Error"].get("Code", ""), "message": e.response["Error"].get("Message", "")}
    except (botocore.exceptions.ParamValidationError, botocore.exceptions.EndpointResolutionError):
        raise
    except Exception as e:  # a request that was sent, and whose answer does not fit
        return {"unreadable": str(e)[:300]}
    return {"result": from_boto(model.output_shape, result) if model.output_shape else {}}


def sign(r):
    at = datetime.datetime.strptime(r["headers"]["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda *_, **__: at
    signer = botocore.auth.S3SigV4Auth if r["name"] == "s3" else botocore.auth.SigV4Auth
    headers = {k: v for k, v in r["headers"].items() if k not in ("Authorization", "X-Amz-Date")}
    request = AWSRequest(method=r["method"], url=r["url"], headers=headers, data=base64.b64decode(r["body"]))
    request.context["client_config"] = Config()
    request.context["payload_signing_enabled"] = True
    if r["name"] == "s3":
        request.context["client_config"] = Config(s3={"payload_signing_enabled": True})
    signer(Credentials("AKIDEXAMPLE", "secret", "session"), r["name"], r["region"]).add_auth(request)
    return request.headers["Authorization"]


request = json.load(sys.stdin)
print(json.dumps({"results": [call(c) for c in request.get("calls") or []], "authorizations": [sign(r) for r in request.get("signed") or []]}))
