"""Give a parked input another chance, once what it failed on is mended."""

from unspin.messages import ArticleStored
from unspin.pipeline.services import Services
from unspin.pipeline.told import expect_short
from unspin.stored import Act

REDRIVEN = "redriven"


def redrive(parked_id: str, services: Services, *, actor: str, reason: str) -> ArticleStored | None:
    """Put the object of a parked input back in the queue; return the message, or None if there is no such input.

    A line of a file comes with its whole file: lines that are known already change nothing. Repeating it is safe.

    Raises:
        Refused: Actor or reason are too long.
    """
    expect_short(actor, reason)
    parked = services.index.parked(parked_id)
    if parked is None or not parked.source.bucket:  # a queue message that announced nothing has no object
        return None
    now = services.clock.now()
    message = ArticleStored(parked.source.bucket, parked.source.key, None, now)
    services.index.put_act(Act(parked_id, now, now, actor, REDRIVEN, reason, None, {"key": parked.source.key}))
    services.queue.send(message)
    return message
