"""What travels through the queue: S3's own notifications, and our continuations of them."""
