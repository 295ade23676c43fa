"""Translates templates of SAM with SAM's own translator.

Each line of standard input has a template, the file for the template as JSON, in which local
files are in S3, as "sam package" leaves it, and the file for the translation.
"""
import copy
import json
import logging
import os
import sys

import yaml

os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
from samtranslator.translator.transform import transform

logging.disable(logging.CRITICAL)


class Loader(yaml.SafeLoader):
    pass


def tagged(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix: value}


Loader.add_multi_constructor("!", tagged)
Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)


class Policies:
    def load(self):
        return {}


# What is uploaded: the property of a type, and what it may have instead.
UPLOADED = {
    "AWS::Serverless::StateMachine": ("DefinitionUri", ["Definition"]),
    "AWS::Serverless::Function": ("CodeUri", ["InlineCode", "ImageUri"]),
    "AWS::Serverless::LayerVersion": ("ContentUri", []),
    "AWS::Serverless::Api": ("DefinitionUri", ["DefinitionBody"]),
}


def package(template):
    default = ((template.get("Globals") or {}).get("Function") or {}).pop("CodeUri", None)
    for resource in template["Resources"].values():
        properties = resource.setdefault("Properties", {}) if isinstance(resource, dict) else {}
        if resource.get("Type") == "AWS::Serverless::Application" and isinstance(properties.get("Location"), str):
            properties["Location"] = "https://bucket.s3.amazonaws.com/template.yaml"
        if properties.get("PackageType") == "Image":
            properties.setdefault("ImageUri", "123456789012.dkr.ecr.us-east-1.amazonaws.com/image:1")
        name, others = UPLOADED.get(resource.get("Type"), (None, []))
        if name is None or any(other in properties for other in others):
            continue
        path = properties.get(name, default if name == "CodeUri" else None)
        if name == "DefinitionUri" and path is None or isinstance(path, dict) and "Bucket" in path:
            continue
        if not (isinstance(path, str) and path.startswith("s3://")):
            properties[name] = "s3://bucket/" + (path.replace("\\", "/").lstrip("./") if name == "DefinitionUri" else "code.zip")


for line in sys.stdin:
    source, packaged, translated = line.rstrip("\n").split("\t")
    try:
        with open(source, encoding="utf-8") as f:
            template = yaml.load(f, Loader)
        package(template)
        parameters = {
            name: p["Default"]
            for name, p in (template.get("Parameters") or {}).items()
            if "Default" in p and not str(p.get("Type")).startswith("AWS::SSM")
        }
        result = transform(copy.deepcopy(template), parameters, Policies())
    except Exception as e:  # a template that SAM refuses has no translation
        print(source, type(e).__name__, e, file=sys.stderr)
        continue
    for file, content in ((packaged, template), (translated, result)):
        with open(file, "w", encoding="utf-8") as f:
            json.dump(content, f)
