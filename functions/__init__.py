"""The Lambda functions: thin handlers, one folder each."""
