"""The clean record: what is stored of an article, and where. Its JSON Schema is clean_record.schema.json."""

from collections.abc import Mapping
from typing import Any

from unspin import __version__
from unspin.model import (
    Action,
    Article,
    Comparison,
    Decision,
    Evidence,
    Finding,
    Passage,
    Removed,
    Signatures,
    Source,
    Substitution,
)
from unspin.moderation.duplicates import about_text
from unspin.moderation.policy import Policy
from unspin.pipeline.verdict import Verdict
from unspin.stored import Body, Link, Ruling
from unspin.text.sites import slug

FOLDERS: Mapping[Action, str] = {"publish": "clean", "review": "review", "reject": "rejected"}


def path_of(action: Action, site: str, body: Body) -> str:
    """Return where the record of an article is stored; the day is the one it was first seen."""
    year, month, day = body.first_seen[:10].split("-")
    return "/".join((FOLDERS[action], year, month, day, slug(site), f"{body.article_id}.json"))


def path_for(action: Action, path: str) -> str:
    """Return where the record at *path* is stored once *action* is what becomes of its article."""
    return f"{FOLDERS[action]}/{path.partition('/')[2]}"


def paths_for(path: str) -> set[str]:
    """Return every place that the record at *path* could be at, whatever becomes of its article."""
    return {path_for(action, path) for action in FOLDERS}


def clean_record(
    article: Article,
    article_id: str,
    signatures: Signatures,
    source: Source,
    site: str,
    decision: Decision,
    *,
    ingested_at: str,
    index_version: str,
) -> dict[str, Any]:
    """Return the record of an article but for its relations, which ``with_relation`` adds."""
    return {
        "article_id": article_id,
        "source": _fields(source),
        "url": article.url,
        "site": site,
        "site_name": article.site_name,
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "author": article.author,
        "published_at": article.published_at,
        "ingested_at": ingested_at,
        "link_density": article.link_density,
        "removed": [_fields(each) for each in article.removed],
        "noticed": [_fields(each) for each in article.findings],
        "signatures": _signatures(signatures),
        "decision": decision.action,
        "findings": [_fields(each) for each in decision.findings],
        "policy_version": decision.policy_version,
        "index_version": index_version,
        "pipeline_version": __version__,
    }


def with_relation(
    record: Mapping[str, Any],
    verdict: Verdict,
    decision: Decision,
    ruling: Ruling | None,
    shadow: Decision | None = None,
    shadow_text: Action | None = None,
) -> dict[str, Any]:
    """Return *record* saying how its article stands to others, and what is decided because of that, or by a person.

    *shadow* is what the draft policy would have decided, and *shadow_text* that of the text alone.
    """
    return {
        **record,
        "relation": verdict.relation,
        "duplicate_of": verdict.duplicate_of,
        "cluster_id": verdict.cluster_id,
        "similarity": verdict.similarity,
        "evidence": evidence_of(verdict.link) if verdict.link else None,
        "decision": ruling.action if ruling else decision.action,
        "findings": [_fields(each) for each in decision.findings],
        "reviewed": _reviewed(ruling) if ruling else None,
        "shadow": _shadow(shadow, shadow_text) if shadow else None,
    }


def _shadow(shadow: Decision, text_action: Action | None) -> dict[str, Any]:
    return {
        "policy_version": shadow.policy_version,
        "decision": shadow.action,
        "text_decision": text_action,
        "findings": [_fields(each) for each in shadow.findings],
    }


def shadow_of(record: Mapping[str, Any], policy: Policy) -> Decision:
    """Return what the draft *policy* would have decided of the text alone, as *record* has it."""
    held = record["shadow"]
    findings = about_text((Finding(**each) for each in held["findings"]), policy, article_of(record))
    return Decision(held["text_decision"], findings, held["policy_version"])


def _reviewed(ruling: Ruling) -> dict[str, Any]:
    shown = ("kind", "action", "at", "by", "note", "label", "act_id")
    return {name: getattr(ruling, name) for name in shown}


def article_of(record: Mapping[str, Any]) -> Article:
    """Return the article that *record* was made of, as far as it holds it."""
    return Article(
        title=record["title"],
        blocks=tuple(record["text"].split("\n\n")),
        removed=tuple(Removed(**each) for each in record["removed"]),
        findings=tuple(Finding(**each) for each in record["noticed"]),
        link_density=record["link_density"],
        language=record["language"],
        url=record["url"],
        site=record["site"],
        author=record["author"],
        published_at=record["published_at"],
    )


def comparison_of(record: Mapping[str, Any]) -> Comparison | None:
    """Return the comparison of the article that *record*'s is a copy of with that one, if its evidence is of it."""
    held = record["evidence"]
    if held is None or held["compared_with"] != record["duplicate_of"]:
        return None
    evidence = Evidence(
        held["summary"],
        tuple(Substitution(**each) for each in held["substitutions"]),
        tuple(Passage(each["theirs"], each["ours"]) for each in held["passages"]),
        held["swapped"],
    )
    return Comparison(held["relation"], record["similarity"], held["figures"], evidence)


def decision_of(record: Mapping[str, Any], text_action: Action, policy: Policy) -> Decision:
    """Return the decision of *record*, made under *policy*, as it was of the text alone."""
    findings = about_text(findings_of(record), policy, article_of(record))
    return Decision(text_action, findings, record["policy_version"])


def versions_of(record: Mapping[str, Any]) -> str:
    """Return what *record* was made by, as its entry says it."""
    return "/".join(record[f"{name}_version"] for name in ("pipeline", "policy"))


def findings_of(record: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return the findings of *record*."""
    return tuple(Finding(**each) for each in record["findings"])


def evidence_of(link: Link) -> dict[str, Any]:
    """Return what makes a link believable, seen from its article to the other one.

    Substitutions read from the other article to this one: what stood there, and what stands here instead.
    """
    comparison = link.mirrored.comparison
    return {
        "compared_with": link.other_id,
        "relation": comparison.relation,
        "summary": comparison.evidence.summary,
        "figures": dict(comparison.figures),
        "substitutions": [_fields(each) for each in comparison.evidence.substitutions],
        "passages": [{"theirs": each.a, "ours": each.b} for each in comparison.evidence.passages],
        "swapped": comparison.evidence.swapped,
    }


def _fields(value: Source | Removed | Finding | Substitution) -> dict[str, Any]:
    """Return a value's fields, which are texts and numbers: ``asdict`` copies each, and takes five times as long."""
    return {name: getattr(value, name) for name in value.__slots__}


def _signatures(signatures: Signatures) -> dict[str, Any]:
    """Return signatures as JSON: each view is a serialised LeanMinHash, in hex."""
    views = {name: view.hex() for name, view in signatures.views.items()}
    return {
        "scheme": signatures.scheme,
        "seed": signatures.seed,
        "num_perm": signatures.num_perm,
        "views": views,
    }
