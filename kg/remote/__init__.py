"""A dataset in somebody else's store: any SPARQL 1.1 service, by its address."""

from kg.remote.address import BadStoreAddress, RemoteAddress
from kg.remote.errors import RemoteBroken, RemoteError, RemoteTimeout, RemoteUnreachable
from kg.remote.store import RemoteStore

__all__ = [
    "BadStoreAddress",
    "RemoteAddress",
    "RemoteBroken",
    "RemoteError",
    "RemoteStore",
    "RemoteTimeout",
    "RemoteUnreachable",
]
