"""Policy, rules, decisions: pure functions, no input or output."""
