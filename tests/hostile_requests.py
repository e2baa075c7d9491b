"""Requests that are malformed, misleading or forbidden: tables to make cases from."""

from __future__ import annotations

from collections.abc import Mapping

_GET = "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
_POST = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
_QUERY = "Content-Type: application/sparql-query\r\n"
_UPDATE = "POST /update HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


def _get(header: str) -> bytes:
    return f"{_GET}{header}\r\n\r\n".encode("latin-1")


def _post(header: str, body: str = "ASK{}") -> bytes:
    return f"{_POST}{_QUERY}{header}\r\n\r\n{body}".encode("latin-1")


def _line(line: str) -> bytes:
    return f"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1")


#: Bytes as they go over the wire.
RAW: Mapping[str, bytes] = {
    "nothing": b"",
    "line ends": b"\r\n" * 10_000,
    "zeros": b"\0" * 100_000,
    "all bytes": bytes(range(256)) * 400,
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 500,
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0" * 100,
    "HTTP/0.9": b"GET /\r\n",
    "HTTP/9.9": _line("GET / HTTP/9.9"),
    "a long line": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
    "a long query string": b"GET /sparql?query=" + b"%20" * 300_000 + b" HTTP/1.1\r\n\r\n",
    "many parameters": b"GET /sparql?" + b"a=b&" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long method": b"G" * 100_000 + b" / HTTP/1.1\r\n\r\n",
    "an unknown method": _line("BREW /sparql HTTP/1.1"),
    "trace": _line("TRACE /sparql HTTP/1.1"),
    "connect": _line("CONNECT 127.0.0.1:22 HTTP/1.1"),
    "another's address": _line("GET http://127.0.0.1:9/sparql HTTP/1.1"),
    "up the path": _line("GET /../../../../etc/passwd HTTP/1.1"),
    "up the path, escaped": _line("GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1"),
    "up the static path": _line("GET /static/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1"),
    "up the static path twice escaped": _line("GET /static/%252e%252e%252fetc HTTP/1.1"),
    "up the store": _line("GET /store/../../etc/passwd HTTP/1.1"),
    "two slashes": _line("GET //127.0.0.1:9/x HTTP/1.1"),
    "backslashes": _line("GET /static/..\\..\\etc\\passwd HTTP/1.1"),
    "null in the path": _line("GET /person/%00 HTTP/1.1"),
    "line ends in the path": _line("GET /person/%0d%0aSet-Cookie:%20a=b HTTP/1.1"),
    "no UTF-8 in the path": _line("GET /person/%ff%fe HTTP/1.1"),
    "raw bytes in the path": _line("GET /person/\xff\xfe HTTP/1.1"),
    "half an escape": _line("GET /person/%d HTTP/1.1"),
    "no host": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": _get("Host: evil.example"),
    "an odd host": b'GET / HTTP/1.1\r\nHost: a"><script>:x\r\nConnection: close\r\n\r\n',
    "a long host": b"GET / HTTP/1.1\r\nHost: " + b"a" * 50_000 + b"\r\n\r\n",
    "a long header": _get("X-A: " + "a" * 1_000_000),
    "many headers": _get("\r\n".join(f"X-{i}: a" for i in range(10_000))),
    "no colon": _get("Header without a colon"),
    "a folded header": _get("X-A: b\r\n c\r\n\td"),
    "a bare line feed": _get("X-A: b\nX-C: d"),
    "null in a header": _get("X-A: a\0b"),
    "latin letters": _get("Accept: \xe9\xff"),
    "a long accept": _get("Accept: " + ",".join(["text/x"] * 5_000)),
    "deep parameters": _get("Accept: text/csv" + ";a=b" * 5_000),
    "odd qualities": _get("Accept: text/csv;q=NaN, */*;q=-1, a/b;q=1e999, c/d;q="),
    "no accept": _get("Accept: ,,,;;;=/"),
    "a long language": _get("Accept-Language: " + ",".join(["kk-" + "x" * 8] * 5_000)),
    "odd languages": _get("Accept-Language: ../../etc/passwd;q=x, \x01"),
    "odd cookies": _get("Cookie: lang=../../x; lang=\x01; =; ;;" + "a=b;" * 5_000),
    "odd tags": _get("If-None-Match: " + 'W/"' * 10_000),
    "odd dates": _get("If-Modified-Since: yesterday, 99 Foo 99999"),
    "a range": _get("Range: bytes=0-,-1,5-2" + ",1-2" * 5_000),
    "an expectation": _post("Content-Length: 5\r\nExpect: a miracle"),
    "an upgrade": _get("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x"),
    "other methods": _post("Content-Length: 5\r\nX-HTTP-Method-Override: DELETE"),
    "forwarded": _get("X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: javascript"),
    "a negative length": _post("Content-Length: -1"),
    "a length in words": _post("Content-Length: five"),
    "a length with a sign": _post("Content-Length: +5"),
    "a huge length": _post("Content-Length: 99999999999999999999999"),
    "a length over the limit": _post("Content-Length: 1000000000"),
    "two lengths": _post("Content-Length: 5\r\nContent-Length: 500"),
    "more than there is": _post("Content-Length: 500"),
    "less than there is": _post("Content-Length: 3"),
    "no length": _post("X-A: b"),
    "a length and chunks": _post(
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
    ),
    "odd chunks": _post("Transfer-Encoding: chunked", "zz\r\nASK{}\r\n0\r\n\r\n"),
    "a huge chunk": _post("Transfer-Encoding: chunked", "fffffffffffffffff\r\nASK{}"),
    "a chunk that ends": _post("Transfer-Encoding: chunked", "500\r\nASK{}"),
    "unknown encoding": _post("Transfer-Encoding: gzip, chunked, x", "5\r\nASK{}\r\n0\r\n\r\n"),
    "two types": _post("Content-Length: 5\r\nContent-Type: application/sparql-update"),
    "a smuggled write": _post(
        "Content-Length: 0", f"{_UPDATE}Content-Type: application/sparql-update\r\n\r\nDROP ALL"
    ),
    "packed": _post("Content-Length: 5\r\nContent-Encoding: gzip", "\x1f\x8b\x08\x00\x00"),
}

#: Queries whose letters are none: where they stand, and the bytes.
PLACES = ("address", "form", "direct")
LETTERS: Mapping[str, bytes] = {
    "no UTF-8": b"ASK { ?s ?p '\xff\xfe' }",
    "cut": b"ASK { ?s ?p '\xd0",
    "overlong": b"ASK { ?s ?p '\xc0\xaf\xe0\x80\xaf' }",
    "a surrogate": b"ASK { ?s ?p '\xed\xa0\x80' }",
    "beyond Unicode": b"ASK { ?s ?p '\xf4\x90\x80\x80' }",
    "UTF-16": "ASK { ?s ?p ?o }".encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbfASK { ?s ?p ?o }",
    "null": b"ASK { ?s ?p '\0' }",
    "null in an IRI": b"ASK { <a:\0> ?p ?o }",
    "null between": b"ASK\0{\0?s ?p ?o }",
    "control characters": b"ASK { ?s ?p '\x01\x02\x1b[2J\x7f' }",
    "an escaped surrogate": b"ASK { ?s ?p '\\uD800' }",
    "two escaped surrogates": b"ASK { ?s ?p '\\uD83D\\uDE00' }",
    "beyond Unicode, escaped": b"ASK { ?s ?p '\\UFFFFFFFF' }",
    "half an escape": b"ASK { ?s ?p '\\u00' }",
    "escaped null": b"ASK { ?s ?p '\\u0000' }",
    "other directions": "ASK { ?s ?p '\u202e\u2066\u200b' }".encode(),
    "marks without a letter": ("ASK { ?s ?p '" + "\u0301" * 10_000 + "' }").encode(),
    "percents": b"ASK { <a:%zz%> ?p '%25%00%' }",
}
#: Query strings that are decoded in many ways by many servers.
STRINGS = (
    "query=%",
    "query=%zz",
    "query=%u0041SK",
    "query=ASK%00%7B%7D",
    "query=%C0%AF",
    "query=ASK%257B%257D",
    "query=ASK{}&query=ASK{}",
    "query=ASK{}&query=",
    "query[]=ASK{}",
    "QUERY=ASK{}",
    "query=ASK{};update=DROP%20ALL",
    "query=ASK{}&update=DROP%20ALL",
    "update=DROP%20ALL",
    "query=DROP%20ALL",
    "query=ASK{}&format=../../x",
    "query=ASK{}&format=%00",
    "query=ASK{}&default-graph-uri=%00",
    "query=ASK{}&default-graph-uri=no%20iri",
    "query=ASK{}&named-graph-uri=" + "a" * 5_000,
    "query=ASK{}&callback=alert(1)",
    "query=ASK{}&timeout=999999",
    "example=../../../etc/passwd",
    "query=" + "%F0%9F%98%80" * 500,
    "=",
    "&&&&",
    "%",
)

#: Documents of somebody who may write, by media type; {at} is a place that must not be looked at.
_ENTITIES = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(12))
_XML = (
    '<?xml version="1.0"?>{dtd}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:x="a:x">{inside}</rdf:RDF>'
)
_SAYS = '<rdf:Description rdf:about="a:a"><x:p>{what}</x:p></rdf:Description>'


def _xml(dtd: str, what: str) -> str:
    return _XML.format(dtd=dtd, inside=_SAYS.format(what=what))


_NEST = 50_000
UPLOADS: Mapping[str, tuple[str, str]] = {
    "billion laughs": (
        "application/rdf+xml",
        _xml(f'<!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{_ENTITIES}]>', "&e12;"),
    ),
    "quadratic entities": (
        "application/rdf+xml",
        _xml(f'<!DOCTYPE r [<!ENTITY e "{"a" * 50_000}">]>', "&e;" * 50_000),
    ),
    "entity of itself": (
        "application/rdf+xml",
        _xml('<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"),
    ),
    "entity from outside": (
        "application/rdf+xml",
        _xml('<!DOCTYPE r [<!ENTITY e SYSTEM "{at}">]>', "&e;"),
    ),
    "entity of parameters": (
        "application/rdf+xml",
        _xml('<!DOCTYPE r [<!ENTITY % e SYSTEM "{at}"> %e;]>', "&f;"),
    ),
    "document type outside, and wrong": (
        "application/rdf+xml",
        _xml('<!DOCTYPE r SYSTEM "{at}">', "&e;"),
    ),
    "included": (
        "application/rdf+xml",
        _xml("", '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{at}"/>x'),
    ),
    "deep XML": (
        "application/rdf+xml",
        _XML.format(
            dtd="",
            inside="<rdf:Description><x:p>" * _NEST + "</x:p></rdf:Description>" * _NEST,
        ),
    ),
    "cut XML": ("application/rdf+xml", _xml("", "x")[:-9]),
    "remote context": ("application/ld+json", '{"@context": "{at}", "@id": "a:a", "p": "x"}'),
    "remote contexts": (
        "application/ld+json",
        '{"@context": ["{at}", {"p": "a:p"}], "@id": "a:a", "p": "x"}',
    ),
    "imported context": (
        "application/ld+json",
        '{"@context": {"@version": 1.1, "@import": "{at}"}, "@id": "a:a", "a:p": "x"}',
    ),
    "scoped remote context": (
        "application/ld+json",
        '{"@context": {"p": {"@id": "a:p", "@context": "{at}"}}, "@id": "a:a", "p": {"q": "x"}}',
    ),
    "deep lists in JSON": ("application/ld+json", "[" * _NEST + "]" * (_NEST - 1)),
    "deep objects in JSON": ("application/ld+json", '{"a:p":' * _NEST + "1" + "}" * (_NEST - 1)),
    "cut JSON": ("application/ld+json", '{"@id": "a:a", "a:p": '),
    "long number in JSON": ("application/ld+json", '{"@id": "a:a", "a:p": 1' + "e9" * 9 + "}"),
    "nested triple terms": ("text/turtle", "<a:a> <a:a> " + "<<( <a:a> <a:a> " * _NEST),
    "nested triples": (
        "text/turtle",
        "<< " * _NEST + "<a:a> <a:a> 1" + " >>" * _NEST + " <a:a> 1 .",
    ),
    "unclosed nodes": ("text/turtle", "<a:a> <a:a> " + "[ <a:a> " * _NEST),
    "unclosed lists": ("text/turtle", "<a:a> <a:a> " + "( " * _NEST),
    "unclosed text": ("text/turtle", '<a:a> <a:a> """' + "a" * 100_000),
    "an IRI with a space": ("text/turtle", "<a:a b> <a:a> 1 ."),
    "an escaped surrogate": ("text/turtle", "<a:a> <a:a> '\\uD800' ."),
    "first well, then wrong": ("text/turtle", "<a:a> <a:a> 1 .\n" * 10_000 + "oops"),
    "other format": ("text/turtle", '{"@id": "a:a"}'),
    "named graphs": ("application/trig", "<a:g> { <a:a> <a:a> 1 }"),
    "quads": ("application/n-quads", "<a:a> <a:a> <a:a> <a:g> ."),
    "cut line": ("application/n-triples", "<a:a> <a:a> <a:a> .\n<a:a> <a:a>"),
    "null": ("application/n-triples", "<a:a> <a:a> '\0' .\n<a:\0> <a:a> <a:a> ."),
    "repetition": ("text/turtle", "<a:a> <a:a> 1 . " * 300_000),
    "a query": ("application/sparql-query", "ASK {}"),
    "a page": ("text/html", "<p about='a:a' property='a:p'>x</p>"),
    "no type": ("", "<a:a> <a:a> 1 ."),
    "odd type": ("text/turtle; charset=utf-16", "<a:a> <a:a> 1 ."),
    "parts without end": ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: f"),
    "parts without boundary": ("multipart/form-data", "--x\r\n\r\n--x--"),
    "many parts": (
        "multipart/form-data; boundary=x",
        '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 5_000 + "--x--\r\n",
    ),
}

#: What somebody may send who has not the token; {token} is the token.
CREDENTIALS = (
    None,
    "",
    "Bearer",
    "Bearer ",
    "Bearer null",
    "Bearer undefined",
    "Bearer true",
    "Bearer *",
    "Bearer %00",
    "Bearer ' OR '1'='1",
    "Bearer {token}x",
    "Bearer x{token}",
    "Bearer {token} {token}",
    "Bearer {token},",
    'Bearer "{token}"',
    "Bearer {token}%20",
    "BearerX {token}",
    "Bearer: {token}",
    "Basic {token}",
    "Token {token}",
    "{token}",
    "Bearer \xff\xfe",
    "Bearer " + "a" * 5_000,
    "Bearer ../../token",
)
#: Method, address, media type and body of writes.
WRITES = (
    ("POST", "/update", "application/sparql-update", "DROP ALL"),
    ("POST", "/update", "application/x-www-form-urlencoded", "update=DROP+ALL"),
    ("POST", "/update?update=DROP+ALL", "application/sparql-update", "DROP ALL"),
    ("GET", "/update?update=DROP+ALL", "", ""),
    ("PUT", "/store?default", "text/turtle", "<a:a> <a:a> 1 ."),
    ("POST", "/store?default", "text/turtle", "<a:a> <a:a> 1 ."),
    ("POST", "/store", "text/turtle", "<a:a> <a:a> 1 ."),
    ("DELETE", "/store?default", "", ""),
    ("PUT", "/store/x", "text/turtle", "<a:a> <a:a> 1 ."),
    ("POST", "/store?graph=a:g", "multipart/form-data; boundary=x", "--x--"),
    ("PATCH", "/store?default", "application/sparql-update", "DROP ALL"),
    ("POST", "/sparql", "application/sparql-update", "DROP ALL"),
    ("POST", "/sparql", "application/x-www-form-urlencoded", "update=DROP+ALL"),
    ("POST", "/sparql", "application/sparql-query", "DROP ALL"),
    ("POST", "//update", "application/sparql-update", "DROP ALL"),
    ("POST", "/UPDATE", "application/sparql-update", "DROP ALL"),
    ("POST", "/update/", "application/sparql-update", "DROP ALL"),
    ("POST", "/%75pdate", "application/sparql-update", "DROP ALL"),
)
