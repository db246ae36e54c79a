"""`unspin compare`: how two articles stand to each other."""

from pathlib import Path

import click

from unspin.cli.inputs import is_file
from unspin.cli.output import names_of_files, print_json, table, tame, tell
from unspin.errors import UnreadableInput
from unspin.model import Comparison, Page

TITLE = 300  # characters at most


@click.command()
@click.argument("a", shell_complete=names_of_files)
@click.argument("b", shell_complete=names_of_files)
@click.option("--json", "as_json", is_flag=True, help="The whole comparison, as JSON.")
def compare(a: str, b: str, *, as_json: bool) -> None:
    """Compare two articles: relation, figures, swapped words.

    A and B are files, or the texts themselves; two single lines are compared as titles. Of a file with several records
    the first one is compared.
    """
    found = _compared(a, b)
    if as_json:
        print_json(found)
        return
    click.echo(f"{click.style(found.relation, bold=True)} ({found.similarity:.2f})")
    if found.evidence.summary:
        click.echo(tame(found.evidence.summary))
    click.echo("  ".join(f"{name} {figure:.2f}" for name, figure in found.figures.items()))
    if found.evidence.substitutions:
        lines = [
            (each.before, each.after, str(each.count), "yes" if each.are_synonyms else "")
            for each in found.evidence.substitutions
        ]
        table("Swapped words", ("A", "B", "times", "synonyms"), lines)
    if found.evidence.passages:
        table("Aligned passages", ("A", "B"), [(each.a, each.b) for each in found.evidence.passages], rules=True)


def _compared(a: str, b: str) -> Comparison:
    if _is_title(a) and _is_title(b):
        from unspin.dedup.titles import compare_titles

        return compare_titles(a, b)
    from unspin.dedup.fingerprint import fingerprint
    from unspin.dedup.verify import compare as compared
    from unspin.dedup.verify import with_evidence
    from unspin.text.cleaning import clean

    one, other = (
        fingerprint(article.title, article.text, article.language) for article in (clean(_page(a)), clean(_page(b)))
    )
    return with_evidence(compared(one, other), one, other)


def _page(given: str) -> Page:
    if not is_file(given):
        return Page("text", given)
    try:
        return _first(given)
    except UnreadableInput as error:
        raise UnreadableInput(error.reason, f"{given}: {error.message}") from error


def _first(file: str) -> Page:
    from unspin.pipeline.charset import expect_utf_8
    from unspin.text.reading import read

    data = Path(file).read_bytes()
    expect_utf_8(data, file)
    pages = iter(read(data, name=file))
    page = next(pages, None)
    if next(pages, None) is not None:
        tell(f"unspin: {file} holds several records: the first one is compared")
    if not isinstance(page, Page):
        raise UnreadableInput("empty", page.message if page else "there is no record in it")
    return page


def _is_title(given: str) -> bool:
    return not is_file(given) and "\n" not in given and len(given) <= TITLE
