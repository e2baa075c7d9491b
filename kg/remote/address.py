"""Where a remote store is, and what of it is the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from kg.errors import KgError
from kg.select import is_iri
from kg.service.limits import MEGABYTE

#: Environment variable with the value of the ``Authorization`` header for the remote store.
AUTHORIZATION = "KG_STORE_AUTHORIZATION"
#: What of the protocol the address must not fix.
_OURS = ("query", "update", "default-graph-uri", "named-graph-uri")


class BadStoreAddress(KgError):
    """The address cannot be that of a query service."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"--store: {reason}")


@dataclass(frozen=True)
class RemoteAddress:
    """A dataset in a SPARQL 1.1 query service.

    Parameters
    ----------
    url: of the query operation; parameters in it are sent with every query.
    default_graph: IRI of the named graph that stands for the dataset's default graph; empty
        where the service keeps a default graph that is no union.
    named_graphs: IRIs of the dataset's named graphs, sent along where ``default_graph`` is.
    timeout: seconds of one query.
    max_bytes: of one answer.
    is_authorized: whether the service gets what :data:`AUTHORIZATION` holds.
    """

    url: str
    default_graph: str = ""
    named_graphs: tuple[str, ...] = ()
    timeout: float = 10.0
    max_bytes: int = 256 * MEGABYTE
    is_authorized: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The address as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The address from what :meth:`to_dict` gave."""
        return cls(**{**values, "named_graphs": tuple(values["named_graphs"])})


def checked_url(url: str) -> str:
    """The URL of a query service, if it can be one.

    Raises
    ------
    BadStoreAddress: it is no HTTP address, holds a password, or fixes the query itself.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise BadStoreAddress(f"not an address ({error}) — write https://host/sparql") from error
    if parts.scheme not in ("http", "https") or not host:
        raise BadStoreAddress(f"{url!r} is no HTTP address — write https://host/sparql")
    if parts.username is not None or parts.password is not None:
        raise BadStoreAddress(
            f"a user or password in the address can be read by everybody on the machine — "
            f"put 'Basic …' or 'Bearer …' into the environment variable {AUTHORIZATION}"
        )
    taken = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True) if name in _OURS]
    if taken:
        raise BadStoreAddress(
            f"'{taken[0]}' cannot stand in the address: it is sent with each query — leave it "
            f"out, and name the graph with --default-graph"
        )
    return url.partition("#")[0]


def checked_graph(iri: str | None) -> str:
    """The IRI of a graph, empty for none.

    Raises
    ------
    BadStoreAddress: it is no absolute IRI.
    """
    if not iri:
        return ""
    if not is_iri(iri):
        raise BadStoreAddress(f"the --default-graph {iri!r} is no IRI — write it in full")
    return iri
