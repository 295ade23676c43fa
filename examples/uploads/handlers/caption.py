"""Makes a line of text of what is known of a picture."""


def lambda_handler(event, context):
    picture = event["picture"]
    return {
        "caption": "{}: {} of {} x {} pixels, {} bytes".format(
            event["key"], picture["format"], picture["width"], picture["height"], event["bytes"]
        )
    }
