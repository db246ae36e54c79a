"""Words that notices are made of: they say little by themselves, and much to a model that knows where they stand."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from unspin.text.characters import Words, characters_of, words_of

_GROUPS: dict[str, str] = {
    "caption": """
        photo photos photograph photography photographer image images picture pictures pictured getty afp reuters epa ap
        credit credits courtesy shutterstock istock unsplash alamy foto fotos bild bilder imagen crédit crédito créditos
        immagine illustration infographic screenshot
    """,
    "letter": """
        newsletter newsletters subscribe subscription subscriber subscribers sign signup email inbox register
        registered account login unsubscribe weekly digest alerts abonnieren abonnement suscríbete suscribirse inscrivez
        abonnez iscriviti aanmelden assine
    """,
    "related": """
        read related also watch recommended trending popular latest story stories next previous more continue reading
        lire aussi lea leer también mehr lesen dazu weiterlesen leggi anche lees ook leia veja mais les også läs också
        även læs zobacz czytaj też również čtěte také ayrıca oku baca juga читайте также смотрите ещё
    """,
    "byline": """
        by author authors published updated posted ago written editor edited reporter reporting staff contributor
        contributors contributed correspondent writer journalist freelance min mins von par por
    """,
    "legal": """
        copyright rights reserved terms privacy policy disclaimer cookies cookie licensed trademark trademarks derechos
        reservados rechte vorbehalten droits réservés diritti direitos
    """,
    "talk": "comment comments reply replies commenting respond leave moderated kommentar kommentare comentarios",
    "social": """
        facebook twitter instagram whatsapp linkedin telegram share shares tweet pinterest youtube tiktok bluesky reddit
        follow followers threads
    """,
    "shop": """
        buy price prices shop deal deals discount offer offers affiliate commission sponsored advertisement ad ads
        advertising coupon download app store free trial checkout
    """,
    "you": "you your we our us click here tap please contact learn get join try",
    "contents": "table contents jump skip section sections inhalt inhaltsverzeichnis sommaire índice",
}
NAMES = tuple(_GROUPS)


@cache
def _table() -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the words as sorted hashes, and the number of the group that each belongs to."""
    words = [(word, at) for at, group in enumerate(_GROUPS.values()) for word in group.split()]
    hashes = np.array([words_of(characters_of([word])).hashes[0] for word, _ in words], np.uint64)
    order = np.argsort(hashes)
    return hashes[order], np.array([at for _, at in words])[order]


def counted(words: Words, texts: int) -> NDArray[np.int64]:
    """Return how many words of each group each of *texts* texts holds: (groups, texts)."""
    hashes, groups = _table()
    hit, place = words.among(hashes)
    found = np.bincount(groups[place] * texts + words.owner[hit], minlength=len(_GROUPS) * texts)
    return found.reshape(len(_GROUPS), texts)
