"""`unspin console`: a web page on 127.0.0.1 for whoever runs it, with their own AWS credentials."""
