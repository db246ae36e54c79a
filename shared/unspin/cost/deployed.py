"""What a running stack cost, as far as CloudWatch's counts tell; what they do not tell is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from unspin.cost.beside import GB, MB_OF_GB
from unspin.cost.bill import MILLION, bill
from unspin.cost.meter import Usage, Use
from unspin.cost.prices import Prices
from unspin.cost.report import lines_of
from unspin.errors import SettingsError

DAY_S = 86_400
NAMESPACE = "unspin"


class Metric(NamedTuple):
    """A sum that CloudWatch keeps, and what it is paid as."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    use: Use | None  # None counts articles
    factor: float = 1.0  # units for each of the metric's


@dataclass(frozen=True, slots=True)
class Deployed:
    """What the articles of some days cost, per million."""

    title: str
    articles: int
    days: int
    dollars: float
    services: Mapping[str, float]
    lines: list[tuple[str, str, float, str, float]]
    notes: list[str]


def deployed(stack: str, days: int, prices: Prices) -> Deployed:
    """Return what a stack's last *days* cost, per million articles.

    Raises:
        SettingsError: AWS does not tell, the stack is not unspin's, or it took in no article.
    """
    try:
        resources = _resources(stack)
        metrics = list(_metrics(stack, resources))
        sums = _sums(metrics, days)
        has_s3 = _has_request_metrics(resources)
    except (BotoCoreError, ClientError) as error:
        raise SettingsError(f"what the stack {stack} used cannot be looked up: {error}") from error
    articles = round(sum(total for metric, total in zip(metrics, sums, strict=True) if metric.use is None))
    if articles == 0:
        raise SettingsError(f"the stack {stack} took in no article in {days} days: expected some to share the cost")
    usage = Usage()
    for metric, total in zip(metrics, sums, strict=True):
        if metric.use is not None and total:
            usage.uses[metric.use] += total * metric.factor  # type: ignore[assignment]  # need not be whole
    if not has_s3:
        usage.uses[Use("S3", "one record an article (assumed)", "S3 put")] += articles
        usage.uses[Use("S3", "one object read an article (assumed)", "S3 get")] += articles
    paid = bill(usage, articles, prices)
    return Deployed(
        title=f"{stack}, {days} days: dollars per million articles, {prices.region}, prices of {prices.checked}",
        articles=articles,
        days=days,
        dollars=paid.dollars,
        services=paid.by_service(),
        lines=lines_of(paid, prices),
        notes=list(_notes(articles, prices, has_s3=has_s3)),
    )


def _resources(stack: str) -> dict[str, tuple[str, str]]:
    """Return type and physical id of every resource of a stack, by logical id."""
    pages = _client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return {
        each["LogicalResourceId"]: (each["ResourceType"], each["PhysicalResourceId"])
        for page in pages
        for each in page["StackResourceSummaries"]
    }


def _metrics(stack: str, resources: Mapping[str, tuple[str, str]]) -> Iterator[Metric]:
    for metric in ("ArticlesIngested", "ArticlesRepeated"):
        yield Metric(NAMESPACE, metric, (("service", f"{stack}-ingest"),), None)
    for logical, (kind, name) in resources.items():
        match kind:
            case "AWS::DynamoDB::Table":
                yield from _of_table(name)
            case "AWS::SQS::Queue":
                yield from _of_queue(name.rpartition("/")[2])
            case "AWS::Lambda::Function":
                yield from _of_function(name, is_fed=logical == "IngestFunction")
            case "AWS::Logs::LogGroup":
                log = Use("CloudWatch", f"log {name}", "CloudWatch log")
                yield Metric("AWS/Logs", "IncomingBytes", (("LogGroupName", name),), log, 1 / GB)
            case "AWS::S3::Bucket":
                yield from _of_bucket(name)


def _of_table(name: str) -> Iterator[Metric]:
    described = _client("dynamodb").describe_table(TableName=name)["Table"]
    indexes = [each["IndexName"] for each in described.get("GlobalSecondaryIndexes", [])]
    for index in (None, *indexes):
        at = (("TableName", name), *((("GlobalSecondaryIndexName", index),) if index else ()))
        told = f"index {index}" if index else "table"
        for direction, unit in (("Write", "DynamoDB write"), ("Read", "DynamoDB read")):
            use = Use("DynamoDB", f"{direction.lower()}s of the {told}", unit)
            yield Metric("AWS/DynamoDB", f"Consumed{direction}CapacityUnits", at, use)


def _of_queue(name: str) -> Iterator[Metric]:
    """Messages are counted, not requests: a batch of ten is received in one request, and deleted in one."""
    at = (("QueueName", name),)
    yield Metric("AWS/SQS", "NumberOfMessagesSent", at, Use("SQS", "sent", "SQS request"))
    yield Metric("AWS/SQS", "NumberOfEmptyReceives", at, Use("SQS", "polling of empty queues", "SQS request"))


def _of_function(name: str, *, is_fed: bool) -> Iterator[Metric]:
    told = _client("lambda").get_function_configuration(FunctionName=name)
    unit = f"Lambda GB-second, {told.get('Architectures', ['x86_64'])[0]}"
    at = (("FunctionName", name),)
    yield Metric("AWS/Lambda", "Invocations", at, Use("Lambda", f"invocations of {name}", "Lambda request"))
    if is_fed:  # by Lambda's poller, which receives and deletes each batch
        yield Metric(
            "AWS/Lambda", "Invocations", at, Use("SQS", "received and deleted, by the batch", "SQS request"), 2
        )
    gb = told["MemorySize"] / MB_OF_GB / 1_000  # durations are in milliseconds
    yield Metric("AWS/Lambda", "Duration", at, Use("Lambda", f"time of {name}", unit), gb)


def _of_bucket(name: str) -> Iterator[Metric]:
    """There are sums only where the bucket has request metrics."""
    at = (("BucketName", name), ("FilterId", _FILTER))
    for metric, price in (("PutRequests", "put"), ("ListRequests", "list"), ("GetRequests", "get")):
        yield Metric("AWS/S3", metric, at, Use("S3", f"{metric} of {name}", f"S3 {price}"))


_FILTER = "EntireBucket"  # as the console names it


def _has_request_metrics(resources: Mapping[str, tuple[str, str]]) -> bool:
    s3 = _client("s3")
    buckets = [name for kind, name in resources.values() if kind == "AWS::S3::Bucket"]
    return bool(buckets) and all(
        any(each["Id"] == _FILTER for each in _configurations(s3, bucket)) for bucket in buckets
    )


def _configurations(s3: Any, bucket: str) -> list[dict[str, Any]]:
    try:
        answer = s3.list_bucket_metrics_configurations(Bucket=bucket)
    except ClientError:  # not everybody who may read metrics may read this
        return []
    found: list[dict[str, Any]] = answer.get("MetricsConfigurationList", [])
    return found


def _sums(metrics: list[Metric], days: int) -> list[float]:
    now = datetime.now(UTC)
    queries = [
        {
            "Id": f"m{number}",
            "MetricStat": {
                "Metric": {
                    "Namespace": metric.namespace,
                    "MetricName": metric.name,
                    "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
                },
                "Period": DAY_S,
                "Stat": "Sum",
            },
        }
        for number, metric in enumerate(metrics)
    ]
    sums = dict.fromkeys((each["Id"] for each in queries), 0.0)
    pages = (
        _client("cloudwatch")
        .get_paginator("get_metric_data")
        .paginate(MetricDataQueries=queries, StartTime=now - timedelta(days=days), EndTime=now)
    )
    for page in pages:
        for result in page["MetricDataResults"]:
            sums[result["Id"]] += sum(result["Values"])
    return list(sums.values())


def _notes(articles: int, prices: Prices, *, has_s3: bool) -> Iterator[str]:
    yield f"{articles:,} articles were taken in or came again; parked inputs cost something and are not counted"
    if not has_s3:
        yield (
            "S3 counts requests only where a bucket has request metrics (for a fee): one GET and one PUT an article"
            " are assumed, copies of parked inputs and re-written records left out"
        )
    yield "SQS counts messages, not requests: two requests a batch are taken from the functions' invocations"
    event = prices.dollars("EventBridge event", MILLION)
    yield f"EventBridge counts no events by the bus: one an article costs ${event:.2f} a million more"
    yield "not known from here: X-Ray's traces, what is stored, restored snapshots, and the fees of who drops objects"


def _client(service: str) -> Any:
    import boto3

    client: Any = boto3.client
    return client(service)
