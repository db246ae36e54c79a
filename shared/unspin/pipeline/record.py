"""The clean record: what is stored of an article, and where. Its JSON Schema is clean_record.schema.json."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from unspin import __version__
from unspin.model import Action, Article, Decision, Finding, Signatures, Source
from unspin.pipeline.verdict import Verdict
from unspin.stored import Body, Link
from unspin.text.sites import slug

FOLDERS: Mapping[Action, str] = {"publish": "clean", "review": "review", "reject": "rejected"}


def path_of(action: Action, site: str, body: Body) -> str:
    """Return where the record of an article is stored; the day is the one it was first seen."""
    year, month, day = body.first_seen[:10].split("-")
    return str(PurePosixPath(FOLDERS[action], year, month, day, slug(site), f"{body.article_id}.json"))


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
        "source": asdict(source),
        "url": article.url,
        "site": site,
        "site_name": article.site_name,
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "author": article.author,
        "published_at": article.published_at,
        "ingested_at": ingested_at,
        "removed": [asdict(each) for each in article.removed],
        "signatures": _signatures(signatures),
        "decision": decision.action,
        "findings": [asdict(each) for each in decision.findings],
        "policy_version": decision.policy_version,
        "index_version": index_version,
        "pipeline_version": __version__,
    }


def with_relation(record: Mapping[str, Any], verdict: Verdict, decision: Decision) -> dict[str, Any]:
    """Return *record* saying how its article stands to others, and what is decided because of that."""
    return {
        **record,
        "relation": verdict.relation,
        "duplicate_of": verdict.duplicate_of,
        "cluster_id": verdict.cluster_id,
        "similarity": verdict.similarity,
        "evidence": evidence_of(verdict.link) if verdict.link else None,
        "decision": decision.action,
        "findings": [asdict(each) for each in decision.findings],
    }


def decision_of(record: Mapping[str, Any], text_action: Action) -> Decision:
    """Return the decision of *record* as it was made of the text alone."""
    findings = (Finding(**each) for each in record["findings"])
    about_text = tuple(found for found in findings if not found.rule.startswith("duplicate."))
    return Decision(text_action, about_text, record["policy_version"])


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
        "substitutions": [asdict(each) for each in comparison.evidence.substitutions],
        "passages": [{"theirs": each.a, "ours": each.b} for each in comparison.evidence.passages],
    }


def _signatures(signatures: Signatures) -> dict[str, Any]:
    """Return signatures as JSON: each view is a serialised LeanMinHash, in hex."""
    views = {name: view.hex() for name, view in signatures.views.items()}
    return {
        "scheme": signatures.scheme,
        "seed": signatures.seed,
        "num_perm": signatures.num_perm,
        "views": views,
    }
