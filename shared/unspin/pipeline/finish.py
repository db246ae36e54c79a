"""End what was left half done by somebody who died over it, and whose work nobody else will do again.

A worker's message comes again; a person's command does not. Each claim on an entry (*pending*) that is not lifted at
once is therefore looked at once more, when whoever made it must have ended.
"""

from unspin.pipeline.commit import sweep
from unspin.pipeline.record import paths_for
from unspin.pipeline.services import Services
from unspin.pipeline.settle import settle
from unspin.stored import Entry


def finish(article_id: str, services: Services) -> Entry | None:
    """Bring an article to rest, and its record to the one place it belongs; return its entry, if there is one.

    Where a worker died before it stored the record, there is nothing to finish: its message comes again.

    Raises:
        TransientError: An adapter failed, or others keep writing the article.
    """
    services = services.pinned()
    entry = services.index.entries([article_id]).get(article_id)
    if entry is not None and entry.withdrawn is None and entry.pending:
        entry = settle(article_id, services)
    if entry is not None and entry.withdrawn is None:
        sweep(entry, paths_for(entry.path) - {*entry.former_paths}, services)
    return entry
