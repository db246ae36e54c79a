"""Write the page of every rule, docs/rules/<id>.md, and their index, from the rules and their examples.

usage: python benchmarks/rule_pages.py
"""

import inspect
from collections.abc import Mapping
from pathlib import Path

import yaml

from benchmarks.moderation_examples import FOLDER
from unspin.moderation.policy import default_policy
from unspin.moderation.rule import Rule
from unspin.moderation.rules import RULES

PAGES = Path(__file__).parents[1] / "docs" / "rules"
SHOWN = 4  # examples of each kind
LONGEST = 160  # characters of what a table or a list shows


def pages() -> Mapping[str, str]:
    """Return each page by the name of its file."""
    rules = {f"{kind}.md": _page(rule) for kind, rule in RULES.items()}
    lines = [f"| [`{kind}`]({kind}.md) | {_summary(rule)} | {_default(kind)} |" for kind, rule in RULES.items()]
    head = ["# Rules", "", "Made by `python benchmarks/rule_pages.py`.", ""]
    table = ["| rule | what it sees | default policy |", "|---|---|---|", *lines, ""]
    return rules | {"README.md": "\n".join([*head, *table])}


def _page(rule: type[Rule]) -> str:
    documented = inspect.cleandoc(rule.__doc__ or "").replace("``", "`")
    fields = [
        f"| `{name}` | {_short(_shown(field.get_default(call_default_factory=True)))} | {field.description} |"  # type: ignore[call-arg]
        for name, field in rule.model_fields.items()
    ]
    held = yaml.safe_load((FOLDER / f"{rule.kind}.yaml").read_text(encoding="utf-8"))
    parts = [
        f"# {rule.kind}",
        "",
        documented,
        "",
        f"In the default policy: {_default(rule.kind)}. It can{'' if rule.redacts else 'not'} redact.",
        "",
        "## Parameters",
        "",
        "| parameter | default | meaning |",
        "|---|---|---|",
        *fields,
        "",
        "## Examples",
        "",
        *([f"With `{_short(str(held['options']))}`.", ""] if held.get("options") else []),
        *([f"An example is the article's `{held['as']}`.", ""] if held.get("as", "text") != "text" else []),
        "It sees something in:",
        "",
        *(f"- {_example(each)}" for each in held["positive"][:SHOWN]),
        "",
        "It sees nothing in:",
        "",
        *(f"- {_example(each)}" for each in held["negative"][:SHOWN]),
        "",
    ]
    return "\n".join(parts)


def _summary(rule: type[Rule]) -> str:
    return inspect.cleandoc(rule.__doc__ or "").split("\n\n")[0].replace("\n", " ").replace("``", "`")


def _default(kind: str) -> str:
    entry = default_policy().form.rules.get(kind)
    if kind not in default_policy().form.rules or entry is False:
        return "off"
    actions = (entry or {}).get("actions", default_policy().form.actions)
    return ", ".join(f"{action} from {score}" for action, score in actions.items()) or "notes"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value[:5])) + (f" … ({len(value)})" if len(value) > 5 else "") or "none"
    return "the policy's" if value is None else str(value)


def _example(each: object) -> str:
    shown = ", ".join(f"{key}: {value}" for key, value in each.items()) if isinstance(each, dict) else str(each)
    return f"`{_short(ascii_controls(shown))}`" if shown else "an empty one"


def ascii_controls(text: str) -> str:
    """Return *text* with what cannot be seen written as its code."""
    return "".join(each if each.isprintable() else f"<U+{ord(each):04X}>" for each in text).replace("`", "'")


def _short(text: str) -> str:
    flat = text.replace("|", "\\|")
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"


def main() -> None:
    """Write the pages, and remove those of rules that are gone."""
    PAGES.mkdir(parents=True, exist_ok=True)
    held = pages()
    for path in PAGES.glob("*.md"):
        if path.name not in held:
            path.unlink()
    for name, text in held.items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
