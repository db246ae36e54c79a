"""The clean bucket as a table: for Athena as the template describes it, for DuckDB on a laptop."""
