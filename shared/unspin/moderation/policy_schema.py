"""The JSON Schema of policy files, made of the rules themselves: for editors, and to tell what a file may hold.

usage: python -m unspin.moderation.policy_schema > shared/unspin/moderation/policy.schema.json
"""

import json
import sys
from typing import Any

from unspin.moderation.form import Form
from unspin.moderation.rules import RULES


def policy_schema() -> dict[str, Any]:
    """Return the schema. It knows what each rule takes; what contradicts itself only the reading finds."""
    schema = Form.model_json_schema()
    definitions = schema.setdefault("$defs", {})
    for kind, rule in RULES.items():
        own = rule.model_json_schema()
        definitions |= own.pop("$defs", {})
        own["properties"]["kind"] = {"enum": [kind]}
        definitions[kind] = {"title": kind, **{key: own[key] for key in own if key != "title"}}
    definitions["rules"] = _rules()
    schema["properties"]["rules"] |= {"$ref": "#/$defs/rules"}
    definitions["Override"]["properties"]["rules"] |= {"$ref": "#/$defs/rules"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:unspin:policy:1", **schema}


def _rules() -> dict[str, Any]:
    known = {kind: {"anyOf": [{"$ref": f"#/$defs/{kind}"}, {"const": False}, {"type": "null"}]} for kind in RULES}
    own = {"type": "object", "properties": {"kind": {"enum": list(RULES)}}}
    return {
        "type": "object",
        "properties": known,
        # A rule with an id of its own names its kind; an override of it need not.
        "additionalProperties": {"anyOf": [own, {"const": False}, {"type": "null"}]},
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(policy_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n")
