"""Records that came in another charset than JSON's, told of once and before they are cut into lines."""

import codecs
import re
import zlib

from unspin.errors import UnreadableInput
from unspin.text.reading import suffix_of

_RECORDS = {".json", ".jsonl"}
# By its mark; without one by the zeros beside its first character, which is of ASCII in any JSON (RFC 4627, section 3).
_UTF_32 = re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|[^\0]\0\0\0|\0\0\0[^\0]")
_UTF_16 = re.compile(rb"\xff\xfe|\xfe\xff|[^\0]\0|\0[^\0]")


def expect_utf_8(data: bytes, name: str) -> None:
    """Refuse a file of records in UTF-16 or UTF-32: the line feeds that it would be cut at are halves of characters.

    Raises:
        UnreadableInput: ``bad_encoding``.
    """
    if suffix_of(name) not in _RECORDS:
        return
    charset = wide_charset(_head(data) if name.lower().endswith(".gz") else data)
    if charset is not None:
        told = f"expected UTF-8, got {charset}: convert it first, such as with iconv -f {charset} -t UTF-8"
        raise UnreadableInput("bad_encoding", told, sample=data[:4].hex(" "))


def wide_charset(data: bytes) -> str | None:
    """Return the charset of JSON whose characters take two or four bytes; None where it is none of those."""
    return "UTF-32" if _UTF_32.match(data) else "UTF-16" if _UTF_16.match(data) else None


def _head(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed, len(codecs.BOM_UTF32))
    except zlib.error:
        return b""  # to be told in full when it is read
