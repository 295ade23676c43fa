def handler(event, context):
    return "from a package"
