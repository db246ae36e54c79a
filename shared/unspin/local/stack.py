"""The stack of template.yaml on an emulator: storage created by CloudFormation, functions run in this process."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from unspin.local.template import (
    REGION,
    STACK,
    environment,
    notifications,
    resolved,
    storage_only,
    stream_filters,
    translated,
)

ACCOUNT = "123456789012"  # moto's
HEARD = "unspin-heard"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": REGION,
}


@dataclass(frozen=True)
class Stack:
    """A stack that is up: what its outputs name, and the environment of its ingest function."""

    outputs: Mapping[str, str]
    environment: Mapping[str, str]
    stream_filters: list[Any]  # of the announce function
    heard_queue_url: str  # what is put on the bus comes here as well, so that people can look at it


def create(template_path: Path) -> Stack:
    """Create the stack on whatever AWS the environment points to."""
    template = translated(template_path)
    cloudformation: Any = boto3.client("cloudformation")
    cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(storage_only(template)))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    names = _names(cloudformation, template)
    _announce(template, names)
    [described] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}
    outputs["EventBusName"] = names["EventBus"]
    variables = resolved(environment(template, "IngestFunction"), names)
    environ = {name: str(value) for name, value in variables.items()}
    return Stack(outputs, environ, stream_filters(template, "AnnounceFunction"), _listener(outputs["EventBusName"]))


def _listener(bus: str) -> str:
    """Let a queue hear all that is put on the bus; return its address."""
    sqs: Any = boto3.client("sqs")
    events: Any = boto3.client("events")
    url: str = sqs.create_queue(QueueName=HEARD)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=HEARD, EventBusName=bus, EventPattern=json.dumps({"source": ["unspin"]}))
    events.put_targets(Rule=HEARD, EventBusName=bus, Targets=[{"Id": HEARD, "Arn": arn}])
    return url


@contextmanager
def variables(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _names(cloudformation: Any, template: Mapping[str, Any]) -> dict[str, str]:
    """Return what references in the template stand for."""
    names = {
        "AWS::AccountId": ACCOUNT,
        "AWS::Region": os.environ["AWS_DEFAULT_REGION"],
        "AWS::Partition": "aws",
        "AWS::StackName": STACK,
    }
    names |= {name: str(each["Default"]) for name, each in template["Parameters"].items() if "Default" in each}
    sqs: Any = boto3.client("sqs")
    for resource in cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]:
        name = resource["LogicalResourceId"]
        # Moto's CloudFormation makes a bus, and does not say how it is called.
        given = template["Resources"][name]["Properties"].get("Name")
        physical = resource.get("PhysicalResourceId") or resolved(given, names)
        names[name] = physical
        if resource["ResourceType"] == "AWS::SQS::Queue":
            attributes = sqs.get_queue_attributes(QueueUrl=physical, AttributeNames=["QueueArn"])
            names[f"{name}.Arn"] = attributes["Attributes"]["QueueArn"]
    return names


def _announce(template: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Moto's CloudFormation leaves the bucket's notifications out: set them through S3, as the template has them."""
    wanted = resolved(notifications(dict(template)), names)
    queues = [{"QueueArn": each["Queue"], "Events": [each["Event"]]} for each in wanted["QueueConfigurations"]]
    s3: Any = boto3.client("s3")
    s3.put_bucket_notification_configuration(
        Bucket=names["RawBucket"], NotificationConfiguration={"QueueConfigurations": queues}
    )
