"""An honest article, for hostile things to be put around."""

TITLE = "Harbour of Lower Tamford Gets a Second Lighthouse"
ARTICLE = f"""{TITLE}

The harbour of Lower Tamford will have a second lighthouse by May, the council decided on Tuesday with 14 votes to 3. \
Its lamp, bought from the closed light on Gannet Rock, can be seen from 19 miles away.

Captain Ada Quill, who has brought the ferry in for 22 winters, has asked for it since the storm of 2019, she said. \
"On some nights I counted the waves and hoped," she said. The builders will begin in March.

The old tower stays as a museum. Its keeper, Jonas Reinholt, will show visitors the clockwork that turned the lamp \
until 1978, and the log in which 211 ships are named.
"""


def page(content: str) -> str:
    """Return a page around *content*, paragraphs kept."""
    paragraphs = "".join(f"<p>{part}</p>" for part in content.split("\n\n"))
    return (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{paragraphs}</article></body></html>"
    )


PAGE = page(ARTICLE)
