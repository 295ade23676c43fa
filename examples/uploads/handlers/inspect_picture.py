"""Tells the format and the size of a picture, from the first bytes of its file."""
import os
import pathlib
import struct


def lambda_handler(event, context):
    # On AWS this is a download from S3. Here the folder is the bucket.
    detail = event["detail"]
    path = pathlib.Path(os.environ["BUCKETS"], detail["bucket"]["name"], detail["object"]["key"])
    with path.open("rb") as file:
        return inspect(file)


def inspect(file):
    head = file.read(24)
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) == 24:
        width, height = struct.unpack(">II", head[16:24])
        return {"format": "PNG", "width": width, "height": height}
    if head[:6] in (b"GIF87a", b"GIF89a") and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
        return {"format": "GIF", "width": width, "height": height}
    if head.startswith(b"\xff\xd8"):
        return inspect_jpeg(file)
    return {"format": None}


def inspect_jpeg(file):
    file.seek(2)
    while len(marker := file.read(4)) == 4:
        _, kind, length = struct.unpack(">BBH", marker)
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            frame = file.read(5)
            if len(frame) < 5:
                break
            _, height, width = struct.unpack(">BHH", frame)
            return {"format": "JPEG", "width": width, "height": height}
        file.seek(length - 2, os.SEEK_CUR)
    return {"format": None}
