"""The events in events/, as the functions get them."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BUCKET = "unspin-raw-123456789012-eu-central-1-example"  # in the payloads; the local stack's has another name


def names(function: str) -> list[str]:
    return sorted(path.stem for path in (ROOT / "events" / function).glob("*.json"))


def payload(function: str, name: str, bucket: str = BUCKET) -> dict[str, Any]:
    text = (ROOT / "events" / function / f"{name}.json").read_text(encoding="utf-8")
    event: dict[str, Any] = json.loads(text.replace(BUCKET, bucket))
    return event
