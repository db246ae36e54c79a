"""What is dropped in a schedule: a few articles, copies of each other, updates, and what cannot be read."""

import json
from dataclasses import dataclass
from random import Random

ACCORD = """Norway signs wider pact with Chile

Ingrid Solheim of Norway flew to Valparaiso on 3 March to sign a pact on shipping with Chile, the ministry in Oslo \
said on Monday. The two countries will share 4 research ships and the data of 12 buoys in the Southern Ocean, it said.

Chile will open a school for pilots in Punta Arenas, and Norway will pay for its first 3 years. Fishermen in both \
countries have asked for such an agreement since 2019, said Tomas Irarra of the union.
"""
BAKERY = """Neighbours save the bakery of Lower Tamford

When the bakery of Lower Tamford closed in May, 211 neighbours each put 50 pounds in a tin. On Saturday the oven was \
lit again, and Ada Quill sold 400 loaves before noon.

The next plan of the village is the post office, said Quill, who has counted what is left in the tin: 38 pounds, 4 \
foreign coins and a button.
"""
SPINS = (("pact", "accord"), ("share", "lend"), ("flew", "travelled"), ("asked", "called"), ("sign", "ink"))


def spun(text: str, count: int) -> str:
    """Return *text* with *count* words swapped."""
    for before, after in SPINS[:count]:
        text = text.replace(before, after)
    return text


TEXTS = {
    "original": ACCORD,
    "copy": ACCORD,
    "spun": spun(ACCORD, 3),
    "respun": spun(ACCORD, 5),
    "part": "\n\n".join(ACCORD.split("\n\n")[1:2]),
    "bakery": BAKERY,
    "bakery copy": BAKERY.replace("May", "June").replace("On Saturday the", "Last Saturday the"),
}


@dataclass(frozen=True)
class Drop:
    """An object that is put in the bucket."""

    key: str
    version: str
    data: bytes
    event_time: str


def drops(random: Random) -> list[Drop]:
    """Return what is dropped: two to six objects, of some keys more than one version."""
    keys = [f"{name}.txt" for name in "abcde"[: random.randint(2, 5)]]
    found = [_drop(random, key, "1") for key in keys]
    if random.random() < 0.4:
        found.append(_drop(random, random.choice(keys), "2"))
    if random.random() < 0.15:
        found.append(Drop("bad.txt", "1", random.choice([b"", bytes(range(256))]), _time(random)))
    if random.random() < 0.2:
        found.append(_feed(random))
    return found


def _drop(random: Random, key: str, version: str) -> Drop:
    return Drop(key, version, random.choice(list(TEXTS.values())).encode(), _time(random))


def _feed(random: Random) -> Drop:
    lines = [
        {"id": str(number), "text": random.choice(list(TEXTS.values())), "published_at": f"2026-03-0{number}"}
        for number in range(1, random.randint(2, 4))
    ]
    return Drop("feed.jsonl", "1", "\n".join(map(json.dumps, lines)).encode(), _time(random))


def _time(random: Random) -> str:
    # Few enough that some events share theirs.
    return f"2026-11-02T10:00:00.{random.randint(0, 9)}00Z"
