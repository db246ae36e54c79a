"""What measures unspin, beside its peers."""
