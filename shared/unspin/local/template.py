"""The template as CloudFormation sees it: what the local stack is built from, and what the template tests look at."""

import os
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from unspin.errors import SettingsError

Template = dict[str, Any]

REGION = "eu-central-1"
STACK = "unspin"
# What an emulator can create. Functions run in process, and nobody watches alarms there.
STORAGE = {"AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::Events::EventBus"}


class _NoManagedPolicies:
    """The template names no managed policies, so that none need to be looked up."""

    def load(self) -> dict[str, str]:
        return {}


def translated(path: Path) -> Template:
    """Return the SAM template at *path* as plain CloudFormation.

    Raises:
        FileNotFoundError: There is no such file.
        SettingsError: It is no SAM template.
    """
    import yaml
    from samtranslator.model.exceptions import InvalidDocumentException

    try:
        return deepcopy(_translated(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError, InvalidDocumentException) as error:
        raise SettingsError(f"{path} is no SAM template: {error}") from error


@lru_cache(maxsize=2)  # it takes a second, and every test that wants a stack asks for it
def _translated(text: str) -> Template:
    from samtranslator.model.exceptions import InvalidDocumentException, InvalidTemplateException
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse

    template = yaml_parse(text)
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise InvalidDocumentException([InvalidTemplateException("expected Resources")])
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for uri in ("CodeUri", "ContentUri"):
            # `sam deploy` puts the address of the uploaded code here.
            if uri in properties:
                properties[uri] = f"s3://code/{properties[uri]}"
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    found: Template = transform(template, {}, _NoManagedPolicies())
    return found


def storage_only(template: Template) -> Template:
    """Return *template* with its buckets, queues and table, and the outputs that name them."""
    kept = {name: each for name, each in template["Resources"].items() if each["Type"] in STORAGE}
    gone = set(template["Resources"]) - set(kept)
    conditions = template.get("Conditions", {})
    resources = {name: {key: value for key, value in each.items() if key != "DependsOn"} for name, each in kept.items()}
    outputs = {name: each for name, each in template.get("Outputs", {}).items() if not _mentions(each, gone)}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": template.get("Parameters", {}),
        "Conditions": conditions,
        "Resources": resources,
        "Outputs": outputs,
    }


def notifications(template: Template, bucket: str = "RawBucket") -> dict[str, Any]:
    """Return what the bucket announces and to which queue, unresolved, in CloudFormation's notation."""
    found: dict[str, Any] = template["Resources"][bucket]["Properties"]["NotificationConfiguration"]
    return found


def stream_filters(template: Template, function: str) -> list[Any]:
    """Return which records of a stream a function is given."""
    [source] = [
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::Lambda::EventSourceMapping" and each["Properties"]["FunctionName"] == {"Ref": function}
    ]
    found: list[Any] = source["FilterCriteria"]["Filters"]
    return found


def environment(template: Template, function: str) -> dict[str, Any]:
    """Return the environment variables of a function, unresolved."""
    found: dict[str, Any] = template["Resources"][function]["Properties"]["Environment"]["Variables"]
    return found


def resolved(value: Any, names: Mapping[str, str]) -> Any:
    """Return *value* with its references replaced by *names*: logical ids, ``Id.Attribute``, pseudo parameters.

    Raises:
        KeyError: *names* does not hold what is referred to.
    """
    match value:
        case {"Ref": name}:
            return names[name]
        case {"Fn::GetAtt": [name, attribute]}:
            return names[f"{name}.{attribute}"]
        case {"Fn::Sub": str(text)}:
            for name, known in names.items():
                text = text.replace(f"${{{name}}}", known)
            return text
        case dict():
            return {key: resolved(each, names) for key, each in value.items()}
        case list():
            return [resolved(each, names) for each in value]
        case _:
            return value


def _mentions(value: Any, names: set[str]) -> bool:
    match value:
        case {"Ref": name}:
            return name in names
        case {"Fn::GetAtt": [name, *_]}:
            return name in names
        case {"Fn::Sub": str(text)}:
            return any(f"${{{name}" in text for name in names)
        case dict():
            return any(_mentions(each, names) for each in value.values())
        case list():
            return any(_mentions(each, names) for each in value)
        case _:
            return False
