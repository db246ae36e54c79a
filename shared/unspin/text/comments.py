"""What readers say below an article: known, where no markup names it, by the lines that stand between comments.

A comment is running text, and a dump does not say whose. But each has its "Reply", its date, its "says:": lines that
come again and again behind a line such as "12 comments".
"""

import re
from collections.abc import Sequence

from unspin.model import Reason

_SHORT = 70  # characters of a line between two comments, at the most
_APART = 20  # blocks, at the most, between one such line and the next
_REPLIES = 2  # lines to answer with, behind a line that opens a section
_MARKS = 4  # lines of any kind, behind one
_BARE_REPLIES = 3  # lines to answer with, where nothing opens a section
_BARE = " ()[]{}<>:;,.!·•|-–—→↩0123456789"  # what may stand around words of such a line
_ANSWERS = (
    "reply", "replies", "reply to this", "log in to reply", "like reply", "like quote", "quote", "permalink", "upvote",
    "downvote", "antworten", "antwort", "répondre", "responder", "rispondi", "beantwoorden", "reageer", "svara", "svar",
    "vastaa", "odpowiedz", "odpovědět", "odpovedať", "válasz", "răspunde", "yanıtla", "balas", "απάντηση", "ответить",
    "відповісти", "отговор", "trả lời", "回复", "回覆", "返信", "답글",
)  # fmt: skip
_COMMENTS = (
    "kommentar", "kommentare", "kommentarer", "kommentit", "commentaire", "commentaires", "comentario", "comentarios",
    "comentário", "comentários", "commenti", "reacties", "komentarze", "komentáře", "komentarii", "komentar",
    "yorumlar", "комментарии", "коментарі", "коментари", "σχόλια", "bình luận", "评论", "評論", "コメント", "댓글",
)  # fmt: skip
_FIRST_WORDS = {words.split()[0] for words in (*_ANSWERS, *_COMMENTS)}
_BESIDE = r"delete|edit|share|report|flag|like|link|\d+|to \w+"
_REPLY = re.compile(rf"\W*(?:{'|'.join(_ANSWERS)})(?:\W+(?:{'|'.join(_ANSWERS)}|{_BESIDE}))*\W*", re.IGNORECASE)
_HEAD = re.compile(rf"\W*(?:\d+ )?(?:{'|'.join(_COMMENTS)})(?: ?\(?\d+\)?)?\W*", re.IGNORECASE)
_SAYS = re.compile(
    r".{2,60}\b(?:says|said|wrote|sagt|schreibt|meint|dit|a écrit|dice|escribió|ha scritto|diz|disse|zegt|schreef|"
    r"skriver|pisze|пишет|пише)\W*(?:\b(?:on|am|le|el|il|em|op)\b.{4,40})?:",
    re.IGNORECASE,
)


def sections(texts: Sequence[str], why: Sequence[Reason | None]) -> list[range]:
    """Return the stretches of a dump that are comments of readers, in order.

    Args:
        texts: The blocks.
        why: The reason that each gives itself: a line that invites comments, or counts them, opens a section; one with
            a name and a date stands between comments.
    """
    marks: list[tuple[int, str]] = []
    for at, text in enumerate(texts):
        if len(text) <= _SHORT and (mark := _mark(text, why[at])):
            marks.append((at, mark))
    found = []
    for chain in _chains(marks):
        first = _first(chain)
        if first is not None:
            found.append(range(first, chain[-1][0] + 1))
    return found


def _mark(text: str, why: Reason | None) -> str | None:
    # To look at the first word takes a fourth of the time of the patterns.
    words = text.strip(_BARE).lower().split(None, 1)
    if words and words[0].rstrip(_BARE) in _FIRST_WORDS:
        if _REPLY.fullmatch(text):
            return "reply"
        if _HEAD.fullmatch(text):
            return "head"
    if why == "comment_form":
        return "head"
    return "mark" if why == "byline" or (text[-1] == ":" and _SAYS.fullmatch(text)) else None


def _chains(marks: Sequence[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Return the *marks*, divided where two are too far apart for one comment to stand between them."""
    chains: list[list[tuple[int, str]]] = []
    for mark in marks:
        if not chains or mark[0] - chains[-1][-1][0] > _APART:
            chains.append([])
        chains[-1].append(mark)
    return chains


def _first(chain: Sequence[tuple[int, str]]) -> int | None:
    """Return the block with which the comments begin that are marked so; None where they are none."""
    replies = [at for at, mark in chain if mark == "reply"]
    head = next((place for place, (_, mark) in enumerate(chain) if mark == "head"), None)
    if head is not None:
        behind = [mark for _, mark in chain[head + 1 :] if mark != "head"]
        if behind.count("reply") >= _REPLIES or len(behind) >= _MARKS:
            return chain[head][0]
    if len(replies) >= _BARE_REPLIES:
        return max(0, min(chain[0][0], replies[0] - 1))  # what the first answers to
    return None
