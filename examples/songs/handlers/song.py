import json


def lambda_handler(event, context):
    if event["name"] == "PSY":
        return {"song": "gangnam style"}
    return {"song": "i dont know"}
