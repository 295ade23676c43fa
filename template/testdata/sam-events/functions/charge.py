def handler(event, context):
    return {"text": "charged " + str(event["total"])}
