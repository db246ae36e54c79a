"""What happens to one article, one use case per file."""
