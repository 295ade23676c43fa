def handler(event, context):
    return {"paid": event["amount"]}
