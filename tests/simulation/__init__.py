"""Deterministic simulation: the real pipeline under a seeded scheduler, in the manner of FoundationDB.

Workers are greenlets. Before and after every call of a port the scheduler may let another one go on, fail the call,
let it take effect and fail it all the same, or kill its worker. Whatever happens follows from the seed.
"""
