"""How two policies differ, said in a line for each parameter."""

from collections.abc import Iterator
from typing import Any

from unspin.moderation.form import Form

_SHOWN = 5  # of a list, what came and what went


def changes(before: Form, after: Form) -> list[str]:
    """Return what differs between two policies, but for their versions: ``rules.spam.terms.score: 0.4 -> 0.6``."""
    one, other = (form.model_dump(exclude={"version"}) for form in (before, after))
    return list(_changes("", one, other))


def _changes(name: str, before: Any, after: Any) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys(), key=str):
            yield from _changes(f"{name}.{key}".lstrip("."), before.get(key, _NOTHING), after.get(key, _NOTHING))
    elif isinstance(before, list) and isinstance(after, list):
        yield f"{name}: {_listed(before, after)}"
    else:
        yield f"{name}: {_told(before)} -> {_told(after)}"


class _Nothing:
    """What is not there."""


_NOTHING = _Nothing()


def _listed(before: list[Any], after: list[Any]) -> str:
    came = [f"+{each}" for each in after if each not in before]
    went = [f"-{each}" for each in before if each not in after]
    parts = [*came[:_SHOWN], *(["..."] if len(came) > _SHOWN else []), *went[:_SHOWN]]
    return ", ".join([*parts, *(["..."] if len(went) > _SHOWN else [])]) or "another order"


def _told(value: Any) -> str:
    if value is _NOTHING:
        return "absent"
    return "off" if value is False else str(value)
