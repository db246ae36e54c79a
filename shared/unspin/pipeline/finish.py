"""End what was left half done by somebody who died over it, and whose work nobody else will do again.

A worker's message comes again; a person's command does not. Each claim on an entry (*pending*) that is not lifted at
once is therefore looked at once more, when whoever made it must have ended.
"""

from dataclasses import asdict, replace
from functools import partial

from unspin.pipeline.commit import act_id, sweep
from unspin.pipeline.record import paths_for, versions_of
from unspin.pipeline.replay import basis
from unspin.pipeline.rewrite import amend
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle
from unspin.stored import Entry

REDECIDED = "redecided"  # the act of applying a policy


def finish(article_id: str, services: Services) -> Entry | None:
    """Bring an article to rest, and its record to the one place it belongs; return its entry, if there is one.

    Where a worker died before it stored the record, there is nothing to finish: its message comes again.

    Raises:
        TransientError: An adapter failed, or others keep writing the article.
    """
    services = services.pinned()
    entry = services.index.entries([article_id]).get(article_id)
    if entry is not None and entry.withdrawn is None and entry.pending:
        _redecide(entry, services)
        entry = settle(article_id, services)
    if entry is not None and entry.withdrawn is None:
        sweep(entry, paths_for(entry.path) - {*entry.former_paths}, services)
    return entry


def _redecide(entry: Entry, services: Services) -> None:
    """Where a policy was being applied, the record is still the one that another policy decided about."""
    acts = services.index.acts(entry.article_id)
    policy = services.policy_of(entry.policy_version)
    if policy is None or not any((act.kind, act.act_id) == (REDECIDED, act_id(entry.revision)) for act in acts):
        return
    for path in (entry.path, *entry.former_paths):
        held = services.clean.load(path)
        if held is not None and held.record["source"] == asdict(entry.source):
            before = replace(entry, versions=versions_of(held.record))
            amend(before, before, services, based=partial(basis, policy, services))
            return
