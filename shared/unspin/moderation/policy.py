"""The moderation policy: a YAML file, versioned and validated; read once, and a value from then on."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from threading import Lock
from typing import Any, NoReturn

from pydantic import ValidationError

from unspin.errors import PolicyError
from unspin.moderation.folding import fold, visible
from unspin.moderation.form import Form, Override
from unspin.moderation.policy_text import Place, Text, parse
from unspin.moderation.reading import lists_of
from unspin.moderation.rule import Rule
from unspin.moderation.rules import RULES
from unspin.moderation.rules.block_domains import BlockDomains, blocked
from unspin.moderation.rules.block_terms import BlockTerms
from unspin.moderation.terms import TermList, Terms

DENIED = "deny.phrase"
DENIED_SITE = "deny.site"
_TAKING_TURNS = Lock()  # threads that hold one more set of rules, and forget another
_HELD = 64  # sets of rules made ready: thousands of sites may have rules of their own, each with long lists


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that look at an article of one language and site, ready to do so."""

    name: tuple[str, str | None, str | None]  # version of the policy, language and site that have rules of their own
    rules: Mapping[str, Rule]
    terms: Terms
    allowed: Terms | None


@dataclass(frozen=True)
class Policy:
    """The rules, and what becomes of an article by what they see; equal policies decide alike."""

    form: Form
    text: str = field(repr=False)  # as it was read
    _sets: dict[tuple[str | None, str | None], RuleSet] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def version(self) -> str:
        """The id of this policy, stored with each decision: its own name, and a digest that no other text shares."""
        digest = hashlib.blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        return f"{self.form.version}-{digest}"

    @cached_property
    def allowed_sites(self) -> frozenset[str]:
        """The sites that are published whatever the rules see."""
        return frozenset(self.form.allow.sites)

    @cached_property
    def denied_sites(self) -> frozenset[str]:
        """The sites that are rejected."""
        return frozenset(self.form.deny.sites)

    def rules_for(self, language: str, *hosts: str) -> RuleSet:
        """Return the rules for articles in *language* from *hosts*; a site's own win over the language's."""
        sites = (blocked(host, self.form.sites) for host in hosts) if self.form.sites else iter(())
        key = (language if language in self.form.languages else None, next(filter(None, sites), None))
        found = self._sets.get(key)
        if found is None:
            found = _rule_set(self, *key)
            with _TAKING_TURNS:
                if len(self._sets) >= _HELD:
                    self._sets.pop(next(iter(self._sets)))
                self._sets[key] = found
        return found


def read_policy(text: str, *, name: str) -> Policy:
    """Return the policy that the YAML *text* holds; *name* is where it came from, for messages.

    Raises:
        PolicyError: It is no YAML, or no policy; the message names every place with its line, and what was
            expected there.
    """
    source = parse(text, name=name)
    try:
        form = Form.model_validate(source.value)
    except ValidationError as error:
        _refuse(source, [*_problems(error, ()), *_raw_rule_problems(source.value)])
    problems = [*_rule_problems(form), *_conflicts(form)]
    if problems:
        _refuse(source, problems)
    return Policy(form, text)


@cache
def default_policy() -> Policy:
    """Return the policy that comes with unspin."""
    source = files("unspin.moderation") / "default_policy.yaml"
    return read_policy(source.read_text(encoding="utf-8"), name=source.name)


def _rule_set(policy: Policy, language: str | None, site: str | None) -> RuleSet:
    form = policy.form
    entries = dict(form.rules)
    for override in (form.languages.get(language or ""), form.sites.get(site or "")):
        if override is not None:
            entries = _merged(entries, override)
    rules = {rule_id: rule for rule_id, entry in entries.items() if (rule := _rule(rule_id, entry)) is not None}
    allowed = Terms({"allowed": TermList(tuple(form.allow.phrases))}) if form.allow.phrases else None
    return RuleSet((policy.version, language, site), rules, terms_of(policy, rules), allowed)


def terms_of(policy: Policy, rules: Mapping[str, Rule]) -> Terms:
    """Return the terms that *rules* look for, and the phrases that *policy* denies, ready to search."""
    denied = {DENIED: {"terms": TermList(tuple(policy.form.deny.phrases))}}
    return lists_of({rule_id: rule.lists() for rule_id, rule in rules.items()} | denied)


def _merged(entries: Mapping[str, Any], override: Override) -> dict[str, Any]:
    return {**entries, **{rule_id: _over(entries.get(rule_id), entry) for rule_id, entry in override.rules.items()}}


def _over(entry: Any, over: Any) -> Any:
    """Return a rule's parameters with those of an override in their place; a rule that was off is on again."""
    return {**(entry or {}), **(over or {})} if over is not False and entry is not True else over


def _rule(rule_id: str, entry: Any) -> Rule | None:
    """Return the rule that an entry asks for; None if it is off.

    Raises:
        TypeError: It is no entry at all.
        ValueError: No such kind, or wrong parameters (pydantic's ``ValidationError`` is one).
    """
    if entry is False:
        return None
    if not isinstance(entry, dict | None):
        told = f"expected parameters, {{}} or false, got {entry!r:.60}"
        raise TypeError(told)
    parameters = dict(entry or {})
    kind = parameters.pop("kind", rule_id)
    if kind not in RULES:
        raise ValueError(_unknown(kind))
    rule = RULES[kind].of(parameters)
    if rule.actions and "redact" in rule.actions and not rule.redacts:
        raise ValueError(f"{kind} does not say where what it saw stands, so that nothing can be redacted")
    return rule


def _unknown(rule: str) -> str:
    return f"there is no rule {rule}; expected one of {', '.join(RULES)}"


def _rule_problems(form: Form) -> Iterator[tuple[Place, str]]:
    yield from _of_entries(form.rules, ("rules",), form.rules)
    known = {*RULES, *_with_kind(form.rules)}
    for section, overrides in (("languages", form.languages), ("sites", form.sites)):
        for key, override in overrides.items():
            yield from _of_entries(_merged(form.rules, override), (section, key, "rules"), override.rules)
            known.update(_with_kind(override.rules))
    # Who misspells a rule that is to be off would wait for it in vain.
    sections: list[tuple[Place, Mapping[str, Any]]] = [(("rules",), form.rules)]
    sections += [(("languages", key, "rules"), each.rules) for key, each in form.languages.items()]
    sections += [(("sites", key, "rules"), each.rules) for key, each in form.sites.items()]
    for place, entries in sections:
        for rule_id, entry in entries.items():
            if entry is False and rule_id not in known:
                yield (*place, rule_id), _unknown(rule_id)
    yield from _kind_problems(form)


def _with_kind(entries: Mapping[str, Any]) -> Iterator[str]:
    return (rule_id for rule_id, entry in entries.items() if isinstance(entry, dict) and "kind" in entry)


def _raw_rule_problems(value: Any) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the rules of a file that has no policy's form, so that all is told at once."""
    rules = value.get("rules") if isinstance(value, dict) else None
    if isinstance(rules, dict):
        named = {rule_id: entry for rule_id, entry in rules.items() if isinstance(rule_id, str)}
        yield from _of_entries(named, ("rules",), named)


def _of_entries(entries: Mapping[str, Any], place: Place, own: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for rule_id in own:
        try:
            _rule(rule_id, entries[rule_id])
        except ValidationError as error:
            yield from _problems(error, (*place, rule_id))
        except (ValueError, TypeError) as error:
            yield (*place, rule_id), str(error)


def _kind_problems(form: Form) -> Iterator[tuple[Place, str]]:
    """Refuse a rule that is of one kind here and of another there: their parameters would mix."""
    kinds: dict[str, Any] = {}
    sections = [("rules", form.rules)]
    sections += [(f"languages.{key}.rules", each.rules) for key, each in form.languages.items()]
    sections += [(f"sites.{key}.rules", each.rules) for key, each in form.sites.items()]
    for section, entries in sections:
        for rule_id, entry in entries.items():
            kind = entry.get("kind") if isinstance(entry, dict) else None
            if kind is not None and kinds.setdefault(rule_id, kind) != kind:
                yield (section, rule_id, "kind"), f"{kind}, but {kinds[rule_id]} before"


def _conflicts(form: Form) -> Iterator[tuple[Place, str]]:
    """Yield what is allowed in one place and held against an article in another."""
    denied_sites = dict.fromkeys(form.deny.sites, "deny.sites")
    denied_phrases = {_plain(phrase): "deny.phrases" for phrase in form.deny.phrases}
    for rule_id, entry in form.rules.items():
        try:
            rule = _rule(rule_id, entry)
        except (ValueError, TypeError):  # told already
            continue
        if isinstance(rule, BlockDomains):
            denied_sites |= dict.fromkeys(rule.domains, f"rules.{rule_id}")
        elif isinstance(rule, BlockTerms):
            denied_phrases |= {_plain(term): f"rules.{rule_id}" for term in rule.terms if rule_id != rule.kind or entry}
    for number, site in enumerate(form.allow.sites):
        if site in denied_sites:
            yield ("allow", "sites", number), f"{site} is allowed here, and blocked in {denied_sites[site]}"
    for number, phrase in enumerate(form.allow.phrases):
        if denied_phrases.get(_plain(phrase)) == "deny.phrases":
            yield ("allow", "phrases", number), f"{phrase!r} is allowed here, and blocked in deny.phrases"


def _plain(phrase: str) -> str:
    return fold(visible(phrase))


def _problems(error: ValidationError, place: Place) -> Iterator[tuple[Place, str]]:
    for each in error.errors():
        got = "" if each["type"] in {"missing", "value_error"} else f", got {each['input']!r:.60}"
        message = each["msg"].removeprefix("Value error, ")
        if each["type"] == "extra_forbidden":
            message, got = "there is no such key here", ""
        yield (*place, *(part for part in each["loc"] if part != "[key]")), f"{message[:1].lower()}{message[1:]}{got}"


def _refuse(source: Text, problems: Any) -> NoReturn:
    told = [source.told(place, message) for place, message in problems]
    raise PolicyError("\n".join([f"{source.name} is no usable policy:", *told[:50]])) from None
