"""The query function."""
