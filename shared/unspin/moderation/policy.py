"""The moderation policy: a YAML file, versioned and validated."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from unspin.errors import PolicyError

Score = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)]


class Strict(BaseModel):
    """Unknown keys are mistakes, and numbers in quotes are not numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Rule(Strict):
    """What every rule has: a stable name, shown to reviewers and counted in metrics."""

    id: Name


class MinimumLength(Rule):
    """An article shorter than *words* is held against it."""

    kind: Literal["minimum_length"]
    words: Annotated[int, Field(ge=1)]
    score: Score


class BlockedTerms(Rule):
    """Each occurrence of a term, as whole words and in any case, adds to the score."""

    kind: Literal["blocked_terms"]
    terms: Annotated[list[Term], Field(min_length=1)]
    score_per_match: Score


class LinkDensity(Rule):
    """An article whose share of link text lies above *above* is held against it."""

    kind: Literal["link_density"]
    above: Share
    score: Score


class Language(Rule):
    """An article in another language than the accepted ones (ISO 639-1) is held against it."""

    kind: Literal["language"]
    accepted: Annotated[list[Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]], Field(min_length=1)]
    score: Score


class Noticed(Rule):
    """What cleaning noticed under this id counts with this score."""

    kind: Literal["noticed"]
    score: Score


AnyRule = Annotated[MinimumLength | BlockedTerms | LinkDensity | Language | Noticed, Field(discriminator="kind")]


class Policy(Strict):
    """The rules, and the scores from which an article is held back or rejected; both bounds are inclusive."""

    version: Name
    review_at: Score
    reject_at: Score
    rules: list[AnyRule]

    @model_validator(mode="after")
    def _is_consistent(self) -> "Policy":
        if self.review_at > self.reject_at:
            raise ValueError(f"review_at ({self.review_at}) must not be above reject_at ({self.reject_at})")
        names = [rule.id for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"each rule needs an id of its own; given twice: {', '.join(twice)}")
        return self


def read_policy(text: str, *, name: str) -> Policy:
    """Return the policy that the YAML *text* holds; *name* is where it came from, for messages.

    Raises:
        PolicyError: It is no YAML, or no policy; the message names every place and what was expected there.
    """
    try:
        return Policy.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise PolicyError(f"{name} is not valid YAML: {error}") from error
    except ValidationError as error:
        lines = [_told(each) for each in error.errors()]
        raise PolicyError("\n".join([f"{name} is no usable policy:", *lines])) from error


@cache
def default_policy() -> Policy:
    """Return the policy that comes with unspin."""
    source = files("unspin.moderation") / "default_policy.yaml"
    return read_policy(source.read_text(encoding="utf-8"), name=source.name)


def _told(error: Any) -> str:
    place = ".".join(map(str, error["loc"])) or "the policy"
    got = "" if error["type"] in {"missing", "value_error"} else f", got {error['input']!r:.60}"
    return f"  {place}: {error['msg'][0].lower()}{error['msg'][1:]}{got}"
