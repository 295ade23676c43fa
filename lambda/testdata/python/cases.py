"""Handlers that behave and misbehave, for tests."""
import json
import logging
import os
import subprocess
import sys
import time
from decimal import Decimal

kept = []


class OutOfStock(Exception):
    pass


def echo(event, context):
    return event


def context(event, context):
    remaining = context.get_remaining_time_in_millis()
    return {
        "request": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "name": context.function_name,
        "version": context.function_version,
        "memory": context.memory_limit_in_mb,
        "group": context.log_group_name,
        "stream": context.log_stream_name[:4].isdigit(),
        "identity": [context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id],
        "client": context.client_context and context.client_context.custom,
        "remaining": 0 < remaining <= 3000,
        "trace": os.environ.get("_X_AMZN_TRACE_ID"),
    }


def environment(event, context):
    return dict(os.environ, cwd=os.getcwd(), path=sys.path[0])


def pid(event, context):
    return os.getpid()


def prints(event, context):
    print("to stdout")
    print("to stderr", file=sys.stderr)
    logging.getLogger().warning("to the logger")
    os.write(1, b"no line feed")
    return "printed"


def prints_trace(event, context):
    print(os.environ["_X_AMZN_TRACE_ID"])
    return os.environ["_X_AMZN_TRACE_ID"]


def prints_much(event, context):
    for i in range(20_000):
        print("line", i)
    print("x" * 600_000)


def fails(event, context):
    raise OutOfStock("no cups left")


def exits(event, context):
    sys.exit(event)


def dies(event, context):
    os._exit(event)


def sleeps(event, context):
    time.sleep(event)
    return "awake"


def nan(event, context):
    return {"n": float("nan")}


def large(event, context):
    return "x" * event


def a_set(event, context):
    return {1}


def raw(event, context):
    return b'"raw"'


def values(event, context):
    return {"text": "grüße", "whole": Decimal("12345678901234567890"), "part": Decimal("0.5")}


def starts_child(event, context):
    """Holds the pipe open, and so does a process that it starts."""
    pipe = os.open(event["pipe"], os.O_WRONLY)
    kept.append(pipe)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], pass_fds=[pipe])
    kept.append(child)
    if event.get("waits"):
        time.sleep(600)
    if event.get("exits"):
        os._exit(1)
    return os.getpid()


def meets(event, context):
    """Returns when as many invocations as the event says are here at once."""
    open(os.path.join(event["dir"], str(os.getpid())), "w").close()
    while len(os.listdir(event["dir"])) < event["all"]:
        time.sleep(0.02)
    return event["all"]
