"""A small HTTP server on loopback that answers queries in every wrong way, one a path."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

TABLE = "application/sparql-results+json"
GRAPH = "application/n-triples"
GOOD = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
ROW = b'{"x":{"type":"literal","value":"' + b"x" * 1000 + b'"}},'
TRIPLE = b'<https://museum.example/a> <https://museum.example/b> "%d" .\n'


class Misbehaving(ThreadingHTTPServer):
    """The server; it remembers what it was asked.

    ``forms`` holds the form of each query, ``headers`` the headers, ``connections`` how often
    somebody connected, and ``gone`` how many endless answers a client has hung up on.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forms: list[dict[str, list[str]]] = []
        self.headers: list[dict[str, str]] = []
        self.connections = 0
        self.gone = 0
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    """The server, until the end of the block."""
    server = Misbehaving()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Misbehaving

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    def do_GET(self) -> None:
        self.server.forms.append({"followed": [self.path]})
        self._send(200, TABLE, GOOD)

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        self.server.forms.append(parse_qs(form, keep_blank_values=True))
        self.server.headers.append(dict(self.headers))
        way = getattr(self, self.path.partition("?")[0].strip("/").replace("-", "_"))
        with suppress(BrokenPipeError, ConnectionResetError):
            way()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""

    def _send(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _forever(
        self,
        kind: str,
        start: bytes,
        part: Callable[[int], bytes],
        pause: float,
        status: int = 200,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        number = 0
        try:
            self.wfile.write(start)
            while not self.server.stopping.is_set():
                self.wfile.write(part(number))
                number += 1
                time.sleep(pause)
        except (BrokenPipeError, ConnectionResetError):
            self.server.gone += 1

    def good(self) -> None:
        self._send(200, TABLE, GOOD)

    def good_once(self) -> None:
        self._send(200, TABLE, GOOD)
        self.close_connection = True  # without a word of it

    def counts(self) -> None:
        self._send(200, TABLE, GOOD.replace(b'"1"', b'"%d"' % len(self.server.forms)))

    def silent(self) -> None:
        self.server.stopping.wait(60)
        self.close_connection = True

    def hangs_up(self) -> None:
        self.close_connection = True

    def endless_table(self) -> None:
        self._forever(TABLE, GOOD[:46], lambda _: ROW, 0)

    def endless_graph(self) -> None:
        self._forever(GRAPH, b"", lambda number: TRIPLE % number, 0)

    def endless_header(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            self.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))
        self.close_connection = True

    def drips(self) -> None:
        self._forever(TABLE, b"", lambda _: b" ", 0.1)

    def page(self) -> None:
        self._send(200, "text/html", b"<!doctype html><title>Welcome</title>")

    def untyped(self) -> None:
        self._send(200, "", GOOD)

    def redirects(self) -> None:
        self._send(307, "text/plain", b"", Location=f"{self.server.url}/good")

    def moves(self) -> None:
        self._send(303, "text/plain", b"", Location=f"{self.server.url}/good")

    def fails(self) -> None:
        self._send(500, "text/plain", b"disk\n full " + b"x" * 1_000_000)

    def fails_at_length(self) -> None:
        self._forever("text/plain", b"", lambda _: b"x", 0.1, 500)

    def out_of_service(self) -> None:
        self._send(503, "text/html", b"<h1>later</h1>")

    def unauthorized(self) -> None:
        self._send(401, "text/plain", b"who are you")

    def nothing_here(self) -> None:
        self._send(404, "text/plain", b"nothing")

    def dislikes(self) -> None:
        self._send(400, "text/plain", "no function «f»".encode())

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", TABLE)
        self.send_header("Content-Length", str(len(GOOD) + 100))
        self.end_headers()
        self.wfile.write(GOOD)
        self.close_connection = True

    def cut_graph(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", GRAPH)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        line = TRIPLE % 1
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.close_connection = True

    def malformed(self) -> None:
        self._send(200, TABLE, GOOD[:60])

    def malformed_graph(self) -> None:
        self._send(200, GRAPH, TRIPLE % 1 + b"<https://museum.example/a> <")

    def not_text(self) -> None:
        self._send(200, TABLE, b"\xff\xfe" + GOOD)

    def bomb(self) -> None:
        self._send(200, TABLE, gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")

    def yes(self) -> None:
        self._send(200, TABLE, b'{"head":{},"boolean":true}')

    def partial(self) -> None:
        self._send(200, TABLE, GOOD, X_SQL_State="S1TAT", X_SQL_Message="out of time")

    def capped(self) -> None:
        self._send(200, TABLE, GOOD, X_SPARQL_MaxRows="1")
