def handler(event, context):
    return {"known": event["order"].startswith("o-")}
