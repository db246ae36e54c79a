"""The API does what its OpenAPI description says, for requests that nobody thought of."""

import json
import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from functions.query import app
from tests.e2e.stack import LocalStack, ingested_stack
from unspin.local.gateway import BODY_LIMIT as GATEWAY_LIMIT
from unspin.local.gateway import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

schema = schemathesis.openapi.from_dict(json.loads(app.app.get_openapi_json_schema()))
schema.app = application(app.lambda_handler)


@pytest.fixture(scope="module", autouse=True)
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    with ingested_stack(tmp_path_factory.mktemp("schema")) as stack:
        app.services.cache_clear()
        yield stack
    app.services.cache_clear()


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("UNSPIN_SCHEMA_EXAMPLES", "8")),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
def test_every_answer_is_one_that_is_described(case: Case) -> None:
    case.call_and_validate(checks=CHECKS)


def test_a_body_that_only_the_gateway_sees_is_described_too() -> None:
    large = schema["/find"]["POST"].Case(body={"text": "x" * GATEWAY_LIMIT}, media_type="application/json")

    response = large.call()

    assert (response.status_code, response.headers["content-type"]) == (413, ["application/json"])
    large.validate_response(response, checks=CHECKS)
