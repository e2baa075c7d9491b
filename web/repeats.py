"""Which answers a server may give again to the same request without calling the application.

They are those with a strong tag: data, made of the published dataset and the request alone. Each
repetition is counted and logged as if the application had answered. A page is made anew, since
its nonce is.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask, Response, g, request

from kg.dataset import PublishedDataset
from kg.errors import KgError
from kg.repeats import REPEAT, Repeat
from web import access_log, metrics
from web.access_log import AccessLog
from web.published import Current, current, dataset


def init_app(app: Flask) -> None:
    """Offer such answers to the server; before others, so that it sees what they made of them."""
    app.after_request(_offer)


def _offer(response: Response) -> Response:
    if _is_lasting(response):
        said = access_log.entry(response)
        request.environ[REPEAT] = repeat(
            current(), dataset(), request.endpoint or "none", said, access_log.access_log()
        )
    return response


def repeat(
    holder: Current,
    published: PublishedDataset,
    route: str,
    said: dict[str, Any],
    log: AccessLog | None,
) -> Repeat:
    """What lets an answer be given again, counted and logged, while the dataset is the same.

    Parameters
    ----------
    holder: knows whether it is.
    published: the dataset that the answer is from.
    route: by which requests are counted.
    said: of the first answer, as the log has it.
    """
    came = metrics.CACHED if route == metrics.QUERY_ROUTE else None
    if came:
        said = said | {"outcome": came}

    def told(seconds: float) -> None:
        metrics.count(route, said["status"], seconds, came)
        if log is not None:
            log.write(said, seconds)

    return Repeat(partial(holder.is_current, published), told)


def _is_lasting(response: Response) -> bool:
    """Whether it stays right for as long as the dataset is the same."""
    tag, is_weak = response.get_etag()
    if request.method != "GET" or response.status_code != 200 or tag is None or is_weak:
        return False
    if response.is_streamed or response.direct_passthrough or response.mimetype == "text/html":
        return False
    try:
        published = dataset()
    except KgError:
        return False
    if published.remote is not None or "Set-Cookie" in response.headers:
        return False
    # A live store has versions of its own: the published dataset says nothing of them.
    return "tag" in g or tag.startswith(published.version + "-")
