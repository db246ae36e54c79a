"""Tell a rule that found nothing from one that there is not: the list of both would be empty."""

from difflib import get_close_matches
from typing import get_args

from unspin.errors import UnknownRule
from unspin.model import Relation
from unspin.moderation.policy import DENIED, DENIED_SITE
from unspin.moderation.rules import RULES
from unspin.pipeline.decide import APPEAL, PERSON
from unspin.pipeline.services import Services


def expect_known(rule: str, services: Services) -> None:
    """Refuse a *rule* that there is not.

    Ask only where nothing is listed by it: what a former policy called otherwise may be listed still.

    Raises:
        UnknownRule: It is none; the message names those that are written alike.
    """
    known = rules_known(services)
    if rule in known:
        return
    near = get_close_matches(rule, known, n=3)
    told = f"did you mean {' or '.join(near)}?" if near else f"expected one of {', '.join(known)}"
    raise UnknownRule(f"there is no rule {rule}, and nothing was found by one: {told}")


def rules_known(services: Services) -> list[str]:
    """Return the ids that lists are kept by: of rules that come with unspin, of the policy's own, of people."""
    form = services.policy.form
    overrides = [*form.languages.values(), *form.sites.values()]
    own = {name for rules in (form.rules, *(each.rules for each in overrides)) for name in rules}
    copies = {f"duplicate.{relation}" for relation in get_args(Relation)}
    return sorted({*RULES, *own, *copies, DENIED, DENIED_SITE, APPEAL, PERSON})
