"""Connect an article to those it is related to: links on both sides, and a cluster.

What others read of an article is written before this is called, so that of two workers at least one sees the other.
What was read is read again after the writes: if it has changed meanwhile, all of it is done again. So whoever changes
a text last finds every link that was made of the text before.
"""

from collections.abc import Iterable, Mapping

from unspin.dedup.clusters import joins
from unspin.errors import TransientError
from unspin.pipeline.join import join
from unspin.pipeline.relate import related
from unspin.pipeline.services import Services
from unspin.stored import Body

ATTEMPTS = 10  # while others change the texts that it is compared with


class NewerText(Exception):
    """The article's own text was replaced by a newer one: that one is to be connected."""


def connect(body: Body, services: Services, *, now: str, touched: Iterable[str] = ()) -> None:
    """Write the links and the cluster of an article. Repeating it changes nothing.

    *touched* are articles that it may have been linked with by mistake: those links are taken back.

    Raises:
        NewerText: There is a newer text of the article.
        TransientError: The texts it is compared with kept changing.
    """
    compared: Mapping[str, Body] = {}
    for _ in range(ATTEMPTS):
        compared = _connected(body, {*touched, *compared}, services, now)
        changed = _changed({**compared, body.article_id: body}, services)
        if body.article_id in changed:
            raise NewerText
        if not changed:
            return
        for other in changed.values():  # its standing may have changed in our cluster
            join(other.standing, [], services.index, now=now)
    raise TransientError(f"article {body.article_id}: what it is compared with changed in {ATTEMPTS} attempts")


def _connected(body: Body, touched: set[str], services: Services, now: str) -> Mapping[str, Body]:
    """Return the bodies that anything was written about."""
    mine = services.fingerprints.of(body.title, body.text, body.language)
    known = {link.other_id for link in services.index.links(body.article_id)} | touched
    links, bodies = related(body.article_id, mine, services, known=sorted(known))
    wanted = {link.other_id for link in links}
    services.index.remove_links(body.article_id, sorted(known - wanted))
    services.index.put_links(links)
    joining = [bodies[link.other_id].standing for link in links if joins(link.comparison)]
    join(body.standing, joining, services.index, now=now)
    return {other: bodies[other] for other in wanted | known if other in bodies}


def _changed(read: Mapping[str, Body], services: Services) -> dict[str, Body]:
    """Return the bodies that are other ones now."""
    found = services.index.bodies(read)
    return {name: body for name, body in found.items() if body.order != read[name].order}
