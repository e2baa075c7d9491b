"""Queries in processes that can be killed: guard, workers, broker, pool and client."""
