import time

import boto3

sfn = boto3.client("stepfunctions")
execution = sfn.start_execution(
    stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:songs",
    input='{"name": "PSY"}',
)["executionArn"]
while (d := sfn.describe_execution(executionArn=execution))["status"] == "RUNNING":
    time.sleep(0.1)
print(d["output"])
