"""The commands that need no stack: clean, dedup, compare, policy."""

import gc
import gzip
import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ORIGINAL, SPUN, on_a_terminal, unspin
from tests.e2e.stack import ARTICLES
from unspin.cli.inputs import files_of


def test_help_lists_every_command() -> None:
    ran = unspin("--help")

    assert ran.code == 0
    known = "clean dedup compare local find show cluster stats takedown restore sweep redrive reindex policy"
    for command in known.split():
        assert f"\n  {command} " in ran.out


def test_an_unknown_command_is_wrong_usage() -> None:
    assert unspin("polish").code == 2


def test_clean_prints_a_line_of_json_per_article() -> None:
    ran = unspin("clean", SPUN)

    [line] = ran.lines
    assert ran.code == 0
    assert (line["id"], line["title"]) == (SPUN, "Norway and Chile Sign Wider Maritime Accord")
    assert {"text", "language", "removed", "findings"} <= line.keys()
    assert {"comment_form", "plugin_notice", "related_headlines"} <= {each["reason"] for each in line["removed"]}
    assert [each["rule"] for each in line["findings"]] == ["respun.title"]


def test_clean_reads_standard_input() -> None:
    page = Path(ORIGINAL).read_bytes()

    for data in (page, gzip.compress(b'{"id": "one", "html": ' + json.dumps(page.decode()).encode() + b"}")):
        [line] = unspin("clean", "-", stdin=data).lines
        assert line["title"] == "Norway and Chile Sign Broader Maritime Accord"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_told_by_how_it_begins(pack: Callable[[bytes], bytes]) -> None:
    page = Path(ORIGINAL).read_text()
    record = {"id": "one", "html": page}
    given = {
        "stdin.html": [page.encode(), page.encode("utf-16")],
        "one": [
            json.dumps(record).encode(),
            json.dumps(record, indent=2).encode(),
            b"\xef\xbb\xbf" + json.dumps(record).encode(),
        ],
    }
    for name, inputs in given.items():
        for data in inputs:
            ran = unspin("clean", "-", stdin=pack(data))
            assert ran.code == 0, ran.err
            assert [line["title"] for line in ran.lines] == ["Norway and Chile Sign Broader Maritime Accord"]
            assert ran.lines[0]["id"].removesuffix(".gz") == name


def test_lines_of_standard_input_of_which_the_first_is_broken_fail_alone() -> None:
    ran = unspin("clean", "-", stdin=b'{"id": "1",\n' + json.dumps({"id": "2", "text": "A ferry."}).encode())

    assert ran.code == 1
    assert [line["id"] for line in ran.lines] == ["2"]
    assert "stdin.jsonl:1: expected one JSON record" in ran.err


UTF_16 = "expected UTF-8, got UTF-16: convert it first, such as with iconv -f UTF-16 -t UTF-8"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
def test_records_in_utf_16_are_one_input_that_failed(
    tmp_path: Path, pack: Callable[[bytes], bytes], charset: str, suffix: str
) -> None:
    lines = '{"text": "A ferry."}\n{"text": "Another ferry."}\n'
    data = pack((lines if suffix == ".jsonl" else lines.splitlines()[0]).encode(charset))
    file = tmp_path / f"wide{suffix}{'.gz' if pack is gzip.compress else ''}"
    file.write_bytes(data)

    ran = unspin("clean", str(file), SPUN)

    assert (ran.code, len(ran.lines)) == (1, 1), "the others are cleaned"
    assert ran.err == f"unspin: {file}: {UTF_16}\nunspin: 1 inputs failed\n"
    assert unspin("compare", str(file), SPUN).err == f"unspin: {file}: {UTF_16}\n"
    assert f": {UTF_16}" in unspin("clean", "-", stdin=data).err


def test_a_folder_without_articles_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF")

    ran = unspin("clean", str(tmp_path))

    assert ran.code == 1
    assert f"{tmp_path}: expected files that end in .html, .htm, .txt, .json, .jsonl" in ran.err


def test_a_folder_that_cannot_be_looked_into_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "page.txt").write_text("A ferry.")

    def scandir(path: Any) -> Any:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    listed = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)  # whoever runs the tests as root may look into every folder
    failed: list[OSError] = []

    assert files_of(str(tmp_path), unreadable=failed.append) == [tmp_path / "page.txt"]
    assert [error.filename for error in failed] == [str(tmp_path / "locked")]


def test_an_empty_name_is_wrong_usage_and_not_the_present_folder(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("A ferry.")

    for command in ("clean", "dedup"):
        assert unspin(command, "", folder=tmp_path).code == 2
    assert unspin("local", "run", "", folder=tmp_path).code == 2


@pytest.mark.parametrize("option", ["--out", "--pairs"])
def test_where_nothing_can_be_written_is_told_before_the_work(option: str, tmp_path: Path) -> None:
    ran = unspin("dedup", SPUN, option, str(tmp_path / "none" / "lines.jsonl"))

    assert ran.code == 2
    assert f"there is no folder {tmp_path / 'none'} to write lines.jsonl in" in ran.err
    assert unspin("dedup", SPUN, "--out", "both", "--pairs", "both", folder=tmp_path).code == 2


@pytest.mark.parametrize("option", ["--out", "--pairs"])
@pytest.mark.parametrize("read", ["corpus.jsonl", "."])
def test_what_is_read_is_not_written_to(option: str, read: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes((ARTICLES / "valley-herald/feed.jsonl").read_bytes())

    ran = unspin("dedup", read, option, "./corpus.jsonl", folder=tmp_path)

    assert ran.code == 2
    assert "corpus.jsonl is one of the inputs" in ran.err
    assert corpus.read_bytes() == (ARTICLES / "valley-herald/feed.jsonl").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told_in_a_sentence() -> None:
    ran = unspin("dedup", SPUN, "--out", "/dev/full")

    assert ran.code == 1
    assert ran.err == "unspin: [Errno 28] No space left on device\n"


@pytest.mark.parametrize("command", ["compare", "find"])
def test_a_name_of_a_file_that_is_not_there_is_no_text(command: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    others = [SPUN] if command == "compare" else []

    with_stack = dict.fromkeys(("RAW_BUCKET", "CLEAN_BUCKET", "POLICY_BUCKET", "INDEX_TABLE", "EVENT_BUS"), "x")
    for name, told in (("nowhere.html", "there is no file nowhere.html"), ("./folder", "./folder is a folder")):
        ran = unspin(
            command,
            name,
            *others,
            folder=tmp_path,
            **with_stack,
            INGEST_QUEUE_URL="http://127.0.0.1:9/x",
            AWS_DEFAULT_REGION="eu-west-1",
        )
        assert ran.code == 2
        assert told in ran.err


HOSTILE = "Bridge \x1b]0;owned\x07 to be repaired\n\n" + (
    "The council met on Tuesday to talk about the old \x9b31m bridge, which has been closed since the floods of May.\n"
    * 2
)


def test_a_terminal_is_told_nothing_that_it_would_obey(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(HOSTILE, encoding="utf-8")

    shown = on_a_terminal("clean", "page.txt", folder=tmp_path)

    assert "Bridge \ufffd]0;owned\ufffd to be repaired" in shown
    assert "\x9b" not in shown
    assert "cleaning" not in shown, "a bar would draw over what is printed"


def test_json_holds_controls_as_escapes(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(HOSTILE, encoding="utf-8")

    ran = unspin("clean", "page.txt", folder=tmp_path)

    assert "\\u009b31m" in ran.out
    assert "\x9b31m" in ran.lines[0]["text"]


def test_no_color_means_none() -> None:
    assert "\x1b" in on_a_terminal("clean", SPUN)
    assert "\x1b" not in on_a_terminal("clean", SPUN, NO_COLOR="1")


def test_a_failure_has_a_line_of_its_own_beside_a_bar(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01")

    shown = on_a_terminal("dedup", "bad.txt", SPUN, folder=tmp_path)

    assert any(line.startswith("unspin: bad.txt: expected text") for line in re.split(r"\n|\x1b\[2K", shown))


def test_clean_names_what_failed_and_does_the_rest() -> None:
    ran = unspin("clean", str(ARTICLES / "quickread"))

    assert ran.code == 1
    assert [Path(line["id"]).name for line in ran.lines] == ["norway-chile-in-brief.txt"]
    assert "cut-off.html.gz: expected a whole gzip file" in ran.err
    assert "nothing.txt: expected an article, got 0 bytes" in ran.err
    assert "2 inputs failed" in ran.err


def test_clean_chooses_between_html_and_text(tmp_path: Path) -> None:
    record = {"id": "7", "html": Path(ORIGINAL).read_text(), "text": Path(SPUN).read_text()}
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record))

    titles = [unspin("clean", str(file), "--from", form).lines[0]["title"] for form in ("html", "text")]

    assert titles == ["Norway and Chile Sign Broader Maritime Accord", "Norway and Chile Sign Wider Maritime Accord"]


def test_a_missing_file_fails_and_a_missing_argument_is_wrong_usage() -> None:
    assert unspin("clean", "nowhere.html").code == 1
    assert unspin("clean").code == 2
    assert unspin("clean", ORIGINAL, "--from", "pdf").code == 2


def test_dedup_prints_how_every_article_stands(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "lines.jsonl"

    ran = unspin("dedup", str(ARTICLES), "--pairs", str(pairs), "--out", str(out))

    assert ran.code == 1  # three of the examples cannot be read
    lines = {line["id"]: line for line in map(json.loads, out.read_text().splitlines())}
    assert lines[ORIGINAL] | {"cluster_id": ""} == {
        "id": ORIGINAL,
        "relation": "unique",
        "duplicate_of": None,
        "cluster_id": "",
        "similarity": 0.0,
    }
    assert (lines[SPUN]["relation"], lines[SPUN]["duplicate_of"]) == ("rewritten", ORIGINAL)
    assert lines[SPUN]["cluster_id"] == lines[ORIGINAL]["cluster_id"]
    found = [json.loads(line) for line in pairs.read_text().splitlines()]
    assert {"a", "b", "relation", "similarity"} == found[0].keys()
    assert {frozenset({ORIGINAL, SPUN})} <= {frozenset({each["a"], each["b"]}) for each in found}


def test_dedup_takes_raw_text_as_clean_and_refuses_an_id_given_twice() -> None:
    text = "Twelve ferries left the harbour before the storm of 4 May reached Lillehavn and its two lighthouses. " * 4
    records = [{"id": "1", "text": text}, {"id": "2", "text": text}, {"id": "2", "text": text}]

    ran = unspin("dedup", "--raw", "-", stdin="\n".join(map(json.dumps, records)).encode())

    assert ran.code == 1
    assert [(line["id"], line["relation"]) for line in ran.lines] == [("1", "unique"), ("2", "exact")]
    assert "2: this id was given before" in ran.err


def test_what_sql_answers_is_json_that_a_program_can_read(tmp_path: Path) -> None:
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "one.json").write_text('{"article_id": "a"}')
    asked = """SELECT TIMESTAMPTZ '2026-11-25 08:00:00+00' AS t, DATE '2026-11-25' AS d, 1.5::DECIMAL(4, 2) AS n,
               'nan'::DOUBLE AS nan, ['x'] AS l, {'a': DATE '2026-11-25'} AS s, INTERVAL 1 DAY AS i FROM articles"""

    ran = unspin("sql", asked, "--folder", str(tmp_path), "--json", TZ="UTC")

    assert ran.code == 0, ran.err
    [line] = ran.json
    assert line == {
        "t": "2026-11-25T08:00:00+00:00",
        "d": "2026-11-25",
        "n": 1.5,
        "nan": None,
        "l": ["x"],
        "s": {"a": "2026-11-25"},
        "i": "1 day, 0:00:00",
    }


def test_compare_shows_the_swapped_words() -> None:
    ran = unspin("compare", ORIGINAL, SPUN)

    assert ran.code == 0
    assert ran.out.startswith("rewritten (0.")
    assert "Broader" in ran.out
    assert "Wider" in ran.out
    found = unspin("compare", ORIGINAL, SPUN, "--json").json
    assert found["relation"] == "rewritten"
    assert {"before": "Broader", "after": "Wider", "count": 1, "are_synonyms": True} in found["evidence"][
        "substitutions"
    ]


def test_compare_says_of_which_of_many_records_it_speaks() -> None:
    ran = unspin("compare", str(ARTICLES / "valley-herald/feed.jsonl"), ORIGINAL)

    assert ran.code == 0
    assert "feed.jsonl holds several records: the first one is compared" in ran.err
    assert "maritime-accord" not in ran.err


def test_compare_recognises_a_title_with_swapped_words() -> None:
    ran = unspin(
        "compare",
        "Rescued Ferry Captain Praises Crew after Storm near Lillehavn, 4: Officials",
        "Saved Ferry Skipper Lauds Crew after Storm near Lillehavn, 4: Authorities",
    )

    assert ran.out.startswith("rewritten")
    assert "Praises → Lauds" in ran.out


def test_compare_takes_texts_as_they_are_however_long() -> None:
    text = "Twelve ferries left the harbour before the storm of 4 May reached Lillehavn and its lighthouse. " * 6

    assert unspin("compare", text, text).out.startswith("exact (1.00)")


@pytest.mark.parametrize(
    ("file", "told"),
    [("version: [", "is not valid YAML"), ("version: '1'\nrules: {spam.nonsense: {}}", "spam.nonsense")],
)
def test_a_bad_policy_is_refused_with_a_sentence(tmp_path: Path, file: str, told: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(file)

    ran = unspin("policy", "check", str(path))

    assert ran.code == 2
    assert ran.err.startswith("unspin: ")
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_commands_that_need_a_stack_say_so(tmp_path: Path) -> None:
    for command in (["stats"], ["show", "x"], ["cluster"], ["find", "a text"], ["local", "report"]):
        ran = unspin(*command, folder=tmp_path)
        assert ran.code == 2
        assert "unspin local up" in ran.err


def test_cycles_are_looked_for_among_new_articles_only_and_as_before_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from unspin.cli.dedup import collected_once

    monkeypatch.setattr("unspin.cli.dedup.COLLECTED", 2)  # counting what is frozen takes a while
    held = gc.get_freeze_count()
    during = [(gc.isenabled(), gc.get_freeze_count()) for _ in collected_once(range(3))]

    assert not any(is_enabled for is_enabled, _ in during)
    assert held < during[0][1] <= during[-1][1]
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, 0)


def test_cycles_are_looked_for_again_when_an_article_breaks_the_run() -> None:
    from unspin.cli.dedup import collected_once

    def breaking() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(collected_once(breaking()))
    assert gc.isenabled()


BYTES = os.fsdecode(b"no\xff.txt")  # as Python has it from the command line
STRICT = {"PYTHONIOENCODING": "utf-8:strict"}  # as in every locale but C


@pytest.mark.parametrize(
    "command",
    [
        ("backfill",),
        ("show",),
        ("find",),
        ("takedown", "--reason", "a wish"),
        ("clean",),
        ("dedup",),
        ("compare", "a title"),
        ("stats", "--stack"),
        ("sql", "--folder=" + BYTES),
        ("local", "ingest"),
    ],
)
def test_an_argument_that_is_no_text_is_wrong_usage(command: tuple[str, ...], tmp_path: Path) -> None:
    ran = unspin(*command, BYTES, folder=tmp_path, **STRICT)

    assert ran.code == 2
    assert r"no\xff.txt is not UTF-8" in ran.err
    assert "Traceback" not in ran.err


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    Path(tmp_path, BYTES).write_bytes(Path(SPUN).read_bytes())

    cleaned = unspin("clean", BYTES, folder=tmp_path, **STRICT)
    unspin("dedup", BYTES, "--out", "lines", folder=tmp_path, **STRICT)
    missing = unspin("clean", ".", "nowhere.txt", folder=tmp_path, **STRICT)
    compared = unspin("compare", BYTES, BYTES, folder=tmp_path, **STRICT)

    assert (cleaned.code, cleaned.lines[0]["id"]) == (0, BYTES)
    assert json.loads((tmp_path / "lines").read_text(encoding="utf-8"))["id"] == BYTES
    assert (missing.code, len(missing.lines)) == (1, 1)
    assert compared.out.startswith("exact")


def test_a_console_whose_port_is_taken_sends_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = unspin("console", "--examples", "--port", str(port), BROWSER="true")

    assert ran.code == 1
    assert f"127.0.0.1:{port} cannot be listened on: Address already in use; try another --port" in ran.err
    assert "key=" not in ran.out


@pytest.mark.parametrize("command", ["clean", "dedup", "compare", "find", "cost", "local run", "policy draft"])
def test_a_shell_completes_names_of_files(command: str) -> None:
    words = f"unspin {command} pag"

    asked = {"_UNSPIN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}

    assert unspin(**asked).out == "file,pag\n"
