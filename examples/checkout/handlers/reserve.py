def lambda_handler(event, context):
    return {"shelf": "B-12", "order": event["order"]}
