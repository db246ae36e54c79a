"""What costs money and shows in no call of the function: its time, the queue, logs, what is kept, what stands by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from unspin.cost.corpus import Measured
from unspin.cost.meter import Usage, Use
from unspin.cost.prices import Prices
from unspin.local.template import Template
from unspin.settings import AT_ONCE

GB = 1_000_000_000  # bytes, as storage and logs are billed
MB_OF_GB = 1_024  # as Lambda's memory is
WHOLE_GB = 1_769 / MB_OF_GB  # memory that comes with one whole processor; less comes with less of it
MONTH_S = 30 * 86_400
MILLION = 1_000_000

# Lambda polls a queue with at least five connections, each for up to 20 seconds.
POLLS = 5 * MONTH_S / 20
# And each shard of a table's stream four times a second. An idle stream has a shard for each partition, one at least.
STREAM_POLLS = 4 * MONTH_S


@dataclass(frozen=True, slots=True)
class Function:
    """What a second of a function is paid by."""

    memory_gb: float
    architecture: str  # "arm64" or "x86_64"
    has_snapshot: bool


def function_of(template: Template, name: str) -> Function:
    """Return what the template says of a function, its parameters at their defaults."""
    properties = template["Resources"][name]["Properties"]
    snapshot = _default(template, properties.get("SnapStart", {}).get("ApplyOn", "None"))
    return Function(
        memory_gb=properties["MemorySize"] / MB_OF_GB,
        architecture=_default(template, properties["Architectures"][0]),
        has_snapshot=snapshot == "PublishedVersions",
    )


def whole_usage(found: Measured, function: Function, prices: Prices) -> Usage:
    """Return what was used, with the function's time, the queue's own requests, logs and traces."""
    assumed = prices.assumed
    logged = found.log_bytes + found.log_lines * assumed["log_line_bytes"]
    logged += found.invocations * assumed["platform_log_bytes"]
    usage = replace(found.usage, uses=found.usage.uses.copy())
    time = f"Lambda GB-second, {function.architecture}"
    more: dict[Use, float] = {
        # With half the memory it takes twice as long: only waiting is cheaper then.
        Use("Lambda", "computing", time): found.compute_s * max(function.memory_gb, WHOLE_GB),
        Use("Lambda", "waiting for AWS (assumed)", time): waited_s(found, function, prices) * function.memory_gb,
        Use("Lambda", "invocations", "Lambda request"): found.invocations,
        Use("SQS", "sent by S3, for each object", "SQS request"): found.objects,
        Use("SQS", "received and deleted, by the batch", "SQS request"): 2 * found.invocations,
        Use("CloudWatch", "log lines and metrics in them", "CloudWatch log"): logged / GB,
        Use("X-Ray", "traces (assumed)", "X-Ray trace"): found.invocations * assumed["trace_share"],
    }
    usage.uses.update(more)
    return usage


def waited_s(found: Measured, function: Function, prices: Prices) -> float:
    """Return the seconds of all invocations in which nothing computes.

    While an article waits, others of its batch compute. What is left is the wait of one of them in each invocation, and
    more only where all that are taken in side by side wait longer than they compute.
    """
    assumed, s3_rounds = prices.assumed, found.usage.calls_of("S3")
    waits_s = ((found.usage.rounds - s3_rounds) * assumed["wait_ms"] + s3_rounds * assumed["s3_wait_ms"]) / 1_000
    computes_s = found.compute_s * max(1.0, WHOLE_GB / function.memory_gb)
    alone_s = waits_s * found.invocations / max(1, len(found.computed_s))
    return min(waits_s, alone_s + max(0.0, (computes_s + waits_s) / AT_ONCE - computes_s))


def kept(found: Measured, prices: Prices) -> dict[str, float]:
    """Return the dollars that a million articles cost each month that they are kept, by what is kept."""
    share = MILLION / max(1, found.articles) / GB
    logged = found.log_bytes * prices.assumed["log_compression"]
    return {
        "index table": prices.dollars("DynamoDB stored", found.table_bytes * share),
        "its listing by day": prices.dollars("DynamoDB stored", found.index_bytes * share),
        "its point-in-time recovery": prices.dollars("DynamoDB backup", found.table_bytes * share),
        "clean bucket": prices.dollars("S3 stored", found.clean_bytes * share),
        "raw bucket": prices.dollars("S3 stored", found.dropped_bytes * share),
        "logs": prices.dollars("CloudWatch log kept", logged * share),
    }


def standing(template: Template, metrics: int, prices: Prices) -> dict[str, float]:
    """Return the dollars that the stack costs a month whether articles arrive or not, by what they are for.

    *metrics* is how many custom ones the functions send; those are billed in the months that they are sent.
    """
    types = [each["Type"] for each in template["Resources"].values()]
    functions = [name for name, each in template["Resources"].items() if each["Type"] == "AWS::Lambda::Function"]
    polled = [_polled(template, each) for each in template["Resources"].values()]
    snapshots = sum(each.memory_gb for each in (function_of(template, name) for name in functions) if each.has_snapshot)
    return {
        "custom metrics": prices.dollars("CloudWatch metric", metrics),
        "alarms": prices.dollars("CloudWatch alarm", types.count("AWS::CloudWatch::Alarm")),
        "dashboards": prices.dollars("CloudWatch dashboard", types.count("AWS::CloudWatch::Dashboard")),
        "polling of empty queues": prices.dollars("SQS request", POLLS * polled.count("AWS::SQS::Queue")),
        "polling of the table's stream": prices.dollars(
            "DynamoDB stream read by Lambda", STREAM_POLLS * polled.count("AWS::DynamoDB::Table")
        ),
        "snapshots of functions (SnapStart)": prices.dollars("SnapStart cache", snapshots * MONTH_S),
    }


def _polled(template: Template, resource: Mapping[str, Any]) -> str | None:
    """Return the type of what Lambda polls for *resource*, if that is an event source mapping."""
    if resource["Type"] != "AWS::Lambda::EventSourceMapping":
        return None
    name, _ = resource["Properties"]["EventSourceArn"]["Fn::GetAtt"]
    return str(template["Resources"][name]["Type"])


def of_dropping(found: Measured, prices: Prices) -> float:
    """Return the dollars that whoever drops a million articles pays for putting the objects."""
    return prices.dollars("S3 put", found.objects * MILLION / max(1, found.articles))


def _default(template: Template, value: object) -> str:
    """Return a value, or the default of the parameter or condition that it hangs on."""
    match value:
        case {"Ref": str(name)}:
            return str(template["Parameters"][name]["Default"])
        case {"Fn::If": [str(name), yes, no]}:
            return _default(template, yes if _holds(template, template["Conditions"][name]) else no)
    return str(value)


def _holds(template: Template, condition: object) -> bool:
    match condition:
        case {"Fn::Equals": [a, b]}:
            return _default(template, a) == _default(template, b)
        case {"Fn::Not": [inner]}:
            return not _holds(template, inner)
    raise ValueError(f"expected a condition of Fn::Equals and Fn::Not, got {condition!r}")
