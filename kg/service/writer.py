"""Work out what a write does to a store; it is done to a copy and handed back as a change.

This runs in a process forked from the owner of the store, so that the store it works on is a
copy of its own, which ends with it. It can be killed at any moment.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from typing import Any

import pyoxigraph as ox

from kg.ordering import in_total_order
from kg.query import QueryRefused, QuerySyntaxError
from kg.service.changes import Change, State, difference, lines_of
from kg.service.confinement import nothing_opens
from kg.service.update_guard import NOWHERE, UpdateText, inspect_update
from kg.service.writes import Write, receive_write
from kg.syntax import PADDING, syntax_error
from kg.upload import NotRdf, read_quads

_SIZE = struct.Struct("!I")
#: The outcome of a write as it goes to the front, and what it changes.
Result = tuple[dict[str, Any], Change]


def work_out(connection: socket.socket, store: ox.Store, result: int) -> None:
    """Receive a write, work it out, and leave outcome and change in a file.

    Parameters
    ----------
    connection: of the front that asks.
    store: this process's own copy.
    result: file descriptor to write to; read it with :func:`read_result`.
    """
    write = receive_write(connection)
    with nothing_opens():
        outcome, change = _result(write, store)
    data = json.dumps(outcome).encode()
    with os.fdopen(result, "wb") as file:
        file.write(_SIZE.pack(len(data)) + data + change.encoded())


def read_result(data: bytes) -> Result:
    """The outcome and the change that :func:`work_out` left."""
    (size,) = _SIZE.unpack_from(data)
    start = _SIZE.size
    return json.loads(data[start : start + size]), Change.decoded(data[start + size :])


def _result(write: Write, store: ox.Store) -> Result:
    try:
        if write.kind == "update":
            return {}, _updated(write, store)
        if write.kind == "delete":
            return _deleted(write, store)
        return _uploaded(write, store)
    except QuerySyntaxError as error:
        return {"syntax": error.message, "line": error.line, "column": error.column}, Change()
    except NotRdf as error:
        return {"not_rdf": error.message, "line": error.line, "column": error.column}, Change()
    except QueryRefused as error:
        return {"refused": str(error)}, Change()


def _updated(write: Write, store: ox.Store) -> Change:
    update = inspect_update(write.body.decode("utf-8"))
    if update.loads:
        _parse(update, write.base)
        update = update.without_loads()
    text = in_total_order(update.using(write.using, write.using_named))
    if update.only_inserts_data:
        fresh = ox.Store()
        _run(fresh, text, update, write.base)
        return _added([quad for quad in fresh if quad not in store], store)
    before = State.of(store)
    _run(store, text, update, write.base)
    return difference(before, State.of(store))


def _parse(update: UpdateText, base: str) -> None:
    """Raise where an update's text is wrong; it is made to fail before its first LOAD."""
    start = update.loads[0]
    failing = f"DROP GRAPH {NOWHERE} ; "
    try:
        ox.Store().update(
            update.text[:start] + failing + update.text[start:], base_iri=base or None
        )
    except SyntaxError:
        _run(ox.Store(), update.text, update, base)
    except RuntimeError:
        return


def _run(store: ox.Store, text: str, update: UpdateText, base: str) -> None:
    try:
        store.update(text, base_iri=base or None)
    except SyntaxError as error:
        message = str(error)
        try:
            ox.Store().update(update.text + PADDING, base_iri=base or None)
        except SyntaxError as again:
            message = str(again)
        except (RuntimeError, OSError, ValueError):
            pass  # it fails otherwise without the padding: the first message stands
        raise syntax_error(message, update.text) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryRefused(str(error)) from error


def _uploaded(write: Write, store: ox.Store) -> Result:
    """PUT replaces a graph, POST adds to it."""
    graph = _graph(write.graph)
    existed = _exists(graph, store)
    quads = list(dict.fromkeys(quad for each in _documents(write, graph) for quad in each))
    added = [quad for quad in quads if quad not in store]
    removed: list[ox.Quad] = []
    if write.kind == "put":
        kept = set(quads)
        removed = [q for q in store.quads_for_pattern(None, None, None, graph) if q not in kept]
    created = () if existed else (write.graph,)
    return {"created": not existed}, Change(lines_of(removed), lines_of(added), (), created)


def _documents(write: Write, graph: ox.NamedNode | ox.DefaultGraph) -> list[list[ox.Quad]]:
    found = []
    start = 0
    for document in write.documents:
        data = write.body[start : start + document.size]
        start += document.size
        kind = ox.RdfFormat.from_media_type(document.media_type)
        assert kind is not None, document.media_type
        read = read_quads(data, kind, document.base, triples_only=True)
        found.append([ox.Quad(q.subject, q.predicate, q.object, graph) for q in read])
    return found


def _deleted(write: Write, store: ox.Store) -> Result:
    graph = _graph(write.graph)
    if not _exists(graph, store):
        return {"missing": write.graph}, Change()
    removed = list(store.quads_for_pattern(None, None, None, graph))
    return {}, Change(lines_of(removed), b"", (write.graph,) if write.graph else ())


def _graph(iri: str) -> ox.NamedNode | ox.DefaultGraph:
    try:
        return ox.NamedNode(iri) if iri else ox.DefaultGraph()
    except ValueError as error:
        raise QueryRefused(f"the graph <{iri}> is no absolute IRI: {error}") from error


def _exists(graph: ox.NamedNode | ox.DefaultGraph, store: ox.Store) -> bool:
    """The default graph is always there."""
    return isinstance(graph, ox.DefaultGraph) or store.contains_named_graph(graph)


def _added(quads: list[ox.Quad], store: ox.Store) -> Change:
    graphs = {q.graph_name for q in quads if isinstance(q.graph_name, ox.NamedNode)}
    created = sorted(g.value for g in graphs if not store.contains_named_graph(g))
    return Change(added=lines_of(quads), created=tuple(created))
