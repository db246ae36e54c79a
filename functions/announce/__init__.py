"""The announce function."""
