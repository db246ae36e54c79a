"""What the table's stream tells of entries and parked inputs."""

from collections.abc import Mapping
from typing import Any

from unspin.adapters.items import entry_of, parked_of
from unspin.adapters.table import unmarshalled
from unspin.stored import Written


def written_of(record: Mapping[str, Any]) -> Written | None:
    """Return what a record of the stream tells, or None if it is about neither an entry nor a parked input."""
    told = record["dynamodb"]
    partition = told["Keys"]["pk"]["S"].partition("#")[0]
    if told["Keys"]["sk"]["S"] != "record" or partition not in _READ:
        return None
    read = _READ[partition]
    before, after = (read(unmarshalled(told[name])) if name in told else None for name in ("OldImage", "NewImage"))
    return Written(told["SequenceNumber"], before, after)


_READ: Mapping[str, Any] = {"article": entry_of, "parked": parked_of}
