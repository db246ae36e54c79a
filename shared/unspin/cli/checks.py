"""What `unspin doctor` looks at: each check says what it saw and, where something is wrong, what to do."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from unspin.dedup.scheme import INDEX_VERSION
from unspin.errors import UnspinError
from unspin.pipeline.policies import list_policies
from unspin.pipeline.services import Services
from unspin.pipeline.serving import serving
from unspin.settings import Settings
from unspin.stored import Summary
from unspin.weeks import week_before, week_of

WAITING = 10_000  # messages that one may call a queue and not a jam
SKEW_S = 60.0
BEHIND = timedelta(minutes=15)  # of counts, which are made every minute
LATEST = 50  # articles whose versions are looked at

State = Literal["ok", "wrong", "unknown"]


@dataclass(frozen=True)
class Result:
    """What one check saw."""

    check: str
    state: State
    told: str
    to_do: str = ""


@dataclass(frozen=True)
class Patient:
    """A stack, and what speaks to it."""

    settings: Settings
    services: Services
    outputs: Mapping[str, str]  # of the stack; empty where it is not known by its name
    name: str | None


Check = Callable[[Patient], Iterator[Result]]


def examined(patient: Patient) -> Iterator[Result]:
    """Yield what every check sees; one that cannot look says why, and the others go on."""
    for name, check in CHECKS.items():
        try:
            for found in check(patient):
                yield Result(name, found.state, found.told, found.to_do)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            told = f"{error.operation_name} was answered with {code}"
            yield Result(name, "wrong", told, _for(code, error.operation_name))
        except (BotoCoreError, UnspinError) as error:
            yield Result(name, "unknown", str(error), "see whether AWS can be reached from here, and ask again")


def _for(code: str, operation: str) -> str:
    if code in {"AccessDenied", "AccessDeniedException", "403", "UnauthorizedOperation"}:
        return f"your credentials may not call {operation}: ask for that permission, or use others"
    if code in {"NoSuchBucket", "ResourceNotFoundException", "404", "AWS.SimpleQueueService.NonExistentQueue"}:
        return "a resource of the stack is gone: deploy the template again, it creates what is missing"
    return "see docs/runbook.md#aws-refuses"


def _permissions(patient: Patient) -> Iterator[Result]:
    """Each call reads, and changes nothing."""
    s3, dynamodb, sqs = (_client(each) for each in ("s3", "dynamodb", "sqs"))
    s3.head_bucket(Bucket=patient.settings.raw_bucket)
    s3.list_objects_v2(Bucket=patient.settings.clean_bucket, MaxKeys=1)
    dynamodb.describe_table(TableName=patient.settings.index_table)
    patient.services.index.held("doctor")
    patient.services.index.listed("articles", _today(), limit=1)
    sqs.get_queue_attributes(QueueUrl=patient.settings.ingest_queue_url, AttributeNames=["QueueArn"])
    yield Result("", "ok", "buckets, table and queue can be read")


def _notifications(patient: Patient) -> Iterator[Result]:
    found = _client("s3").get_bucket_notification_configuration(Bucket=patient.settings.raw_bucket)
    arn = _attributes(patient.settings.ingest_queue_url, "QueueArn")["QueueArn"]
    queues = {each["QueueArn"] for each in found.get("QueueConfigurations", [])}
    if arn in queues:
        yield Result("", "ok", "the raw bucket announces what is dropped to the queue")
    else:
        yield Result(
            "", "wrong", "the raw bucket announces nothing to the queue", "see docs/runbook.md#nothing-comes-in"
        )


def _queue(patient: Patient) -> Iterator[Result]:
    name, hidden = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"
    found = _attributes(patient.settings.ingest_queue_url, name, hidden)
    waiting, at_work = int(found[name]), int(found[hidden])
    told = f"{waiting:,} messages wait, {at_work:,} are at work"
    if waiting > WAITING:
        yield Result("", "wrong", told, "see docs/runbook.md#oldestmessageage")
    else:
        yield Result("", "ok", told)


def _dead_letters(patient: Patient) -> Iterator[Result]:
    from unspin.adapters.sqs import DeadLetters

    count = DeadLetters(_client("sqs"), patient.settings.ingest_queue_url).count()
    if count:
        yield Result("", "wrong", f"{count:,} messages failed five times", "see docs/runbook.md#deadlettersnotempty")
    else:
        yield Result("", "ok", "there are none")


def _versions(patient: Patient) -> Iterator[Result]:
    """The index says what it serves; an entry names the pipeline and the policy that it was decided under."""
    listed = _newest(patient, LATEST)
    entries = patient.services.index.entries(line.id for line in listed)
    found = Counter(tuple(entry.versions.split("/")) for entry in entries.values() if not entry.withdrawn)
    if not found:
        yield Result("", "ok", "no article came in this week or the last")
        return
    state = serving(patient.services.index)
    if state is None or state.serving.version == INDEX_VERSION:
        yield Result("", "ok", f"the newest articles are indexed as {INDEX_VERSION}")
    else:
        told = f"the index serves {state.serving.version}, this unspin looks up by {INDEX_VERSION}"
        yield Result("", "wrong", told, "see docs/runbook.md#another-index-version")
    policies = Counter(versions[1] for versions in found.elements() if len(versions) > 1)
    [(newest, _), *others] = policies.most_common()
    if others:
        told = f"of the newest {len(entries)} articles, {policies[newest]} were decided by policy {newest}"
        more = ", ".join(f"{count} by {name}" for name, count in others)
        yield Result("", "ok", f"{told}, {more}: as after a change of policy")
    else:
        yield Result("", "ok", f"the newest articles were decided by policy {newest}")


def _policy(patient: Patient) -> Iterator[Result]:
    """The policy that people chose decides, unless it cannot be used: then the last good one does."""
    known = list_policies(patient.services)
    for each in known.policies:
        part = "live" if each.is_live else "draft"
        if (each.is_live or each.is_draft) and each.problem is not None:
            told = f"the {part} policy {each.version} cannot be used: {each.problem}; {known.in_force} decides"
            yield Result("", "wrong", told, "see docs/runbook.md#policyrefused")
        elif each.is_live:
            yield Result("", "ok", f"the policy {each.version}, which was chosen, decides")


def _clock(_: Patient) -> Iterator[Result]:
    """S3 tells its time with every answer."""
    answer = _client("s3").list_buckets()
    told = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if told is None:
        yield Result("", "unknown", "the answer had no date")
        return
    skew_s = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds())
    if skew_s > SKEW_S:
        to_do = "set this machine's clock: AWS refuses requests that are 15 minutes off"
        yield Result("", "wrong", f"this machine is {skew_s:,.0f} s off from AWS", to_do)
    else:
        yield Result("", "ok", f"this machine and AWS agree to {max(1, round(skew_s))} s")


def _counts(patient: Patient) -> Iterator[Result]:
    listed = _newest(patient, 1)
    tally = patient.services.catalogue.tally(listed[0].at[:10]) if listed else None
    if tally is None:
        yield Result("", "ok", "there is nothing to count of this week or the last")
    elif not tally.seen and datetime.now(UTC) - datetime.fromisoformat(listed[0].at) > BEHIND:
        told = f"an article of {listed[0].at} is not counted"
        yield Result("", "wrong", told, "see docs/runbook.md#countsbehind")
    else:
        yield Result("", "ok", f"{tally.day} is counted")


def _functions(patient: Patient) -> Iterator[Result]:
    names = {key.removesuffix("Name"): name for key, name in patient.outputs.items() if key.endswith("FunctionName")}
    if not names:
        yield Result("", "ok", "a local stack has none to ask about")
        return
    cloudwatch, now = _client("cloudwatch"), datetime.now(UTC)
    for function, name in sorted(names.items()):
        found = cloudwatch.get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": "FunctionName", "Value": name}],
            StartTime=now - timedelta(hours=1),
            EndTime=now,
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        errors = sum(each["Sum"] for each in found)
        if errors:
            told = f"{function} failed {errors:,.0f} times in the last hour"
            yield Result("", "wrong", told, f"see docs/runbook.md#{RUNBOOK.get(function, 'aws-refuses')}")
        else:
            yield Result("", "ok", f"{function} did not fail in the last hour")


RUNBOOK = {
    "ActFunction": "queryerrors",
    "AnnounceFunction": "announceerrors",
    "CountFunction": "countsbehind",
    "IngestFunction": "ingesterrors",
    "ProfileFunction": "profileerrors",
    "QueryFunction": "queryerrors",
    "SweepFunction": "sweeperrors",
}


def _alarms(patient: Patient) -> Iterator[Result]:
    if patient.name is None:
        yield Result("", "ok", "a local stack has none")
        return
    found = _client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{patient.name}-", StateValue="ALARM")
    ringing = found.get("MetricAlarms", [])
    for alarm in ringing:
        yield Result("", "wrong", f"{alarm['AlarmName']} rings", alarm.get("AlarmDescription", ""))
    if not ringing:
        yield Result("", "ok", "none rings")


CHECKS: dict[str, Check] = {
    "permissions": _permissions,
    "notifications": _notifications,
    "queue": _queue,
    "dead letters": _dead_letters,
    "versions": _versions,
    "policy": _policy,
    "counts": _counts,
    "clock": _clock,
    "functions": _functions,
    "alarms": _alarms,
}


def _client(service: str) -> Any:
    return boto3.client(service)


def _attributes(url: str, *names: Any) -> dict[str, str]:
    found: dict[str, str] = _client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=list(names))["Attributes"]
    return found


def _newest(patient: Patient, limit: int) -> list[Summary]:
    """Return the newest articles of this week and the last: on a Monday the last one tells more."""
    week = week_of(_today())
    pages = (
        patient.services.catalogue.page("articles", each, below=None, limit=limit) for each in (week, week_before(week))
    )
    return [line for lines, _ in pages for line in lines][:limit]


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
