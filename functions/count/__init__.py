"""The count function."""
