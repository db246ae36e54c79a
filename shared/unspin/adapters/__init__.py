"""Ports made real: S3, DynamoDB and SQS, and their in-memory twins. The only place that knows boto3."""
