"""What the pipeline uses of AWS, and what that costs."""
