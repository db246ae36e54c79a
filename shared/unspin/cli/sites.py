"""What sites repeat, learnt from the inputs of a command."""

from collections.abc import Iterable, Iterator

import click

from unspin.model import Article
from unspin.text.site_profile import SitePage, SiteProfile, learn, without_repeated

learn_sites_option = click.option(
    "--learn-sites",
    is_flag=True,
    help="Take out what ten or more of the given pages of one site repeat. Holds all articles in memory.",
)
_UNKNOWN = SiteProfile()


def without_what_sites_repeat(articles: Iterable[tuple[str, Article]]) -> Iterator[tuple[str, Article]]:
    """Yield *articles* in their order, once all of them are read, without what their sites repeat."""
    held = list(articles)
    sites: dict[str, list[SitePage]] = {}
    for name, article in held:
        if article.site:
            removed = [each.text for each in article.removed]
            sites.setdefault(article.site, []).append(SitePage(name, article.blocks, removed))
    profiles = {site: learn(pages) for site, pages in sites.items()}
    for name, article in held:
        yield name, without_repeated(article, profiles.get(article.site or "", _UNKNOWN))
