"""Calls the operations of EventBridge with boto3, at the address that is the first argument."""

import datetime
import json
import sys

import boto3

machine = "arn:aws:states:us-east-1:123456789012:stateMachine:uploads"
role = "arn:aws:iam::123456789012:role/r"
client = boto3.client(
    "events", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local"
)


def fails(code, call, **arguments):
    try:
        call(**arguments)
    except client.exceptions.ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return e.response["Error"]["Message"]
    raise AssertionError(f"want {code}")


pattern = json.dumps({"source": ["shop"], "detail": {"total": [{"numeric": [">", 10]}]}})
arn = client.put_rule(Name="big", EventPattern=pattern, Description="d", Tags=[{"Key": "k", "Value": "v"}])["RuleArn"]
assert arn == "arn:aws:events:us-east-1:123456789012:rule/big", arn
transformer = {"InputPathsMap": {"total": "$.detail.total"}, "InputTemplate": '{"total": <total>, "rule": <aws.events.rule-name>}'}
out = client.put_targets(
    Rule="big",
    Targets=[
        {"Id": "1", "Arn": machine, "RoleArn": role, "InputTransformer": transformer},
        {"Id": "2", "Arn": machine, "RoleArn": role, "InputPath": "$.detail", "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:q"}},
    ],
)
assert out["FailedEntryCount"] == 0, out
targets = client.list_targets_by_rule(Rule="big")["Targets"]
assert targets[0]["InputTransformer"] == transformer, targets

entry = {"Source": "shop", "DetailType": "Order", "Time": datetime.datetime(2026, 1, 2, 3, 4, 5), "Resources": ["arn:r"]}
out = client.put_events(
    Entries=[entry | {"Detail": json.dumps({"total": 12})}, entry | {"Detail": json.dumps({"total": 1})}, entry | {"Detail": "x"}]
)
assert out["FailedEntryCount"] == 1 and out["Entries"][2]["ErrorCode"] == "MalformedDetail", out
assert len(out["Entries"][0]["EventId"]) == 36, out

client.put_rule(Name="daily", ScheduleExpression="cron(0 12 * * ? *)", State="DISABLED")
pages = client.get_paginator("list_rules").paginate(PaginationConfig={"PageSize": 1})
assert [r["Name"] for p in pages for r in p["Rules"]] == ["big", "daily"]
assert client.list_rules(NamePrefix="da")["Rules"][0]["State"] == "DISABLED"
client.enable_rule(Name="daily")
assert client.describe_rule(Name="daily")["State"] == "ENABLED"
client.disable_rule(Name="daily")
assert client.list_rule_names_by_target(TargetArn=machine)["RuleNames"] == ["big"]
assert client.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "k", "Value": "v"}]

event = {n: "" for n in ("id", "account", "source", "time", "region", "detail-type")} | {"resources": [], "detail": {"a": 1}}
assert client.test_event_pattern(EventPattern='{"detail": {"a": [1]}}', Event=json.dumps(event))["Result"] is True
message = fails("InvalidEventPatternException", client.put_rule, Name="bad", EventPattern='{"source": "shop"}')
assert message == 'Event pattern is not valid. Reason: "source" must be an object or an array at [Source: (String)"{"source": "shop"}"; line: 1, column: 13]', message
fails("ResourceNotFoundException", client.describe_rule, Name="none")
fails("ValidationException", client.delete_rule, Name="big")

assert client.create_event_bus(Name="orders")["EventBusArn"].endswith(":event-bus/orders")
assert isinstance(client.describe_event_bus(Name="orders")["CreationTime"], datetime.datetime)
assert [b["Name"] for b in client.list_event_buses()["EventBuses"]] == ["default", "orders"]
client.delete_event_bus(Name="orders")

assert client.remove_targets(Rule="big", Ids=["1", "2"])["FailedEntryCount"] == 0
client.delete_rule(Name="big")
client.delete_rule(Name="daily")
assert client.list_rules()["Rules"] == []
