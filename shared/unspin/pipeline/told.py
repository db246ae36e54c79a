"""What people say of what they do is kept for ever: it has its bounds."""

from unspin.errors import Refused

NOTE = 2_000  # characters
NAME = 1_000  # characters, of who acts: those of a role on AWS hold 700 at most


def expect_short(by: str, note: str) -> None:
    """Refuse names and notes that are longer than what is kept of them.

    An entry keeps twenty decisions and a proposal fifty voices, each with both, in an item of 409,600 bytes.
    """
    for what, text, longest in (("name", by, NAME), ("note", note, NOTE)):
        if len(text) > longest:
            raise Refused(f"the {what} holds {len(text):,} characters, expected at most {longest:,}")
