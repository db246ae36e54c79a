"""What the stack promises, asserted on the template as CloudFormation sees it."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.contract.test_reviews import HELD as WAITS
from tests.template.conftest import ROOT
from unspin.adapters.dynamodb_reviews import QUEUES as QUEUES_OF_PEOPLE
from unspin.adapters.listings import SHOWN, places
from unspin.cost.beside import function_of
from unspin.local.pump import CHANGES, fits
from unspin.local.template import Template, storage_only, stream_filters, translated
from unspin.model import Action, Relation
from unspin.settings import Settings

FUNCTIONS = (
    "IngestFunction",
    "QueryFunction",
    "ActFunction",
    "CountFunction",
    "SweepFunction",
    "ProfileFunction",
    "AnnounceFunction",
)
ROLES = ("IngestRole", "QueryRole", "ActRole", "CountRole", "SweepRole", "ProfileRole", "AnnounceRole")
BUCKETS = ("RawBucket", "CleanBucket", "PolicyBucket")
QUEUES = ("IngestQueue", "IngestDeadLetters", "AnnounceDeadLetters")
WAITING = ("by_age", "by_score", "by_rule")  # indexes of the queue
ALARMS = (
    "AnnounceErrors",
    "EventsLost",
    "PolicyRefused",
    "DeadLettersNotEmpty",
    "OldestMessageAge",
    "IngestErrors",
    "IngestThrottles",
    "QueryErrors",
    "CountsBehind",
    "SweepErrors",
    "ProfileErrors",
    "CrowdedKeys",
)
WITHOUT_RESOURCES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}  # X-Ray cannot name any
READS_INDEX = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}


def properties(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def of_type(template: Template, kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in template["Resources"].items() if each["Type"] == kind}


def statements(template: Template, role: str) -> list[dict[str, Any]]:
    policies = properties(template, role)["Policies"]
    return [each for policy in policies for each in policy["PolicyDocument"]["Statement"]]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def allowed(template: Template, role: str) -> dict[str, set[str]]:
    """What a role may do, by the resource it may do it to, in CloudFormation's notation."""
    found: dict[str, set[str]] = {}
    for statement in statements(template, role):
        assert statement["Effect"] == "Allow"
        for resource in as_list(statement["Resource"]):
            found.setdefault(json.dumps(resource), set()).update(as_list(statement["Action"]))
    return found


def arn(name: str) -> str:
    return json.dumps({"Fn::GetAtt": [name, "Arn"]})


def below(name: str, path: str) -> str:
    return json.dumps({"Fn::Sub": f"${{{name}.Arn}}/{path}"})


# --- functions


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_run_on_python_3_13_on_the_processor_asked_for(template: Template, name: str) -> None:
    function = properties(template, name)

    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == [{"Ref": "Architecture"}]
    assert function["Handler"] == "app.lambda_handler"


def test_there_are_no_other_functions(template: Template) -> None:
    assert set(of_type(template, "AWS::Lambda::Function")) == set(FUNCTIONS)


def test_the_layer_is_for_the_runtime_and_processor_of_the_functions(template: Template) -> None:
    [layer] = of_type(template, "AWS::Lambda::LayerVersion").values()

    assert layer["CompatibleRuntimes"] == ["python3.13"]
    assert layer["CompatibleArchitectures"] == [{"Ref": "Architecture"}]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_carry_the_layer_trace_and_log_json(template: Template, name: str) -> None:
    function = properties(template, name)
    [layer] = of_type(template, "AWS::Lambda::LayerVersion")

    assert function["Layers"] == [{"Ref": layer}]
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert function["LoggingConfig"]["LogFormat"] == "JSON"


@pytest.mark.parametrize(
    ("name", "condition"), [("IngestFunction", "SnapshotsOfIngest"), ("QueryFunction", "SnapshotsOfQuery")]
)
def test_functions_wake_from_a_snapshot_where_that_is_asked_for(template: Template, name: str, condition: str) -> None:
    assert properties(template, name)["SnapStart"] == {"ApplyOn": {"Fn::If": [condition, "PublishedVersions", "None"]}}


def test_who_waits_for_a_function_waits_for_no_start_and_the_queue_pays_for_no_snapshot(template: Template) -> None:
    assert template["Parameters"]["SnapStart"]["Default"] == "query"
    assert function_of(template, "QueryFunction").has_snapshot
    assert not function_of(template, "IngestFunction").has_snapshot


def versions(template: Template) -> dict[str, str]:
    """The version of each function that its alias leads to, all of them gone with their successors."""
    found = of_type(template, "AWS::Lambda::Alias").values()
    named = {each["FunctionName"]["Ref"]: each["FunctionVersion"]["Fn::GetAtt"][0] for each in found}
    assert all(template["Resources"][name]["DeletionPolicy"] == "Delete" for name in named.values())
    return named


def test_other_code_in_the_layer_publishes_new_versions(template: Template, tmp_path: Path) -> None:
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    (tmp_path / "template.yaml").write_text(text.replace("ContentUri: shared/", "ContentUri: other/"))
    other = translated(tmp_path / "template.yaml")

    assert versions(template).keys() == versions(other).keys() == {"IngestFunction", "QueryFunction"}
    assert set(versions(template).values()).isdisjoint(versions(other).values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_log_to_a_group_that_forgets(template: Template, name: str) -> None:
    group = properties(template, name)["LoggingConfig"]["LogGroup"]["Ref"]

    assert properties(template, group)["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_every_log_group_forgets(template: Template) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup")

    assert len(groups) == 8
    assert all(group["RetentionInDays"] == {"Ref": "LogRetentionDays"} for group in groups.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_find_all_that_the_settings_read(template: Template, name: str) -> None:
    variables = properties(template, name)["Environment"]["Variables"]
    said = {"LOOK_BACK_DAYS": "1", "LOOK_BACK_DAYS_BY_SITE": "a.example=2"}
    environ = {key: said.get(key, f"the {key}") for key in variables}

    assert Settings.from_env(environ) == Settings(
        raw_bucket="the RAW_BUCKET",
        clean_bucket="the CLEAN_BUCKET",
        policy_bucket="the POLICY_BUCKET",
        index_table="the INDEX_TABLE",
        ingest_queue_url="the INGEST_QUEUE_URL",
        event_bus="the EVENT_BUS",
        look_back_days=1,
        look_back_by_site={"a.example": 2},
    )
    assert variables["RAW_BUCKET"] == {"Ref": "RawBucket"}
    assert variables["CLEAN_BUCKET"] == {"Ref": "CleanBucket"}
    assert variables["POLICY_BUCKET"] == {"Ref": "PolicyBucket"}
    assert variables["INDEX_TABLE"] == {"Ref": "IndexTable"}
    assert variables["INGEST_QUEUE_URL"] == {"Ref": "IngestQueue"}
    assert variables["EVENT_BUS"] == {"Ref": "EventBus"}
    assert variables["LOOK_BACK_DAYS"] == {"Ref": "LookBackDays"}
    assert variables["LOOK_BACK_DAYS_BY_SITE"] == {"Ref": "LookBackDaysBySite"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_know_their_name_in_logs_and_metrics(template: Template, name: str) -> None:
    variables = properties(template, name)["Environment"]["Variables"]
    short = name.removesuffix("Function").lower()

    assert variables["POWERTOOLS_SERVICE_NAME"] == {"Fn::Sub": f"${{AWS::StackName}}-{short}"}
    assert variables["POWERTOOLS_METRICS_NAMESPACE"] == "unspin"


def test_the_look_back_is_that_of_the_settings_where_nothing_is_asked_for(template: Template) -> None:
    [default] = [field.default for field in fields(Settings) if field.name == "look_back_days"]

    assert template["Parameters"]["LookBackDays"]["Default"] == default


# --- the queue


def test_what_fails_five_times_goes_to_the_dead_letters(template: Template) -> None:
    assert properties(template, "IngestQueue")["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["IngestDeadLetters", "Arn"]},
        "maxReceiveCount": 5,
    }
    assert properties(template, "IngestDeadLetters")["MessageRetentionPeriod"] == 14 * 86_400


def test_messages_stay_hidden_for_six_times_as_long_as_the_function_may_take(template: Template) -> None:
    timeout_s = properties(template, "IngestFunction")["Timeout"]

    assert properties(template, "IngestQueue")["VisibilityTimeout"] >= 6 * timeout_s


def source_of(template: Template, function: str) -> dict[str, Any]:
    """Return what feeds a function: by itself, or by its alias."""
    sources = of_type(template, "AWS::Lambda::EventSourceMapping").values()
    [found] = [each for each in sources if str(each["FunctionName"]["Ref"]).startswith(function)]
    return dict(found)


def test_changes_are_counted_from_the_first_by_shard_and_none_is_skipped(template: Template) -> None:
    source = source_of(template, "CountFunction")

    assert properties(template, "IndexTable")["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert source["FunctionName"] == {"Ref": "CountFunction"}
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["MaximumRetryAttempts"] == -1
    assert source["BatchSize"] == CHANGES
    # Lambda names the shard of an event only inside of a window.
    assert source["TumblingWindowInSeconds"] > 0
    [wanted] = source["FilterCriteria"]["Filters"]
    assert json.loads(wanted["Pattern"]) == {"dynamodb": {"Keys": {"sk": {"S": ["record", "root"]}}}}


def test_the_count_function_writes_counts_and_lists_and_nothing_else(template: Template) -> None:
    assert allowed(template, "CountRole") == {
        json.dumps({"Fn::GetAtt": ["IndexTable", "StreamArn"]}): {
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
        },
        arn("IndexTable"): {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:BatchWriteItem"},
        arn("CountLogGroup"): {"logs:CreateLogStream", "logs:PutLogEvents"},
        '"*"': WITHOUT_RESOURCES | {"dynamodb:ListStreams"},
    }
    [keeps] = [each for each in statements(template, "CountRole") if each["Sid"] == "KeepCountsAndLists"]
    assert keeps["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["tally#*", "list#*"]}}


def test_one_failed_message_comes_again_alone_and_concurrency_is_bounded(template: Template) -> None:
    source = source_of(template, "IngestFunction")

    assert source["FunctionName"] == {"Ref": "IngestFunctionAliaslive"}  # the version that may have a snapshot
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "MaximumConcurrency"}}
    assert source["BatchSize"] == 10
    assert template["Parameters"]["MaximumConcurrency"]["MinValue"] == 2  # Lambda accepts no less


def test_only_the_raw_bucket_of_this_account_may_announce(template: Template) -> None:
    allow, deny = properties(template, "IngestQueuePolicy")["PolicyDocument"]["Statement"]

    assert allow["Effect"] == "Allow"
    assert allow["Principal"] == {"Service": "s3.amazonaws.com"}
    assert allow["Action"] == "sqs:SendMessage"
    assert allow["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    name, suffix = properties(template, "RawBucket")["BucketName"]["Fn::Sub"]
    source = allow["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert source == {"Fn::Sub": [f"arn:${{AWS::Partition}}:s3:::{name}", suffix]}
    assert deny["Effect"] == "Deny"


def test_the_queue_accepts_notifications_before_the_bucket_asks(template: Template) -> None:
    assert "IngestQueuePolicy" in as_list(template["Resources"]["RawBucket"]["DependsOn"])


@pytest.mark.parametrize("name", QUEUES)
def test_queues_are_encrypted_and_closed_to_plain_http(template: Template, name: str) -> None:
    assert properties(template, name)["SqsManagedSseEnabled"] is True
    policies = of_type(template, "AWS::SQS::QueuePolicy").values()
    [policy] = [each for each in policies if each["Queues"] == [{"Ref": name}]]
    assert_tls_only(policy, [{"Fn::GetAtt": [name, "Arn"]}], "sqs:*")


def assert_tls_only(policy: Mapping[str, Any], resources: list[Any], action: str) -> None:
    [deny] = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
    assert deny["Principal"] == "*"
    assert deny["Action"] == action
    assert as_list(deny["Resource"]) == resources
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


# --- buckets and the table


@pytest.mark.parametrize("name", BUCKETS)
def test_buckets_are_private_and_encrypted(template: Template, name: str) -> None:
    bucket = properties(template, name)

    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


@pytest.mark.parametrize("name", BUCKETS)
def test_buckets_are_closed_to_plain_http(template: Template, name: str) -> None:
    policies = of_type(template, "AWS::S3::BucketPolicy").values()
    [policy] = [each for each in policies if each["Bucket"] == {"Ref": name}]

    assert_tls_only(policy, [{"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}.Arn}}/*"}], "s3:*")


@pytest.mark.parametrize("name", ["RawBucket", "CleanBucket"])
def test_overwritten_objects_are_kept_for_a_while(template: Template, name: str) -> None:
    bucket = properties(template, name)

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    [expiry] = [rule for rule in bucket["LifecycleConfiguration"]["Rules"] if "NoncurrentVersionExpiration" in rule]
    assert expiry["Status"] == "Enabled"
    assert expiry["NoncurrentVersionExpiration"]["NoncurrentDays"] > 0
    assert expiry["ExpiredObjectDeleteMarker"] is True  # of each record that is moved, one stays


def test_policies_are_kept_for_ever(template: Template) -> None:
    bucket = properties(template, "PolicyBucket")

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert not [rule for rule in bucket["LifecycleConfiguration"]["Rules"] if "Expiration" in str(rule)]


def test_a_file_may_go_back_to_the_queue_as_often_as_it_takes(template: Template) -> None:
    assert properties(template, "IngestFunction")["RecursiveLoop"] == "Allow"


def test_no_rule_expires_what_is_current(template: Template) -> None:
    rules = [rule for name in BUCKETS for rule in properties(template, name)["LifecycleConfiguration"]["Rules"]]

    assert not [rule for rule in rules if rule.keys() & {"ExpirationInDays", "ExpirationDate"}]


def test_every_created_object_is_announced_to_the_queue(template: Template) -> None:
    assert properties(template, "RawBucket")["NotificationConfiguration"] == {
        "QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": {"Fn::GetAtt": ["IngestQueue", "Arn"]}}]
    }


@pytest.mark.parametrize("name", [*BUCKETS, "IndexTable"])
def test_data_outlives_the_stack(template: Template, name: str) -> None:
    resource = template["Resources"][name]

    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_the_table_is_paid_by_use_forgets_and_can_be_restored(template: Template) -> None:
    table = properties(template, "IndexTable")

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}


def test_the_index_by_day_carries_what_the_listings_show(template: Template) -> None:
    indexes = {each["IndexName"]: each for each in properties(template, "IndexTable")["GlobalSecondaryIndexes"]}
    index = indexes["by_day"]

    assert index["Projection"]["ProjectionType"] == "INCLUDE"
    shown = {name for names in SHOWN.values() for name in names}
    assert set(index["Projection"]["NonKeyAttributes"]) == shown


def test_the_indexes_of_the_queue_hold_what_waits_and_nothing_else(template: Template) -> None:
    indexes = {each["IndexName"]: each for each in properties(template, "IndexTable")["GlobalSecondaryIndexes"]}
    del indexes["by_day"]
    made_of = {name: tuple(key["AttributeName"] for key in each["KeySchema"]) for name, each in indexes.items()}

    assert made_of == {name: (partition, place) for name, partition, place in QUEUES_OF_PEOPLE.values()}
    assert all(each["Projection"] == {"ProjectionType": "KEYS_ONLY"} for each in indexes.values())
    assert {name for pair in made_of.values() for name in pair} == places(WAITS).keys()


# --- what others hear


def test_what_is_written_is_announced_from_the_tables_stream_until_it_is_told(template: Template) -> None:
    source = source_of(template, "AnnounceFunction")

    assert properties(template, "IndexTable")["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert source["EventSourceArn"] == {"Fn::GetAtt": ["IndexTable", "StreamArn"]}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["BisectBatchOnFunctionError"] is True
    assert source["MaximumRetryAttempts"] == 10
    assert source["DestinationConfig"]["OnFailure"] == {"Destination": {"Fn::GetAtt": ["AnnounceDeadLetters", "Arn"]}}


@pytest.mark.parametrize(
    ("name", "pk", "sk", "is_given"),
    [
        ("INSERT", "article#a", "record", True),
        ("MODIFY", "article#a", "record", True),
        ("REMOVE", "article#a", "record", False),
        ("INSERT", "parked#a", "record", True),
        ("INSERT", "article#a", "body", False),
        ("INSERT", "article#a", "link#b", False),
        ("INSERT", "article#a", "act#1", False),
        ("INSERT", "key#k", "a", False),
        ("MODIFY", "cluster#a", "root", False),
        ("MODIFY", "proposal#a", "proposal", False),
    ],
)
def test_the_announce_function_is_given_entries_and_parked_inputs_only(
    template: Template, name: str, pk: str, sk: str, is_given: bool
) -> None:
    patterns = [json.loads(each["Pattern"]) for each in stream_filters(template, "AnnounceFunction")]
    record = {"eventName": name, "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}}}

    assert any(fits(pattern, record) for pattern in patterns) is is_given


# --- permissions


def test_ingest_may_do_what_it_does_and_nothing_else(template: Template) -> None:
    assert allowed(template, "IngestRole") == {
        below("RawBucket", "*"): {
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:GetObjectTagging",
            "s3:GetObjectVersionTagging",
        },
        below("CleanBucket", "*"): {"s3:GetObject", "s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject"},
        arn("RawBucket"): {"s3:ListBucket", "s3:ListBucketVersions"},
        arn("CleanBucket"): {"s3:ListBucket", "s3:ListBucketVersions"},
        below("PolicyBucket", "*"): {"s3:GetObject"},
        arn("PolicyBucket"): {"s3:ListBucket", "s3:ListBucketVersions"},
        arn("IndexTable"): READS_INDEX
        | {
            "dynamodb:PutItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
        },
        arn("IngestQueue"): {
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:GetQueueAttributes",
            "sqs:SendMessage",
        },
        arn("IngestLogGroup"): {"logs:CreateLogStream", "logs:PutLogEvents"},
        '"*"': WITHOUT_RESOURCES,
    }


def test_query_may_only_read(template: Template) -> None:
    assert allowed(template, "QueryRole") == {
        below("CleanBucket", "*"): {"s3:GetObject"},
        arn("CleanBucket"): {"s3:ListBucket"},
        below("PolicyBucket", "*"): {"s3:GetObject"},
        arn("PolicyBucket"): {"s3:ListBucket"},
        arn("IndexTable"): READS_INDEX,
        **{below("IndexTable", f"index/{name}"): READS_INDEX for name in ("by_day", *WAITING)},
        arn("QueryLogGroup"): {"logs:CreateLogStream", "logs:PutLogEvents"},
        '"*"': WITHOUT_RESOURCES,
    }


def test_sweep_may_repair_and_nothing_else(template: Template) -> None:
    assert allowed(template, "SweepRole") == {
        below("RawBucket", "*"): {"s3:GetObject", "s3:GetObjectVersion"},
        below("CleanBucket", "*"): {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"},
        below("PolicyBucket", "*"): {"s3:GetObject"},
        arn("PolicyBucket"): {"s3:ListBucket"},
        arn("RawBucket"): {"s3:ListBucket"},
        arn("CleanBucket"): {"s3:ListBucket", "s3:ListBucketVersions"},
        arn("IndexTable"): READS_INDEX | {"dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"},
        below("IndexTable", "index/by_day"): {"dynamodb:Query"},
        arn("IngestQueue"): {"sqs:SendMessage"},
        arn("SweepLogGroup"): {"logs:CreateLogStream", "logs:PutLogEvents"},
        '"*"': WITHOUT_RESOURCES,
    }


def test_announce_may_read_the_stream_and_tell(template: Template) -> None:
    assert allowed(template, "AnnounceRole") == {
        json.dumps({"Fn::GetAtt": ["IndexTable", "StreamArn"]}): {
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
        },
        arn("EventBus"): {"events:PutEvents"},
        arn("IngestQueue"): {"sqs:SendMessage"},
        arn("AnnounceDeadLetters"): {"sqs:SendMessage"},
        arn("AnnounceLogGroup"): {"logs:CreateLogStream", "logs:PutLogEvents"},
        '"*"': WITHOUT_RESOURCES | {"dynamodb:ListStreams"},
    }


def test_profile_may_read_what_it_learns_from_and_write_profiles(template: Template) -> None:
    assert allowed(template, "ProfileRole") == {
        below("CleanBucket", "*"): {"s3:GetObject"},
        arn("CleanBucket"): {"s3:ListBucket"},
        arn("IndexTable"): {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"},
        below("IndexTable", "index/by_day"): {"dynamodb:Query"},
        arn("ProfileLogGroup"): {"logs:CreateLogStream", "logs:PutLogEvents"},
        '"*"': WITHOUT_RESOURCES,
    }
    [write] = [each for each in statements(template, "ProfileRole") if each["Action"] == "dynamodb:PutItem"]
    assert write["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "site#*"}}


@pytest.mark.parametrize("name", ["SweepFunction", "ProfileFunction"])
def test_what_repairs_and_what_learns_run_every_hour(template: Template, name: str) -> None:
    rules = of_type(template, "AWS::Events::Rule").values()
    [rule] = [each for each in rules if each["Targets"][0]["Arn"] == {"Fn::GetAtt": [name, "Arn"]}]

    assert rule["ScheduleExpression"] == "rate(1 hour)"
    assert len(rules) == 2


def test_act_may_change_the_index_and_erase_clean_objects(template: Template) -> None:
    assert allowed(template, "ActRole") == {
        below("CleanBucket", "*"): {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"},
        arn("CleanBucket"): {"s3:ListBucket", "s3:ListBucketVersions"},
        below("PolicyBucket", "*"): {"s3:GetObject"},
        arn("PolicyBucket"): {"s3:ListBucket", "s3:ListBucketVersions"},
        arn("IndexTable"): READS_INDEX | {"dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"},
        **{below("IndexTable", f"index/{name}"): {"dynamodb:Query"} for name in WAITING},
        arn("IngestQueue"): {"sqs:SendMessage"},
        arn("ActLogGroup"): {"logs:CreateLogStream", "logs:PutLogEvents"},
        '"*"': WITHOUT_RESOURCES,
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_a_role_of_its_own(template: Template, name: str) -> None:
    role = name.replace("Function", "Role")

    assert properties(template, name)["Role"] == {"Fn::GetAtt": [role, "Arn"]}
    assert set(of_type(template, "AWS::IAM::Role")) == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_holds_wildcard_actions_or_managed_policies(template: Template, role: str) -> None:
    actions = {action for statement in statements(template, role) for action in as_list(statement["Action"])}

    assert actions
    assert not [action for action in actions if "*" in action]
    assert "ManagedPolicyArns" not in properties(template, role)


def test_only_lambda_may_take_the_roles(template: Template) -> None:
    for role in of_type(template, "AWS::IAM::Role").values():
        [trust] = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


# --- the API


def test_every_route_wants_a_signature(template: Template) -> None:
    [api] = of_type(template, "AWS::ApiGatewayV2::Api").values()
    paths = api["Body"]["paths"]

    assert {path: set(methods) for path, methods in paths.items()} == {
        "/": {"get", "post"},
        "/{proxy+}": {"get", "post"},
        "/articles/{article_id}/takedown": {"post"},
        "/articles/{article_id}/restore": {"post"},
        "/parked/{parked_id}/redrive": {"post"},
        "/review/claim": {"post"},
        "/articles/{article_id}/claim": {"post"},
        "/articles/{article_id}/release": {"post"},
        "/articles/{article_id}/rulings": {"post"},
    }
    for methods in paths.values():
        for operation in methods.values():
            assert operation["security"] == [{"AWS_IAM": []}]


# --- alarms and the dashboard


def test_the_alarms_are_there_and_no_others(template: Template) -> None:
    assert set(of_type(template, "AWS::CloudWatch::Alarm")) == set(ALARMS)


@pytest.mark.parametrize(
    ("name", "metric", "dimension"),
    [
        (
            "DeadLettersNotEmpty",
            "ApproximateNumberOfMessagesVisible",
            {"Fn::GetAtt": ["IngestDeadLetters", "QueueName"]},
        ),
        ("OldestMessageAge", "ApproximateAgeOfOldestMessage", {"Fn::GetAtt": ["IngestQueue", "QueueName"]}),
        ("EventsLost", "ApproximateNumberOfMessagesVisible", {"Fn::GetAtt": ["AnnounceDeadLetters", "QueueName"]}),
        ("AnnounceErrors", "Errors", {"Ref": "AnnounceFunction"}),
        ("IngestErrors", "Errors", {"Ref": "IngestFunction"}),
        ("IngestThrottles", "Throttles", {"Ref": "IngestFunction"}),
        ("QueryErrors", "5xx", {"Ref": "OpsApi"}),
        ("CountsBehind", "IteratorAge", {"Ref": "CountFunction"}),
        ("SweepErrors", "Errors", {"Ref": "SweepFunction"}),
        ("ProfileErrors", "Errors", {"Ref": "ProfileFunction"}),
        ("CrowdedKeys", "CrowdedKeys", {"Fn::Sub": "${AWS::StackName}-ingest"}),
    ],
)
def test_alarms_watch_what_they_are_named_for(template: Template, name: str, metric: str, dimension: Any) -> None:
    alarm = properties(template, name)

    assert alarm["MetricName"] == metric
    assert [each["Value"] for each in alarm["Dimensions"]] == [dimension]
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    # A queue at rest, and a function that nobody calls, report nothing.
    assert alarm["TreatMissingData"] == "notBreaching"


def test_a_refused_policy_raises_the_alarm_that_the_function_counts_for(template: Template) -> None:
    alarm = properties(template, "PolicyRefused")
    variables = properties(template, "IngestFunction")["Environment"]["Variables"]

    assert alarm["Namespace"] == variables["POWERTOOLS_METRICS_NAMESPACE"]
    assert alarm["MetricName"] == "PolicyRefused"
    assert alarm["Dimensions"] == [{"Name": "service", "Value": variables["POWERTOOLS_SERVICE_NAME"]}]


@pytest.mark.parametrize("name", ALARMS)
def test_alarms_reach_the_topic_if_there_is_one(template: Template, name: str) -> None:
    told = {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}

    assert properties(template, name)["AlarmActions"] == told
    assert template["Parameters"]["AlarmTopicArn"]["Default"] == ""


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_names_its_section_of_the_runbook(template: Template, name: str) -> None:
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)\n\n((?:(?!^## ).*\n?)*)", runbook, re.MULTILINE)
    by_anchor = {title.lower().replace(" ", "-"): text for title, text in sections}

    [anchor] = re.findall(r"docs/runbook\.md#([\w-]+)", properties(template, name)["AlarmDescription"])

    assert anchor == name.lower()
    assert all(f"**{part}.**" in by_anchor[anchor] for part in ("Symptom", "Look", "Do"))
    [text] = [each["properties"]["markdown"] for each in dashboard(template)["widgets"] if each["type"] == "text"]
    assert f"#{anchor}" in text


def dashboard(template: Template) -> dict[str, Any]:
    body = properties(template, "Dashboard")["DashboardBody"]["Fn::Sub"]
    found: dict[str, Any] = json.loads(re.sub(r"\$\{([^}]+)\}", r"<\1>", body))
    return found


def charted(template: Template) -> list[list[Any]]:
    return [metric for each in dashboard(template)["widgets"] for metric in each["properties"].get("metrics", [])]


def test_the_dashboard_shows_every_relation_and_every_action(template: Template) -> None:
    shown = {metric[1] for metric in charted(template)}

    assert {f"Relation.{relation}" for relation in get_args(Relation)} <= shown
    assert {f"Action.{action}" for action in get_args(Action)} <= shown
    assert {"ArticlesIngested", "ArticlesRepeated", "ArticlesParked"} <= shown


def test_the_dashboard_looks_where_the_functions_count(template: Template) -> None:
    own = [metric for metric in charted(template) if metric[0] == "unspin"]

    assert own
    assert all(metric[2:4] == ["service", "<AWS::StackName>-ingest"] for metric in own)


def written_out(metrics: list[list[Any]]) -> list[list[Any]]:
    """A dot stands for what stands in its place in the metric before."""
    found: list[list[Any]] = []
    for metric in metrics:
        found.append([found[-1][at] if part == "." else part for at, part in enumerate(metric)])
    return found


def test_the_dashboard_shows_each_function_what_its_line_is_named_for(template: Template) -> None:
    [metrics] = [
        each["properties"]["metrics"]
        for each in dashboard(template)["widgets"]
        if each["properties"].get("title") == "Functions"
    ]
    shown = {metric[4]["label"]: (metric[1], metric[3]) for metric in written_out(metrics)}

    assert shown["ingest throttles"] == ("Throttles", "<IngestFunction>")
    assert shown["events late by, ms"] == ("IteratorAge", "<AnnounceFunction>")
    for label, (_, function) in shown.items():
        if label != "events late by, ms":
            assert function == f"<{label.split()[0].capitalize()}Function>", label


# --- the whole


TAGGED = (*BUCKETS, *QUEUES, *FUNCTIONS, *ALARMS, "IndexTable", *ROLES, "IngestLogGroup", "ProfileLogGroup")


@pytest.mark.parametrize("name", TAGGED)
def test_resources_are_tagged(template: Template, name: str) -> None:
    assert {"Key": "Project", "Value": "unspin"} in properties(template, name)["Tags"]


def test_the_api_is_tagged(template: Template) -> None:
    tags = {tag["name"]: tag["x-amazon-apigateway-tag-value"] for tag in properties(template, "OpsApi")["Body"]["tags"]}

    assert tags["Project"] == "unspin"


def test_the_outputs_are_those_that_the_command_line_reads(template: Template) -> None:
    assert set(template["Outputs"]) == {
        "RawBucketName",
        "CleanBucketName",
        "PolicyBucketName",
        "IndexTableName",
        "IngestQueueUrl",
        "DeadLettersUrl",
        "EventBusName",
        "OpsApiUrl",
        "IngestFunctionName",
        "QueryFunctionName",
        "ActFunctionName",
        "CountFunctionName",
        "AnnounceFunctionName",
        "SweepFunctionName",
        "ProfileFunctionName",
        "AnalyticsDatabase",
        "AnalyticsWorkgroup",
    }


def test_storage_is_cut_out_with_the_outputs_that_name_it(template: Template) -> None:
    storage = storage_only(template)

    assert set(storage["Resources"]) == {*BUCKETS, *QUEUES, "IndexTable", "EventBus"}
    gone = {"OpsApiUrl", "AnalyticsDatabase", "AnalyticsWorkgroup", *(f"{name}Name" for name in FUNCTIONS)}
    assert set(storage["Outputs"]) == set(template["Outputs"]) - gone
