"""From bytes to characters, or the reason why not."""

import codecs
import re

from unspin.errors import UnreadableInput

SAMPLE = 200  # characters of what was delivered that an error shows
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# Control characters that no text holds; tab, line feed, form feed, carriage return and escape are left out.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def sample_of(data: bytes) -> str:
    """Return the first characters of *data*, whatever they are."""
    return data[: 4 * SAMPLE].decode("utf-8", errors="replace")[:SAMPLE]


def decode(data: bytes, *, is_html: bool = False) -> str:
    """Return the characters of *data*: by its mark, as UTF-8, as declared, or by its letters.

    Raises:
        UnreadableInput: ``empty``, ``binary`` or ``bad_encoding``.
    """
    if not data.strip():
        raise UnreadableInput("empty", f"expected an article, got {len(data)} bytes of nothing")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    refuse_binary(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if is_html and (text := _as_declared(data)) is not None:
        return text
    return _as_legacy(data, broken)


def refuse_binary(data: bytes) -> None:
    """Raise ``binary`` where *data* holds bytes that no text holds."""
    head = data[:65_536]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if b"\0" in data or controls > len(head) // 200:
        raise UnreadableInput(
            "binary", f"expected text, got {controls} control characters at the start", sample=sample_of(data)
        )


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _bad(data, encoding, error) from error


def _as_declared(data: bytes) -> str | None:
    """Decode by the charset that the page declares; None where it declares none that works."""
    declared = _DECLARED.search(data[:4096])
    if declared is None:
        return None
    name = declared[1].decode("ascii").lower()
    # Browsers read Latin-1 as its superset, and so do the people who declare it.
    name = {
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
        "us-ascii": "cp1252",
        "gb2312": "gb18030",
        "gbk": "gb18030",
    }.get(name, name)
    try:
        return None if name in ("utf-8", "utf8") else data.decode(name)
    except (LookupError, ValueError):
        return None


def _as_legacy(data: bytes, broken: UnicodeDecodeError) -> str:
    """Decode text of a one-byte or an East Asian charset, and refuse UTF-8 that was damaged on its way."""
    if _UTF8_SEQUENCE.search(data) and _is_damaged_utf8(data):
        raise _bad(data, "utf-8", broken) from broken
    if (text := _as_western(data)) is not None:
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000], threshold=0.15).best()
    if best is None:
        raise _bad(data, "utf-8", broken) from broken
    return _decoded(data, best.encoding)


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with broken bytes from another charset: whole sequences outnumber stray bytes."""
    sequences = _UTF8_SEQUENCE.findall(data)
    stray = sum(byte >= 0x80 for byte in _UTF8_SEQUENCE.sub(b"", data))
    return len(sequences) >= stray


def _as_western(data: bytes) -> str | None:
    """Decode Windows-1252 where what is not ASCII looks Western: letters in words, quotes, dashes."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    foreign = [index for index, character in enumerate(text) if character > "\x7f"]
    plausible = sum(_is_western(text, index) for index in foreign)
    return text if plausible >= 0.9 * len(foreign) and len(foreign) <= len(text) // 4 else None


def _is_western(text: str, index: int) -> bool:
    character = text[index]
    if character in "äöüßéèêëàâçñîïôùûœæåøáíóúãõÀÁÄÅÆÇÈÉÊËÍÎÑÓÖØÚÜŒìòýšž":
        return text[index - 1 : index].isalpha() or text[index + 1 : index + 2].isalpha() or character in "àéèÀÉÈóáíú"
    return character in "\u201c\u201d\u2018\u2019\u2013\u2014\u2026\u2022\u20ac\u2122\xa0«»°£§©®·¿¡ºª²³½¼¾\xad"


def _bad(data: bytes, encoding: str, error: UnicodeDecodeError) -> UnreadableInput:
    got = data[error.start : error.start + 4].hex(" ")
    return UnreadableInput(
        "bad_encoding", f"expected {encoding}, got the bytes {got} at {error.start}", sample=sample_of(data)
    )
