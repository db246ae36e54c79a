"""The form of a policy file; what it means is in ``policy``."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from unspin.model import Action, Relation
from unspin.moderation.rule import Actions, Strict, Term

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+$", max_length=80)]
Site = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=253)]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]


class Lists(Strict):
    """Sites and phrases that are decided by hand."""

    sites: list[Site] = Field([], description="Sites, with all their subdomains.")
    phrases: list[Term] = Field([], description="Phrases, as whole words and in any case.")


def _no_lists() -> Lists:
    return Lists.model_validate({})


class Override(Strict):
    """What is different for a site or for a language."""

    rules: dict[RuleId, Any] = Field(
        description="Parameters that differ, by rule; `false` switches the rule off. The others stay as they are."
    )


class Form(Strict):
    """A moderation policy of unspin."""

    version: Name = Field(
        description="Stored with every decision, beside a digest of the file: give each change a new one."
    )
    actions: Actions = Field(
        description="The score, in [0, 1], from which a finding holds an article back (review), or rejects it;"
        " bounds are inclusive. A rule's own `actions` stand in their place."
    )
    rules: dict[RuleId, Any] = Field(
        description="The rules that look, by id, with their parameters; {} for the usual ones, false for a rule"
        " that is off. `kind` names the kind of a rule with an id of your own."
    )
    languages: dict[Language, Override] = Field({}, description="What is different for a language (ISO 639-1).")
    sites: dict[Site, Override] = Field({}, description="What is different for a site; it wins over the language.")
    allow: Lists = Field(
        default_factory=_no_lists,
        description="Sites that are published whatever the rules see, and phrases that no rule sees.",
    )
    deny: Lists = Field(
        default_factory=_no_lists,
        description="Sites and phrases whose articles are rejected, wherever they are from.",
    )
    duplicates: dict[Relation, Action] = Field(
        {}, description="What a copy gets, by its relation to the canonical article, unless its findings say worse."
    )
