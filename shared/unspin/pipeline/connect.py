"""Connect an article to those it is related to: links on both sides, and a cluster.

What others read of an article is written before this is called, so that of two workers at least one sees the other.
What was read is read again after the writes: if it has changed meanwhile, all of it is done again. So whoever changes
a text last finds every link that was made of the text before.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from unspin.dedup.clusters import joins
from unspin.errors import TransientError
from unspin.pipeline.join import join
from unspin.pipeline.relate import related
from unspin.pipeline.services import Services
from unspin.pipeline.tombstone import note_link
from unspin.stored import Body, Cluster, Link

ATTEMPTS = 10  # while others change the texts that it is compared with


class NewerText(Exception):
    """The article's own text was replaced by a newer one, which is to be connected, or taken down.

    ``linked`` names the articles that links were written with.
    """

    def __init__(self, linked: Iterable[str] = ()) -> None:
        super().__init__("the text was replaced while it was connected")
        self.linked = frozenset(linked)


@dataclass(frozen=True, slots=True)
class Connected:
    """What was written, and read again."""

    cluster: Cluster
    links: Mapping[str, Link]  # by the other article
    held: Sequence[Link]  # all that are stored, those to texts that have expired among them
    bodies: Mapping[str, Body]  # of all articles that anything was written about


def connect(
    body: Body, services: Services, *, now: str, touched: Iterable[str] = (), is_blank: bool = False
) -> Connected:
    """Write the links and the cluster of an article, and return them. Repeating it changes nothing.

    *touched* are articles that it may have been linked with by mistake: those links are taken back. Of an article
    that *is_blank*, nothing but its body and postings is stored: no links need to be read that others may have written
    before, and it is in no cluster but where others put it since, which is for settling to find.

    Raises:
        NewerText: There is a newer text of the article, or none any more.
        TransientError: The texts it is compared with kept changing.
    """
    done = None
    for _ in range(ATTEMPTS):
        is_first = is_blank and done is None
        done = _connected(body, done, touched, services, now, is_blank=is_first)
        changed = _changed({**done.bodies, body.article_id: body}, services)
        if body.article_id in changed:
            raise NewerText(done.links)
        held = services.index.links(body.article_id) if done.links or not is_first else []
        if not changed and _stand(done.links, held):
            return replace(done, held=held)
        for other in filter(None, changed.values()):  # its standing may have changed in our cluster
            join(other.standing, [], services.index, now=now)
    raise TransientError(f"article {body.article_id}: what it is compared with changed in {ATTEMPTS} attempts")


def _connected(
    body: Body, before: Connected | None, touched: Iterable[str], services: Services, now: str, *, is_blank: bool
) -> Connected:
    mine = services.fingerprints.of(body.title, body.text, body.language)
    held, revoked = ([], set[str]()) if is_blank else services.index.links_and_revoked(body.article_id)
    stored = {link.other_id: link for link in held}
    # Of two workers that judge a link in different clusters, the one that joined has the last word.
    written_before = before.links if before else {}
    known = stored | {other: link for other, link in written_before.items() if joins(link.comparison)}
    # One that took a link with us back may since have been given its side again, by a delivery of ours that died.
    told = revoked - stored.keys()
    written = {*stored, *touched, *(before.bodies if before else ()), *told}
    seen: dict[str, Cluster | None] = {}
    links, bodies = related(body.article_id, mine, services, known=known.values(), touched=sorted(written), seen=seen)
    wanted = {link.other_id for link in links}
    stay = _beyond_the_look_back(body.article_id, stored.keys() - bodies.keys(), services)
    gone = written - wanted - stay
    services.index.remove_links(body.article_id, sorted(gone & told))
    services.index.revoke_links(body.article_id, sorted(gone - told))
    services.index.put_links(links)
    joining = [bodies[link.other_id].standing for link in links if joins(link.comparison)]
    cluster = join(body.standing, joining, services.index, now=now, is_blank=is_blank, seen=seen)
    return Connected(
        cluster,
        {link.other_id: link for link in links},
        (),
        {other: bodies[other] for other in wanted | written if other in bodies},
    )


def _stand(links: Mapping[str, Link], held: Iterable[Link]) -> bool:
    """Return whether the links that were written are among those that are stored."""
    stored = {link.other_id: link.comparison.relation for link in held}
    return all(stored.get(other) == link.comparison.relation for other, link in links.items())


def _beyond_the_look_back(article_id: str, others: Set[str], services: Services) -> set[str]:
    """Return those of *others* whose text has expired, so that their links stay as they were verified.

    Not those that were taken down, in whose tombstones the link is noted.
    """
    entries = services.index.entries(sorted(others)) if others else {}
    for entry in entries.values():
        if entry.withdrawn is not None:
            note_link(entry, article_id, services)
    return {name for name, entry in entries.items() if entry.withdrawn is None}


def _changed(read: Mapping[str, Body], services: Services) -> dict[str, Body | None]:
    """Return the bodies that are other ones now, or none."""
    found = services.index.bodies(read)
    now = {name: found.get(name) for name in read}
    return {name: body for name, body in now.items() if body is None or body.order != read[name].order}
