"""Clean, moderate and de-duplicate scraped news articles."""

__version__ = "0.1.0"
