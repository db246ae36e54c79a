"""Sites that somebody blocked."""

import re
from collections.abc import Container, Iterator
from functools import cached_property
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from unspin.model import Article
from unspin.moderation.reading import Reading, Span
from unspin.moderation.rule import Rule, Score, Seen

Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]
_HOST = re.compile(r"(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}(?![\w-])", re.IGNORECASE)


class BlockDomains(Rule):
    """A domain of a list of your own: the article comes from it, or names it in its text.

    A domain holds its subdomains: `example.com` is `www.example.com` too, but neither `notexample.com` nor
    `example.com.net`. Lists may be long: the time does not depend on the number of domains.
    """

    kind: ClassVar[str] = "block.domains"
    redacts: ClassVar[bool] = True

    domains: Annotated[list[Domain], Field(max_length=50_000)] = Field([], description="In lower case.")
    score: Score = Field(1.0, description="Of an article that comes from one of them.")
    score_named: Score = Field(0.6, description="Of an article that names one of them.")

    @cached_property
    def _held(self) -> frozenset[str]:
        return frozenset(self.domains)

    def see(self, reading: Reading, rule_id: str) -> Iterator[Seen]:  # noqa: ARG002
        """Yield one finding for where the article comes from, and one for what it names."""
        if not self.domains:
            return
        for host in sorted({host for host in hosts_of(reading.article) if blocked(host, self._held)})[:1]:
            yield Seen(self.score, f"the article comes from {host}")
        named = [found for found in _HOST.finditer(reading.searched) if blocked(found[0].lower(), self._held)]
        if named:
            shown = ", ".join(dict.fromkeys(found[0].lower() for found in named[:5]))
            spans = tuple(Span(*found.span()) for found in named)
            yield Seen(self.score_named, f"{shown}: {reading.around(*named[0].span())}", spans)


def hosts_of(article: Article) -> tuple[str, ...]:
    """Return where the article comes from, in lower case: the host of its address, then its site."""
    try:
        host = urlsplit(article.url or "").hostname
    except ValueError:  # an address that is none, such as one with half an IPv6 host
        host = None
    return tuple(_plain(each) for each in (host, (article.site or "").lower()) if each)


def _plain(host: str) -> str:
    """Return *host* as policies name it: without the dot of the root, and letters beyond ASCII spelt as in the DNS."""
    if host.isascii():
        return host.rstrip(".")
    try:
        return host.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:  # no host at all
        return host


def blocked(host: str, domains: Container[str]) -> str | None:
    """Return the domain of *domains* that *host* is, or lies in."""
    labels = host.split(".")
    return next((tail for at in range(len(labels)) if (tail := ".".join(labels[at:])) in domains), None)
