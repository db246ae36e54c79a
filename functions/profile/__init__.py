"""The profile function."""
