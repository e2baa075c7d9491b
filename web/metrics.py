"""What the service does, in numbers that Prometheus reads at ``/metrics``.

Several front processes write their numbers into files of one directory, named by the variable
``PROMETHEUS_MULTIPROC_DIR``, and whichever is asked adds them up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from kg.errors import KgError
from kg.service.board import look
from kg.service.pool import board_of
from web.published import dataset

#: Where several processes keep their numbers.
DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
_OWN = CollectorRegistry()
REQUESTS = Counter(
    "kg_http_requests", "Requests that were answered.", ("route", "status"), registry=_OWN
)
SECONDS = Histogram(
    "kg_http_request_seconds", "How long answers took to make.", ("route",), registry=_OWN
)
QUERIES = Counter("kg_queries", "Queries, by what came of them.", ("outcome",), registry=_OWN)

#: Where queries are answered.
QUERY_ROUTE = "sparql.endpoint"
#: What came of a query whose answer was kept.
CACHED = "cached"
_OUTCOMES = {304: "unchanged", 400: "refused", 406: "refused", 500: "crashed", 503: "busy"}
_OUTCOMES |= {504: "timeout", 502: "store failed", 413: "refused", 415: "refused"}


class _Now(Collector):
    """What is read at the moment of asking: the workers and the dataset."""

    def collect(self) -> Iterator[Metric]:
        """The workers of the pool, and the version that is published."""
        address = current_app.config["QUERY_SERVICE"]
        workers = look(board_of(Path(address))) if address else None
        up = GaugeMetricFamily("kg_query_pool_up", "Whether the query pool runs.")
        up.add_metric([], float(workers is not None))
        yield up
        if workers is not None:
            states = GaugeMetricFamily("kg_query_workers", "Query workers.", labels=["state"])
            states.add_metric(["idle"], workers.idle)
            states.add_metric(["busy"], workers.busy)
            yield states
            lost = CounterMetricFamily(
                "kg_query_workers_lost", "Workers ended within a query.", labels=["reason"]
            )
            for reason, number in workers.lost.items():
                lost.add_metric([reason], number)
            yield lost
        info = InfoMetricFamily("kg_dataset", "The dataset that is served.")
        try:
            info.add_metric([], {"version": dataset().version})
        except KgError:
            info.add_metric([], {"version": ""})
        yield info


def exposition() -> bytes:
    """All numbers in Prometheus' text format."""
    now = CollectorRegistry()
    now.register(_Now())
    if os.environ.get(DIRECTORY):
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together) + generate_latest(now)
    return generate_latest(_OWN) + generate_latest(now)


def outcome(response: Response) -> str:
    """What came of a query, in one word."""
    if response.status_code == 200:
        return "capped" if "X-Capped" in response.headers else str(g.get("outcome", "answered"))
    return _OUTCOMES.get(response.status_code, "failed")


def init_app(app: Flask) -> None:
    """Count and time every request of the application."""
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    route = request.endpoint or "none"
    is_query = route == QUERY_ROUTE and request.method != "OPTIONS"
    seconds = time.perf_counter() - g.began if "began" in g else None
    count(route, response.status_code, seconds, outcome(response) if is_query else None)
    return response


def count(route: str, status: int, seconds: float | None, came: str | None) -> None:
    """Count a request.

    Parameters
    ----------
    seconds: that it took, None where nobody knows.
    came: what came of its query, None where it had none.
    """
    REQUESTS.labels(route, str(status)).inc()
    if seconds is not None:
        SECONDS.labels(route).observe(seconds)
    if came is not None:
        QUERIES.labels(came).inc()
