"""Tests the machine through the API, wherever the variables of the environment lead."""

import json
import os
import time
import unittest

import boto3

ACCOUNT = os.environ.get("AWS_ACCOUNT_ID", "000000000000")
MACHINE = f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:checkout"


class Checkout(unittest.TestCase):
    def test_busy_stock(self):
        sfn = boto3.client("stepfunctions")
        arn = sfn.start_execution(stateMachineArn=MACHINE + "#BusyStock", input='{"order": "o-1"}')["executionArn"]
        while (end := sfn.describe_execution(executionArn=arn))["status"] == "RUNNING":
            time.sleep(0.1)
        self.assertEqual(json.loads(end["output"]), {"order": "o-1", "reserved": {"shelf": "B-12"}})
        events = [e["type"] for e in sfn.get_execution_history(executionArn=arn)["events"]]
        self.assertEqual(events.count("TaskFailed"), 1)


if __name__ == "__main__":
    unittest.main()
