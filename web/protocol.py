"""What the operations of the SPARQL protocols have in common: fields, texts, other sites' pages."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import Response
from werkzeug.exceptions import BadRequest

FORM = "application/x-www-form-urlencoded"


def fields_of(encoded: bytes) -> dict[str, list[str]]:
    """The fields of a form, decoded once: percent signs, then UTF-8.

    Raises
    ------
    BadRequest: they are not UTF-8, or too many.
    """
    try:
        return parse_qs(
            encoded.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except UnicodeDecodeError as error:
        raise BadRequest("the parameters are not UTF-8") from error
    except ValueError as error:
        raise BadRequest("more than 1000 parameters") from error


def utf8(body: bytes, what: str) -> str:
    """A body as text.

    Parameters
    ----------
    what: what it should be, for the error.

    Raises
    ------
    BadRequest: it is not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"the {what} is not UTF-8 at byte {error.start}") from error


def single(fields: dict[str, list[str]], name: str) -> str | None:
    """The value of a field that may be sent once; None where it was not.

    Raises
    ------
    BadRequest: it was sent more than once.
    """
    values = fields.get(name, [])
    if len(values) > 1:
        raise BadRequest(f"'{name}' was sent more than once")
    return values[0] if values else None


def preflight(methods: str) -> Response:
    """What pages of other sites may send."""
    headers = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status=204, headers=headers)


#: Let pages of other sites read a response.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Location, Retry-After, X-Dataset-Version, X-Rows, X-Capped"
    ),
}
#: What caches are told that a response depends on.
VARIES = "Accept"


def shared(response: Response) -> Response:
    """Let pages of other sites read a response, and let caches know what it depends on."""
    response.headers.update(SHARED)
    response.vary.add(VARIES)
    return response
