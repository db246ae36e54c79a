"""A siege: many workers on a real server, killed at random; afterwards, everything is counted.

``make siege ARTICLES=10000``; a small one is among the tests that start a server.
"""
