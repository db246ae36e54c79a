"""Short articles written for the tests, and ways to make copies of them."""

import random

HARBOUR = """
Norwegian shipping minister Ingrid Solheim signed an accord on Tuesday in Valparaiso that opens eleven harbours to
joint research vessels. The agreement, worth 48.7 million crowns, ends nine years of talks between the two navies.
Chilean admiral Rodrigo Pizarnik said the first ship, the Fjordbjarg, would leave Bergen in March with 63 scientists
aboard. Environmental groups in Punta Arenas welcomed the plan but asked for stricter limits on seabed drilling.
Solheim told reporters that samples from 4,150 metres below the surface would be shared with universities in Tromso
and Concepcion. A second vessel is being fitted at the Ulstein yard, where 320 welders have worked around the clock
since January. The opposition in Oslo criticised the cost, saying that lighthouses along the northern coast had
waited far longer for money.
"""
LIBRARY = """
The public library of Tamford will lend power drills, a cement mixer and two sewing machines from next week.
Librarian Beatrix Oyelaran said that 214 members had asked for tools in a survey last autumn. Loans last six days
and are free; a deposit of 35 pounds is returned with the tool. The collection began when a retired joiner, Amos
Whitcombe, left his workshop to the town in his will. Councillor Priya Vantongeren called the scheme the best idea
since the mobile library of 1974. Hardware shops are less pleased. Dexter Lumley, who has sold tools on Quarry Lane
for thirty years, fears for his rental business, yet he has agreed to teach a Saturday class on sharpening chisels.
"""
SPINNER = {
    "signed": "inked", "accord": "deal", "opens": "unlocks", "harbours": "ports", "joint": "shared", "vessels": "ships",
    "agreement": "pact", "worth": "valued", "ends": "closes", "talks": "negotiations", "ship": "boat", "plan": "scheme",
    "groups": "outfits", "welcomed": "hailed", "stricter": "tighter", "limits": "caps", "samples": "specimens",
    "surface": "waterline", "yard": "shipyard", "worked": "toiled", "criticised": "attacked", "cost": "expense",
    "waited": "queued", "money": "cash", "coast": "shore", "saying": "stating", "reporters": "journalists",
}  # fmt: skip
PARAPHRASE = """
Research ships of both countries may soon use eleven ports after Ingrid Solheim, who answers for shipping in Norway,
and her hosts put their names to a pact in Valparaiso. It took the navies nine years to get there. The price is 48.7
million crowns. According to Admiral Rodrigo Pizarnik, the Fjordbjarg sails from Bergen with 63 researchers this
spring, and what it lifts from a depth of 4,150 metres goes to laboratories at Tromso and Concepcion alike. At
Ulstein, 320 people are busy on a sister ship. Campaigners from Punta Arenas are glad, though they want less
drilling; in Oslo some politicians grumble that lighthouses should have come first.
"""
RETOLD = """
Ingrid Solheim, who runs shipping affairs in Norway, travelled to Valparaiso on Tuesday and put her name to a paper
letting scientists' ships from both countries use eleven ports. It will cost 48.7 million crowns and closes nine years
in which their navies haggled. According to Admiral Rodrigo Pizarnik of Chile, a ship called Fjordbjarg is the first to
go: she sails from Bergen in March carrying 63 researchers. Green campaigners at Punta Arenas are pleased, yet they
would like drilling into the seabed to be curbed more. Reporters heard from Solheim that what is taken from 4,150 metres
down will go to the universities of Tromso and Concepcion alike. Another ship is under way at Ulstein, whose 320 welders
have not rested since January. In Oslo the opposition called it too dear: lighthouses on the coast of the north, it
said, have been waiting for longer.
"""


def flat(text: str) -> str:
    return " ".join(text.split())


def spun(text: str) -> str:
    return " ".join(SPINNER.get(word, word) for word in flat(text).split())


def first_sentences(text: str, count: int) -> str:
    return ". ".join(flat(text).split(". ")[:count]) + "."


def last_sentences(text: str, count: int) -> str:
    return ". ".join(flat(text).split(". ")[-count:])


def invented(seed: int, words: int = 90) -> str:
    """Return a text of invented words that shares nothing with that of another seed."""
    chance = random.Random(seed)
    syllables = "ba ke li mo nu pra sto vel dri fen gor hul jas kir lom".split()

    def word() -> str:
        made = "".join(chance.choice(syllables) for _ in range(4))
        return made.capitalize() if chance.random() < 0.2 else made

    fillers = "the of and in to a with for".split()
    return " ".join(word() if chance.random() < 0.6 else chance.choice(fillers) for _ in range(words))
