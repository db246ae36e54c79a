"""Bytes thrown at whatever reads what others wrote; `python -m tests.fuzz` throws for as long as you like."""
