"""Files that lie packed beside their plain form, sent as who asks wants them.

Each form has a strong tag of its own.
"""

from __future__ import annotations

from pathlib import Path

from flask import Response, request

_GZIP = "gzip"


def wanted() -> bool:
    """Whether who asks can unpack."""
    return request.accept_encodings[_GZIP] > 0


def packed(path: Path) -> Response:
    """A file, from its packed form beside it for those who can unpack that."""
    if wanted():
        response = Response(path.with_name(f"{path.name}.gz").read_bytes())
        response.content_encoding = _GZIP
    else:
        response = Response(path.read_bytes())
    response.vary.add("Accept-Encoding")
    return response
