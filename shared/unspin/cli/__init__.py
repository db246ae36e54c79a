"""The `unspin` command."""
