"""What the index asks of DynamoDB."""

from typing import Any

from unspin.adapters.clock import SystemClock
from unspin.adapters.dynamodb import DynamoIndex


class Client:
    """Answers queries with nothing, and remembers them."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def query(self, **asked: Any) -> dict[str, Any]:
        """Find nothing."""
        self.asked.append(asked)
        return {"Items": []}


def test_keys_that_are_written_too_are_looked_up_consistently_and_others_at_half_the_price() -> None:
    client = Client()
    index = DynamoIndex(client, "index", SystemClock(), look_back_days=90, connections=1)  # type: ignore[arg-type]

    index.candidates(["k1", "k2"], ["k3"])

    asked = {each["ExpressionAttributeValues"][":pk"]["S"]: each["ConsistentRead"] for each in client.asked}
    assert asked == {"key#k1": True, "key#k2": True, "key#k3": False}
