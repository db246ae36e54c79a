"""Score the cleaner on gold pages: bodies (F1 over 4-word shingles), reasons, respun titles, time.

usage: benchmarks/clean_eval.py GOLD.jsonl[.gz]... [--form html|text] [--limit N] [--worst N] [--peers] [--floors]

Lines hold {id, body, body_alt?} and html or text; dumps also title, respun_title, junk: [{text, reason}].
Precision and recall are averaged over pages; F1 is that of the averages. Pages without a body are right when
empty. --peers scores other extractors in the same run (html only; pip install -r requirements/peers.lock); --floors
compares with floors-cleaning.json beside this file and exits with 1 where a figure is lower.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from unspin.model import Article, Form, Page
from unspin.text.cleaning import clean

TOKEN = re.compile(r"\w+")


FLOORS = Path(__file__).with_name("floors-cleaning.json")
Figures = dict[str, float]


def main() -> int:
    """Print one line per file of gold pages, and one more where they hold junk lines; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--form", choices=["html", "text"])
    parser.add_argument("--limit", type=int, default=1_000_000)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--floors", action="store_true")
    options = parser.parse_args()
    clean(Page("text", "What is loaded once, such as the model of languages, is not what a page costs.\n" * 3))
    below = 0
    for path in options.gold:
        figures = evaluate(path, options.form, options.limit, options.worst)
        if options.floors:
            below += _below(f"{path.name.split('.')[0]}/{options.form or 'auto'}", figures)
        if options.peers:
            compare(path, options.limit)
    return 1 if below else 0


def _below(name: str, figures: Figures) -> int:
    """Print which figures are lower than their floors, and return how many."""
    floors: Figures = json.loads(FLOORS.read_text())["floors"].get(name, {})
    low = [key for key, floor in floors.items() if figures[key] < floor]
    for key in low:
        print(f"    BELOW THE FLOOR: {name} {key} {figures[key]:.4f} < {floors[key]}")
    return len(low)


def compare(path: Path, limit: int) -> None:
    """Print the scores of other extractors on the html pages of *path*."""
    for name, extract in peers().items():
        rows: list[tuple[float | None, float, float]] = []
        spent = 0.0
        for gold in records(path, limit):
            start = time.process_time()
            text = extract(gold["html"])
            spent += time.process_time() - start
            rows.append(score(gold, text))
        precision, recall, f1 = _averages(rows)
        print(f"    {name:28} P={precision:.4f} R={recall:.4f} F1={f1:.4f} ms/page={1000 * spent / len(rows):.1f}")


def peers() -> dict[str, Callable[[str], str]]:
    """Return other extractors, each a function from html to text."""
    import justext
    import trafilatura
    from lxml import html as lxml_html
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text

    def by_readability(page: str) -> str:
        return str(lxml_html.fromstring(Document(page).summary()).text_content())

    def by_justext(page: str) -> str:
        kept = justext.justext(page.encode(), justext.get_stoplist("English"), encoding="utf-8")
        return "\n".join(part.text for part in kept if not part.is_boilerplate)

    return {
        "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or "",
        "resiliparse": lambda page: str(extract_plain_text(page, main_content=True)),
        "readability-lxml": by_readability,
        "justext": by_justext,
    }


def _averages(rows: Sequence[tuple[Any, ...]]) -> tuple[float, float, float]:
    precision = fmean(row[0] for row in rows if row[0] is not None)
    recall = fmean(row[1] for row in rows)
    return precision, recall, 2 * precision * recall / (precision + recall)


def records(path: Path, limit: int) -> Iterator[dict[str, Any]]:
    """Yield the gold pages of *path*."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number >= limit:
                return
            yield json.loads(line)


def evaluate(path: Path, form: Form | None, limit: int, worst: int) -> Figures:
    """Clean every page of *path*, print the scores and return them."""
    rows: list[tuple[float | None, float, float, str]] = []
    empty: list[bool] = []
    counts: Counter[str] = Counter()
    spent = 0.0
    for gold in records(path, limit):
        shape: Form = form or ("html" if gold.get("html") else "text")
        page = Page(shape, gold[shape], id=str(gold["id"]), url=gold.get("url"))
        start = time.process_time()
        article = clean(page)
        spent += time.process_time() - start
        if not gold["body"]:
            empty.append(not article.blocks)
        else:
            rows.append((*score(gold, article.text), str(gold["id"])))
        if "junk" in gold:
            counts.update(_dump_counts(gold, article))
    precision, recall, f1 = _averages(rows)
    figures = {"f1": f1, "empty_right": sum(empty) / len(empty) if empty else 1.0}
    print(
        f"{path.name:32} pages={len(rows)} P={precision:.4f} R={recall:.4f} F1={f1:.4f} "
        f"empty_right={sum(empty)}/{len(empty)} ms/page={1000 * spent / (len(rows) + len(empty)):.1f}"
    )
    for row in sorted(rows, key=lambda row: row[2])[:worst]:
        print(f"    {row[2]:.3f} P={-1 if row[0] is None else row[0]:.3f} R={row[1]:.3f} {row[3]}")
    if counts:
        lines = counts["junk"]
        print(
            f"    titles={counts['titles']}/{counts['with_title']} junk_lines={lines} "
            f"removed={counts['removed'] / lines:.4f} "
            f"rightly_explained={counts['explained'] / lines:.4f} "
            f"respun={counts['found']}/{counts['respun']} raised_falsely={counts['false']}"
        )
        figures["explained"] = counts["explained"] / lines
        figures["respun"] = (counts["found"] - counts["false"]) / max(1, counts["respun"])
    return figures


def score(gold: dict[str, Any], text: str) -> tuple[float | None, float, float]:
    """Return precision, recall and F1 of *text* against the better of the accepted bodies."""
    bodies = [body for body in (gold["body"], gold.get("body_alt")) if body]
    return max((_overlap(_shingles(body), _shingles(text)) for body in bodies), key=lambda prf: prf[2])


def _shingles(text: str, length: int = 4) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return (
        Counter(tuple(tokens[at : at + length]) for at in range(max(1, len(tokens) - length + 1)))
        if tokens
        else Counter()
    )


def _overlap(true: Counter[Any], got: Counter[Any]) -> tuple[float | None, float, float]:
    hits = (true & got).total()
    precision = hits / got.total() if got else None
    return precision, hits / true.total(), 2 * hits / (true.total() + got.total())


def _dump_counts(gold: dict[str, Any], article: Article) -> Counter[str]:
    """Count the junk lines removed and rightly explained, and the respun titles found."""
    counts: Counter[str] = Counter()
    kept = {" ".join(line.split()) for line in article.text.splitlines()}
    for junk in gold["junk"]:
        line = " ".join(junk["text"].split())
        gone = line not in kept
        counts["junk"] += 1
        counts["removed"] += gone
        counts["explained"] += gone and any(
            line in cut.text and cut.reason == junk["reason"] for cut in article.removed
        )
    raised = any(finding.rule == "respun.title" for finding in article.findings)
    counts["respun"] += gold["respun_title"]
    counts["found"] += raised and gold["respun_title"]
    counts["false"] += raised and not gold["respun_title"]
    counts["with_title"] += bool(gold["body"])
    counts["titles"] += bool(gold["body"]) and article.title.split() == gold["title"].split()
    return counts


if __name__ == "__main__":
    sys.exit(main())
