"""A policy's text with something added to its lists, and everything else as its author wrote it: comments, order, form.

The text is spliced where YAML says that things stand, then read again: what was not added as meant is refused.
"""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import yaml

from unspin.errors import PolicyError
from unspin.moderation.form import Lists
from unspin.moderation.policy import Policy, read_policy

Section = Literal["allow", "deny"]
Kind = Literal["sites", "phrases"]


class Addition(NamedTuple):
    """A site or phrase that is to be allowed or denied."""

    section: Section
    kind: Kind
    value: str


def with_additions(policy: Policy, additions: Iterable[Addition], *, version: str) -> Policy:
    """Return *policy* with *additions* in its lists, under a *version* of its own. What is there already stays once.

    Raises:
        PolicyError: The outcome is no usable policy, or the file is written in a way that cannot be added to.
    """
    text, wanted = policy.text, policy.form
    for each in additions:
        lists: Lists = getattr(wanted, each.section)
        held = getattr(lists, each.kind)
        if each.value not in held:
            text = _added(text, each)
            lists = lists.model_copy(update={each.kind: [each.value, *held]})
            wanted = wanted.model_copy(update={each.section: lists})
    found = read_policy(_with_value(text, "version", version), name=version)
    if found.form != wanted.model_copy(update={"version": version}):
        raise PolicyError(f"{policy.version} is written in a way that nothing can be added to: add it by hand")
    return found


def _added(text: str, addition: Addition) -> str:
    value = _written(addition.value)
    root = _composed(text)
    section = _value(root, addition.section)
    if section is None:
        return _with_key(text, root, f"{addition.section}: {{{addition.kind}: [{value}]}}")
    listed = _value(section, addition.kind)
    if listed is None:
        return _with_key(text, section, f"{addition.kind}: [{value}]")
    return _with_item(text, listed, value)


def _with_key(text: str, mapping: yaml.MappingNode, line: str) -> str:
    """Put a key in front of the first one, where YAML lets one stand whatever follows."""
    at = mapping.start_mark.index
    if mapping.flow_style:
        return f"{text[: at + 1]}{line}{', ' if mapping.value else ''}{text[at + 1 :]}"
    start = at - mapping.start_mark.column
    return f"{text[:start]}{' ' * mapping.start_mark.column}{line}\n{text[start:]}"


def _with_item(text: str, sequence: yaml.SequenceNode, value: str) -> str:
    at = sequence.start_mark.index
    if sequence.flow_style:
        return f"{text[: at + 1]}{value}{', ' if sequence.value else ''}{text[at + 1 :]}"
    start = at - sequence.start_mark.column
    return f"{text[:start]}{' ' * sequence.start_mark.column}- {value}\n{text[start:]}"


def _with_value(text: str, key: str, value: str) -> str:
    node = _value(_composed(text), key)
    return f"{text[: node.start_mark.index]}{_written(value)}{text[node.end_mark.index :]}"


def _written(value: str) -> str:
    written: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10_000)
    return written.rstrip("\n")


def _composed(text: str) -> Any:
    """Return the nodes of a policy's text: a mapping, since it was read as a policy before."""
    # The pure loader: its marks count characters.
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _value(mapping: yaml.MappingNode, key: str) -> Any:
    return next((value for name, value in mapping.value if name.value == key), None)
