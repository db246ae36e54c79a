"""`unspin clean`: strip pages and dumps to their articles."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict

import click

from unspin.cli.inputs import From, Inputs, from_option
from unspin.cli.output import json_line, names_of_files, progress, tame, tell
from unspin.cli.sites import learn_sites_option, without_what_sites_repeat
from unspin.model import Article
from unspin.text.cleaning import clean as cleaned


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=names_of_files)
@from_option
@learn_sites_option
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, also on a terminal.")
def clean(paths: tuple[str, ...], prefer: From, *, learn_sites: bool, as_json: bool) -> None:
    """Clean articles and print JSON Lines {id, title, text, language, removed, findings}.

    PATH is a file (.html .txt .json .jsonl, each also .gz), a folder, or - for standard input.
    """
    inputs = Inputs(paths, prefer)
    as_json = as_json or not sys.stdout.isatty()
    # What is printed on a terminal shows how far the work is.
    shown = nullcontext(inputs.pages()) if sys.stdout.isatty() else progress(inputs.pages(), "cleaning")
    with shown as pages:
        articles: Iterator[tuple[str, Article]] = ((name, cleaned(page)) for name, page in pages)
        if learn_sites:
            articles = without_what_sites_repeat(articles)
        for name, article in articles:
            if not article.blocks:
                tell(f"unspin: {name}: no article is left")
            click.echo(_json(name, article) if as_json else _readable(name, article))
    inputs.finish()


def _json(name: str, article: Article) -> str:
    return json_line(
        {
            "id": name,
            "title": article.title,
            "text": article.text,
            "language": article.language,
            "url": article.url,
            "site": article.site,
            "site_name": article.site_name,
            "author": article.author,
            "published_at": article.published_at,
            "removed": [asdict(each) for each in article.removed],
            "findings": [asdict(each) for each in article.findings],
        }
    )


def _readable(name: str, article: Article) -> str:
    parts = [click.style(tame(article.title or name), bold=True), *map(tame, article.blocks)]
    parts += [click.style(tame(f"! {each.rule}: {each.evidence}"), fg="yellow") for each in article.findings]
    parts += [click.style(tame(f"- {each.reason}: {each.text:.100}"), dim=True) for each in article.removed]
    return "\n\n".join(parts) + "\n"
