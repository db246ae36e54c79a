"""What a rule is: a value with parameters, that looks at an article and says what it saw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from unspin.model import Comparison
from unspin.moderation.policy_text import SafeLoader
from unspin.moderation.reading import Reading, Span
from unspin.moderation.terms import TermList

Score = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
Held = Literal["review", "reject", "redact"]


def _in_order(actions: dict[Held, float]) -> dict[Held, float]:
    if actions.get("review", 0) > actions.get("reject", 1):
        raise ValueError(f"review ({actions['review']}) must not be above reject ({actions['reject']})")
    return actions


Actions = Annotated[dict[Held, Score], AfterValidator(_in_order)]
"""An action and the score from which it is taken, bounds inclusive. None given: the finding is a note."""

_ACTIONS: TypeAdapter[Actions | None] = TypeAdapter(Actions | None, config=ConfigDict(strict=True))


class Strict(BaseModel):
    """Unknown keys are mistakes, and numbers in quotes are not numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule saw: a score in [0, 1], higher is worse, the passage that shows it, and where it stands."""

    score: float
    evidence: str
    spans: tuple[Span, ...] = ()  # what redaction takes out


class Rule(Strict):
    """A rule of a kind, with the parameters that a policy gives it."""

    # How its parameters are checked is worked out when there are some: for all kinds it takes a tenth of all imports.
    model_config = ConfigDict(defer_build=True)

    kind: ClassVar[str]  # stable: the id of the rule, unless the policy gives it another
    redacts: ClassVar[bool] = False  # whether it says where what it saw stands
    masks: ClassVar[bool] = False  # whether its own evidence never repeats what it saw
    of_copies: ClassVar[bool] = False  # whether it looks at how an article differs from the one it copies

    actions: Actions | None = Field(None, description="From which score on what happens; else as the policy says.")

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Self:
        """Return the rule with *parameters*.

        Raises:
            ValidationError: Some are not as they should be.
        """
        if parameters.keys() <= {"actions"}:  # of most rules nothing else is given
            try:
                actions = _ACTIONS.validate_python(parameters.get("actions"))
            except ValidationError:
                return cls.model_validate(parameters)  # whose message names the place
            return cls.model_construct(_fields_set={*parameters}, actions=actions)
        return cls.model_validate(parameters)

    def lists(self) -> Mapping[str, TermList]:
        """Return the terms that it needs to know the places of."""
        return {}

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:
        """Yield what it sees; *rule_id* names its lists in ``reading.hits((rule_id, name))``."""
        raise NotImplementedError

    def see_copy(self, comparison: Comparison, words: int) -> Iterator[Seen]:
        """Yield what it sees in a copy of so many *words*, compared with the original (its ``a``)."""
        raise NotImplementedError


@cache
def shipped(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the lists in ``data/<name>.yaml``, which come with unspin."""
    source = files("unspin.moderation") / "data" / f"{name}.yaml"
    lists: dict[str, Any] = SafeLoader(source.read_text(encoding="utf-8")).get_single_data()
    return {key: tuple(map(str, terms)) for key, terms in lists.items()}
