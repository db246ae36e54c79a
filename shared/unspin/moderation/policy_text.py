"""YAML that remembers its lines, and refuses what a policy must not hold: keys given twice, aliases, tags."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from unspin.errors import PolicyError

LONGEST = 4_000_000  # characters; 50,000 terms take a quarter of that
Place = tuple[str | int, ...]
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where it is there: ten times faster


@dataclass(frozen=True, slots=True)
class Text:
    """What a policy file holds, and on which line each part of it stands."""

    name: str
    value: Any
    lines: Mapping[Place, int]  # 1-based

    def told(self, place: Place, message: str) -> str:
        """Return *message* with the line and the key it is about."""
        known = next((place[:end] for end in range(len(place), -1, -1) if place[:end] in self.lines), ())
        at = ".".join(map(str, place)) or "the policy"
        return f"  line {self.lines.get(known, 1)}: {at}: {message}"


def parse(text: str, *, name: str) -> Text:
    """Return what the YAML *text* holds.

    Raises:
        PolicyError: It is too long, too deep, no YAML, or holds an alias, or a key twice; the message names the line.
    """
    if len(text) > LONGEST:
        raise PolicyError(f"{name} holds {len(text)} characters, expected {LONGEST} at most")
    try:
        for event in yaml.parse(text, Loader=SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                # A few lines of aliases can stand for gigabytes.
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise PolicyError(f"{name}, line {line}: aliases are not supported: *{event.anchor}")
        node = yaml.compose(text, Loader=SafeLoader)
        lines = dict(_lines(node, (), name)) if node is not None else {}
        return Text(name, SafeLoader(text).get_single_data(), lines)
    except (yaml.YAMLError, ValueError) as error:
        raise PolicyError(f"{name} is not valid YAML: {error}") from error
    except RecursionError as error:
        raise PolicyError(f"{name} is nested too deeply for a policy") from error


def _lines(node: yaml.Node, place: Place, name: str) -> Iterator[tuple[Place, int]]:
    if len(place) > 50:
        raise PolicyError(f"{name}, line {node.start_mark.line + 1}: nested too deeply for a policy")
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise PolicyError(f"{name}, line {line}: expected a plain key")
            if key.value in seen:
                told = f"{key.value} is given twice, first on line {seen[key.value]}"
                raise PolicyError(f"{name}, line {line}: {'.'.join(map(str, place)) or 'the policy'}: {told}")
            seen[key.value] = line
            # The key's own line: a value may start on the next one.
            yield from (
                (at, line if at == (*place, key.value) else own) for at, own in _lines(value, (*place, key.value), name)
            )
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, (*place, number), name)
