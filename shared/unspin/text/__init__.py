"""From a page or a dump to the article in it: pure functions, no input or output."""
