"""What a function does while it wakes: it imports this before the rest of unspin, and calls ``awake`` at its end.

Thousands of classes and tables are made then, none of which is garbage. Looking for some among them again and again
takes a fifteenth of the time; and what is frozen is never looked through later.
"""

import gc

gc.disable()


def awake() -> None:
    """Look for garbage from now on, but not among what is there: it stays as long as the function does."""
    gc.freeze()
    gc.enable()
