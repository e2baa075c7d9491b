"""Pages, styles and scripts are sent compressed to whoever takes them so.

Data is sent as it is: its strong tag stands for these very bytes, whoever asks.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask_compress import Compress

_PAGE = "text/html"
_ALGORITHMS = ["br", "gzip"]


def init_app(app: Flask) -> None:
    """Compress what the application sends to browsers, after everything else is done to it."""
    app.config["COMPRESS_REGISTER"] = False
    app.config["COMPRESS_ALGORITHM"] = _ALGORITHMS
    compress = Compress(app)
    kinds = frozenset(app.config["COMPRESS_MIMETYPES"])

    def compressed(response: Response) -> Response:
        is_asset = request.endpoint == "static" and response.mimetype in kinds
        if not (is_asset or response.mimetype == _PAGE):
            return response
        if not any(request.accept_encodings[each] for each in _ALGORITHMS):
            response.vary.add("Accept-Encoding")
            return response
        if response.is_streamed:  # a file: read here, so that it is closed here
            response.direct_passthrough = False
            response.make_sequence()
        return compress.after_request(response)

    app.after_request(compressed)
