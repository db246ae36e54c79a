"""`unspin dedup`: find the copies in a corpus, in this process."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from unspin.adapters.memory import MemoryIndex
from unspin.cli.inputs import From, Inputs, from_option, given
from unspin.cli.output import OutFile, json_line, names_of_files, progress
from unspin.cli.sites import learn_sites_option, without_what_sites_repeat
from unspin.dedup.clusters import joins
from unspin.dedup.fingerprint import Fingerprint, prepare
from unspin.dedup.verify import compare
from unspin.model import Article, Page
from unspin.pipeline.join import cluster_of, join
from unspin.pipeline.relate import nearest, unchained
from unspin.pipeline.services import COMPARED_CHARACTERS
from unspin.pipeline.verdict import verdict
from unspin.stopwords import likely_language
from unspin.stored import Link, Standing
from unspin.text.cleaning import clean
from unspin.text.dates import iso_date
from unspin.text.language import detect

Comparable = tuple[str, tuple[Fingerprint, str | None]]  # id; what is compared, and when it was published

COLLECTED = 500  # articles, between two searches for cycles
TOGETHER = 50  # articles: more are no faster, and whoever waits sees some progress
Item = TypeVar("Item")


@dataclass
class Corpus:
    """Articles that were taken in, and what they have to do with each other."""

    index: MemoryIndex = field(default_factory=MemoryIndex)
    fingerprints: dict[str, Fingerprint] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)

    def add(self, name: str, mine: Fingerprint, published_at: str | None) -> list[Link]:
        """Take an article in; return its links to those before it."""
        self.standings[name] = Standing(name, published_at, len(mine.text.split()), f"{len(self.standings):012}")
        others = {other: self.fingerprints[other] for other in nearest(name, mine, self.index)}
        compared = [Link(name, other, compare(mine, theirs)) for other, theirs in others.items()]
        links = unchained(mine, compared, others, self.index, self._fetched)
        self.index.put_links(links)
        if joining := [self.standings[link.other_id] for link in links if joins(link.comparison)]:
            join(self.standings[name], joining, self.index, now="")
        self.index.post(name, dict.fromkeys(mine.keys, mine.sketch))
        self.fingerprints[name] = mine
        return links

    def _fetched(self, names: Iterable[str]) -> dict[str, Fingerprint]:
        return {name: self.fingerprints[name] for name in names}

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield how each article stands, in the order they came."""
        for name, standing in self.standings.items():
            found = verdict(name, cluster_of(standing, self.index), self.index.links(name), is_update=False)
            # Seen from the end of the corpus, what is kept is no copy of anything.
            is_kept = found.duplicate_of is None and found.relation != "same_story"
            yield {
                "id": name,
                "relation": "unique" if is_kept else found.relation,
                "duplicate_of": found.duplicate_of,
                "cluster_id": found.cluster_id,
                "similarity": 0.0 if is_kept else found.similarity,
            }


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=names_of_files)
@click.option("--out", type=OutFile(), help="Write the lines here.")
@click.option("--pairs", type=OutFile(), help="Write every verified pair here.")
@click.option("--raw", is_flag=True, help="Take the records' text as clean already.")
@learn_sites_option
@from_option
def dedup(
    paths: tuple[str, ...], out: Path | None, pairs: Path | None, prefer: From, *, raw: bool, learn_sites: bool
) -> None:
    """Clean and compare a corpus; print one line of JSON per article.

    Lines: {id, relation, duplicate_of, cluster_id, similarity}; pairs: {a, b, relation, similarity}.
    """
    if out is not None and out == pairs:
        raise click.UsageError(f"--out and --pairs both say {out}: expected a file each")
    for written in filter(None, (out, pairs)):
        if written.exists() and any(file.samefile(written) for file in given(paths)):
            raise click.UsageError(f"{written} is one of the inputs: writing to it would destroy it")
    inputs = Inputs(paths, "text" if raw else prefer)
    corpus = Corpus()
    with _opened(pairs) as pairs_file, progress(inputs.pages(), "comparing") as pages:
        comparable = map(_raw, pages) if raw else _cleaned(pages, learn_sites=learn_sites)
        for name, (fingerprint, published_at) in collected_once(prepared(comparable)):
            if name in corpus.standings:
                inputs.fail(name, "this id was given before; expected every article to have one of its own")
                continue
            if not fingerprint.text:
                inputs.fail(name, "no article is left")
                continue
            for link in corpus.add(name, fingerprint, published_at):
                _write_pair(link, pairs_file)
    with _opened(out) as file:
        for line in corpus.lines():
            click.echo(json_line(line), file=file)
    inputs.finish()


def prepared(comparable: Iterable[Comparable]) -> Iterator[Comparable]:
    """Yield the same, what finds them computed for many at a time."""
    waiting = iter(comparable)
    while many := list(islice(waiting, TOGETHER)):
        prepare(fingerprint for _, (fingerprint, _) in many)
        yield from many


def collected_once(items: Iterable[Item]) -> Iterator[Item]:
    """Yield *items*, and look for cycles among what every few hundred made, never again among all that is held."""
    gc.disable()
    try:
        for number, item in enumerate(items):
            if number % COLLECTED == 0:
                gc.collect()
                gc.freeze()
            yield item
    finally:
        gc.unfreeze()
        gc.enable()


def _cleaned(pages: Iterable[tuple[str, Page]], *, learn_sites: bool) -> Iterator[Comparable]:
    articles: Iterator[tuple[str, Article]] = ((name, clean(page)) for name, page in pages)
    for name, article in without_what_sites_repeat(articles) if learn_sites else articles:
        text = article.text[:COMPARED_CHARACTERS]
        yield name, (Fingerprint(article.title, text, article.language), article.published_at)


def _raw(named: tuple[str, Page]) -> Comparable:
    name, page = named
    language = page.language or likely_language(page.content) or detect(page.content)[0]
    text = page.content[:COMPARED_CHARACTERS]
    return name, (Fingerprint(page.title or "", text, language), iso_date(page.published_at))


def _write_pair(link: Link, file: IO[str] | None) -> None:
    if file is not None:
        found = link.comparison
        line = {"a": link.article_id, "b": link.other_id, "relation": found.relation, "similarity": found.similarity}
        click.echo(json_line(line), file=file)


def _opened(path: Path | None) -> Any:
    return nullcontext() if path is None else path.open("w", encoding="utf-8", errors="backslashreplace")
