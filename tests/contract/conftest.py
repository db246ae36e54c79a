"""Each test of the contract runs on both adapters."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.contract.adapters import Ports, in_memory, on_aws


@pytest.fixture(params=["memory", "aws"])
def ports(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ports]:
    if request.param == "memory":
        yield in_memory()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield on_aws()
