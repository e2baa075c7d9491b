"""Queries and updates that want too much, or want to reach out of the service.

Tables to make cases from: each says a thing once, and the tests multiply them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.hostile import CHAINED, NESTED, Maker

P = "<http://h.example/p>"
_SOME = " ".join(map(str, range(60)))


def _around(before: str, after: str, inner: str = "?s ?p ?o ") -> Maker:
    return lambda n: f"SELECT * {{ {before * n}{inner}{after * n} }}"


#: Further constructs that open a bracket at each level, or repeat a prefix operator.
DEEP: Mapping[str, Maker] = {
    **NESTED,
    "minus": _around("?s ?p ?o MINUS { ", "} "),
    "exists": _around("?s ?p ?o FILTER EXISTS { ", "} "),
    "unions in unions": _around("{ ?s ?p ?o } UNION { ", "} "),
    "if": lambda n: "SELECT (" + "IF(true, 1, " * n + "1" + ")" * n + " AS ?x) {}",
    "coalesce": lambda n: "SELECT (" + "COALESCE(" * n + "1" + ")" * n + " AS ?x) {}",
    "in": lambda n: "SELECT * { ?s ?p ?o FILTER(" + "1 IN (" * n + "1" + ")" * n + ") }",
    "minus signs": lambda n: "SELECT (" + "- " * n + "1 AS ?x) {}",
    "inverse paths": lambda n: "SELECT * { ?s " + "^(" * n + P + ")" * n + " ?o }",
    "starred paths": lambda n: "SELECT * { ?s " + "(" * n + P + ")*" * n + " ?o }",
    "negated paths": lambda n: "SELECT * { ?s " + "!(" * n + P + ")" * n + " ?o }",
    "reified triples": lambda n: "SELECT * { " + "<< " * n + "?s ?p ?o" + " >>" * n + " ?p ?o }",
    "annotations": lambda n: "SELECT * { ?s ?p ?o " + "{| ?p ?o " * n + "|}" * n + " }",
    "template": lambda n: (
        "CONSTRUCT { ?s ?p " + "[ ?p " * n + "1" + " ]" * n + " } WHERE { ?s ?p ?o }"
    ),
    "values": lambda n: (
        "SELECT * { VALUES ?x { " + "<<( <a:a> <a:a> " * n + "1" + " )>>" * n + " } }"
    ),
    "aggregates": lambda n: "SELECT (" + "SUM(" * n + "1" + ")" * n + " AS ?x) {}",
    "mixed": lambda n: "SELECT * " + "{([<<" * n,
    "closing": lambda n: "SELECT * { ?s ?p ?o " + "}" * n,
}
#: Further constructs that make a chain.
LONG: Mapping[str, Maker] = {
    **CHAINED,
    "minus": lambda n: "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p ?o } " * n + "}",
    "graphs": lambda n: "SELECT * { " + "GRAPH ?g { ?s ?p ?o } " * n + "}",
    "not exists": lambda n: "SELECT * { " + "FILTER NOT EXISTS { ?s ?p ?o } " * n + "}",
    "triples": lambda n: "ASK { " + "?s ?p ?o . " * n + "}",
    "objects of one subject": lambda n: "ASK { ?s ?p ?o " + "; ?p ?o " * n + "}",
    "divided": lambda n: "SELECT (" + "1/" * n + "1 AS ?x) {}",
    "values": lambda n: "SELECT * { " + "VALUES ?x { 1 } " * n + "}",
}


def _doubled(function: str, times: int) -> str:
    """A string that doubles with each BIND."""
    binds = ['BIND("aaaaaaaaaaaaaaaa" AS ?x0)']
    binds += [f"BIND({function.format(f'?x{i}')} AS ?x{i + 1})" for i in range(times)]
    return f"SELECT (STRLEN(?x{times}) AS ?n) {{ {' '.join(binds)} }}"


def _crossed(count: int, pattern: str = "?s{i} ?p{i} ?o{i} .") -> str:
    return " ".join(pattern.format(i=i) for i in range(count))


_VALUES = " ".join(f"VALUES ?v{i} {{ {_SOME} }}" for i in range(6))
_HUGE = "9" * 5000
#: Each takes forever, or more memory than there is, or is odd.
BOMBS: Mapping[str, str] = {
    "product": f"SELECT * {{ {_crossed(6)} }}",
    "counted product": f"SELECT (COUNT(*) AS ?n) {{ {_crossed(6)} }}",
    "distinct product": f"SELECT DISTINCT * {{ {_crossed(5)} }}",
    "sorted product": f"SELECT * {{ {_crossed(5)} }} ORDER BY ?o0 DESC(?o1) STR(?o2)",
    "sorted values": f"SELECT * {{ {_VALUES} }} ORDER BY RAND()",
    "sorted with a limit": f"SELECT * {{ {_VALUES} }} ORDER BY ?v5 LIMIT 1",
    "offset": f"SELECT * {{ {_VALUES} }} OFFSET 99999999999 LIMIT 1",
    "huge offset": "SELECT * { ?s ?p ?o } OFFSET 99999999999999999999999999",
    "huge limit": "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999",
    "grouped values": f"SELECT ?v0 (COUNT(*) AS ?n) {{ {_VALUES} }} GROUP BY ?v0 ?v1 ?v2 ?v3 ?v4",
    "distinct aggregate": f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {_VALUES} }}",
    "sample": f"SELECT (SAMPLE(?v0) AS ?n) {{ {_VALUES} }}",
    "having": f"SELECT ?v0 {{ {_VALUES} }} GROUP BY ?v0 HAVING(SUM(?v1 * ?v2) > 1)",
    "group_concat": f"SELECT (GROUP_CONCAT(?v0; separator='{'x' * 500}') AS ?n) {{ {_VALUES} }}",
    "ask": f"ASK {{ {_VALUES} FILTER(?v0 > 1000) }}",
    "construct": f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} WHERE {{ {_crossed(5)} }}",
    "describe": f"DESCRIBE ?s0 ?o1 ?o2 {{ {_crossed(5)} }}",
    "optional": f"SELECT * {{ ?s ?p ?o {_crossed(5, 'OPTIONAL {{ ?a{i} ?b{i} ?c{i} }}')} }}",
    "minus": f"SELECT * {{ {_VALUES} MINUS {{ ?a ?b ?c . ?v0 ?d ?e }} FILTER(?v0 < 0) }}",
    "not exists": f"SELECT * {{ {_VALUES} FILTER NOT EXISTS {{ ?a ?b ?v0 }} FILTER(?v1 < 0) }}",
    "unions": "SELECT (COUNT(*) AS ?n) { " + "{ { ?s ?p ?o } UNION { ?a ?b ?c } } " * 12 + "}",
    "unbound graphs": f"SELECT * {{ {_crossed(6, 'GRAPH ?g{i} {{ ?s{i} ?p{i} ?o{i} }}')} }}",
    "star of everything": f"SELECT * {{ ?a {P}* ?b . ?c {P}* ?d . ?e {P}* ?f }}",
    "plus of everything": f"SELECT * {{ ?a {P}+ ?b . ?c {P}+ ?d . ?e {P}+ ?f }}",
    "stars in stars": f"SELECT * {{ ?a (({P}*)*/({P}*)*)* ?b . ?c ({P}|^{P})* ?d . ?e {P}* ?f }}",
    "negated star": "SELECT * { ?a (!<a:a>)* ?b . ?c (!^<a:a>)+ ?d . ?e (!(<a:a>|^<a:b>))* ?f }",
    "inverse star": f"SELECT (COUNT(*) AS ?n) {{ ?a (^{P})*/({P})* ?b . ?c {P}* ?d . ?e {P}* ?f }}",
    "long path": "SELECT (COUNT(*) AS ?n) { ?a " + "/".join([P] * 30) + " ?b }",
    "alternatives in a row": "SELECT (COUNT(*) AS ?n) { ?a "
    + "/".join([f"({P}|^{P})"] * 12)
    + " ?b }",
    "optional steps": "SELECT (COUNT(*) AS ?n) { ?a " + "/".join([f"{P}?"] * 12) + " ?b }",
    "concat doubles": _doubled("CONCAT({0}, {0})", 40),
    "concat grows tenfold": _doubled("CONCAT({0},{0},{0},{0},{0},{0},{0},{0},{0},{0})", 12),
    "replace doubles": _doubled('REPLACE({0}, "a", "aa")', 40),
    "replace of nothing": _doubled('REPLACE({0}, "(a)", "$1$1$1$1$1$1")', 16),
    "escaping triples": _doubled("ENCODE_FOR_URI(CONCAT({0}, '%', {0}))", 40),
    "upper case": _doubled("UCASE(CONCAT({0}, 'ß', {0}))", 40),
    "joined rows": f"SELECT (GROUP_CONCAT(?x) AS ?y) {{ {_VALUES} "
    f"BIND(CONCAT('{'a' * 9000}', STR(?v0)) AS ?x) }}",
    "nested quantifiers": 'ASK { FILTER(REGEX(CONCAT("'
    + "a" * 5000
    + '", "b"), "^(((a+)+)+)+$")) }',
    "counted repetition": 'ASK { FILTER(REGEX("'
    + "a" * 500
    + '", "^((a{1,100}){1,100}){1,100}$")) }',
    "huge repetition": 'ASK { FILTER(REGEX("aaa", "a{1000000000}")) }',
    "alternatives": 'ASK { FILTER(REGEX("' + "a" * 3000 + '", "^(a|a|aa|aaa)*b$")) }',
    "backwards": 'ASK { FILTER(REGEX("aaaa", "(a)\\\\1")) }',
    "deep expression": 'ASK { FILTER(REGEX("a", "' + "(" * 20000 + "a" + ")" * 20000 + '")) }',
    "long class": 'ASK { FILTER(REGEX("a", "[' + "a-z" * 20000 + ']")) }',
    "unicode classes": 'ASK { FILTER(REGEX("'
    + "ә" * 5000
    + '", "(\\\\p{L}|\\\\w|.){200}$", "i")) }',
    "expressions from data": "SELECT * { ?s ?p ?o . ?a ?b ?c FILTER(REGEX(STR(?o), STR(?c))) "
    "?x ?y ?z . ?d ?e ?f }",
    "many values": "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 100_000 + "} }",
    "wide values": "SELECT * { VALUES ("
    + " ".join(f"?v{i}" for i in range(2000))
    + ") { ("
    + "1 " * 2000
    + ") } }",
    "many variables": "SELECT " + " ".join(f"?v{i}" for i in range(30_000)) + " { ?s ?p ?o }",
    "many prefixes": "".join(f"PREFIX p{i}: <a:{i}> " for i in range(10_000)) + "ASK {}",
    "many graphs": "ASK " + "".join(f"FROM <a:{i}> " for i in range(10_000)) + "{ ?s ?p ?o }",
    "long name": "SELECT ?" + "v" * 500_000 + " { ?s ?p ?o }",
    "long iri": "ASK { <a:" + "b" * 500_000 + "> ?p ?o }",
    "long string": 'ASK { ?s ?p "' + "ә" * 400_000 + '" }',
    "long comment": "ASK {} #" + "x" * 500_000,
    "huge integer": f"SELECT ({_HUGE} * {_HUGE} AS ?x) {{}}",
    "huge decimal": f"SELECT ({_HUGE}.{_HUGE} / 0.0000001 AS ?x) {{}}",
    "huge double": f"SELECT ({_HUGE}e{_HUGE} AS ?x) {{}}",
    "smallest integer": "SELECT (-9223372036854775808 / -1 AS ?x) "
    "(ABS(-9223372036854775808) AS ?y) {}",
    "overflow": "SELECT (9223372036854775807 + 1 AS ?x) (9223372036854775807 * 2 AS ?y) {}",
    "by nothing": "SELECT (1/0 AS ?x) (1.0/0.0 AS ?y) (1e0/0e0 AS ?z) {}",
    "rounding": "SELECT (ROUND(1e308) AS ?x) (CEIL(-1e308) AS ?y) (FLOOR(0.5) AS ?z) {}",
    "substring": 'SELECT (SUBSTR("ab", -9223372036854775808, 9223372036854775807) AS ?x) {}',
    "far dates": "SELECT * { VALUES ?d { "
    + " ".join(
        f'"{d}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
        for d in (
            "9999999999999999-12-31T23:59:59Z",
            "-9999999999-01-01T00:00:00Z",
            "2026-02-31T24:00:01Z",
            "2026-01-01T00:00:00+99:99",
            "0000-00-00T00:00:00",
            "x" * 10_000,
        )
    )
    + " } BIND(YEAR(?d) AS ?y) BIND(?d + ?d AS ?z) FILTER(?d < NOW() || true) }",
    "long durations": 'SELECT (NOW() + "P999999999999999999Y"'
    "^^<http://www.w3.org/2001/XMLSchema#duration> AS ?x) {}",
    "hashes": _doubled("CONCAT(SHA512({0}), {0}, {0})", 40),
    "nobody's function": "SELECT (<http://h.example/f>(1) AS ?x) {}",
}

#: Writes by somebody who may write: as above, and none of it may stay.
WRITES: Mapping[str, str] = {
    "product": f"INSERT {{ ?s0 ?p1 ?o2 }} WHERE {{ {_crossed(6)} FILTER(?s0 != ?s1) }}",
    "new nodes": f"INSERT {{ [] <a:a> ?v0 }} WHERE {{ {_VALUES} }}",
    "delete by product": f"DELETE {{ ?s0 ?p0 ?o0 }} WHERE {{ {_crossed(6)} }}",
    "doubling": _doubled("CONCAT({0}, {0})", 40).replace(
        "SELECT (STRLEN(?x40) AS ?n)", "INSERT { <a:a> <a:a> ?x40 } WHERE"
    ),
    "first well, then wrong": "INSERT DATA { <a:a> <a:a> 1 } ; "
    "CREATE GRAPH <a:g> ; CREATE GRAPH <a:g>",
    "first well, then no syntax": "INSERT DATA { <a:a> <a:a> 1 } ; NONSENSE",
    "first well, then forever": "INSERT DATA { <a:a> <a:a> 1 } ; "
    f"DELETE {{ ?s0 ?p0 ?v0 }} WHERE {{ {_crossed(4)} {_VALUES} }}",
    "first well, then elsewhere": "INSERT DATA { <a:a> <a:a> 1 } ; LOAD <http://127.0.0.1:9/>",
    "a query": "SELECT * { ?s ?p ?o }",
    "nothing but brackets": "INSERT DATA " + "{" * 50_000,
    "nested blank nodes": "INSERT DATA { <a:a> <a:a> "
    + "[ <a:a> " * 50_000
    + "1"
    + " ]" * 50_000
    + " }",
    "nested triple terms": "INSERT DATA { <a:a> <a:a> "
    + "<<( <a:a> <a:a> " * 50_000
    + "1"
    + " )>>" * 50_000
    + " }",
    "nested lists": "INSERT DATA { <a:a> <a:a> " + "(" * 50_000 + ")" * 50_000 + " }",
    "variables in data": "INSERT DATA { ?s ?p ?o }",
    "null": "INSERT DATA { <a:a> <a:a> <a:\0> }",
}

#: Calls that would leave the process; {at} is where to.
CALLS: tuple[str, ...] = (
    "SELECT * {{ SERVICE <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ sErViCe <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE\t#x\n<{at}>{{}} }}",
    "SELECT * {{ SERVICE#SERVICE\r\n SILENT#\n<{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\U00000053\\u0045RVIC\\u0045 <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045\\u0020<{at}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p '\\u0027 . SERVICE <{at}> {{ ?s ?p ?o }} #' }}",
    "SELECT * {{ ?s ?p ?o #\\u000aSERVICE <{at}> {{ ?s ?p ?o }}\n }}",
    "PREFIX : <{at}> SELECT * {{ SERVICE : {{ ?s ?p ?o }} }}",
    "PREFIX : <{at}> SELECT * {{ SERVICE:{{ ?s ?p ?o }} }}",
    "PREFIX SERVICE: <{at}> SELECT * {{ SERVICE SERVICE: {{ ?s ?p ?o }} }}",
    "BASE <{at}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{at}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI('{at}') AS ?x) SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{at}> {{ ?s ?p ?o }} }} }} }}",
    "ASK {{ FILTER NOT EXISTS {{ SERVICE <{at}> {{ ?s ?p ?o }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ OPTIONAL {{ SERVICE <{at}> {{ ?s ?p ?o }} }} }}",
    "DESCRIBE * {{ ?a ?b ?c . SERVICE <{at}> {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{at}> {{ ?s ?p ?o }}",
    "SELECT * fRoM\n#x\n<{at}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{at}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FR\\u004fM <{at}> {{ ?s ?p ?o }}",
    "BASE <{at}> ASK FROM <> {{ ?s ?p ?o }}",
    "SELECT * {{ GRAPH <{at}> {{ ?s ?p ?o }} }}",
    "DESCRIBE <{at}>",
    "LOAD <{at}>",
    "SELECT * {{ ?s ?p ?o FILTER(DOC('{at}') || <{at}>(?s)) }}",
)
LOADS: tuple[str, ...] = (
    "LOAD <{at}>",
    "load silent <{at}>",
    "LOAD SILENT <{at}> INTO GRAPH <a:g>",
    "LOAD#x\n<{at}> INTO GRAPH <a:g>",
    "\\u004cOAD <{at}>",
    "PREFIX : <{at}> LOAD :",
    "BASE <{at}> LOAD SILENT <>",
    "CLEAR SILENT GRAPH <a:a>;LOAD<{at}>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{at}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} WHERE {{ \\u0053ERVICE SILENT <{at}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} USING <{at}> WHERE {{ ?s ?p ?o }}",
    "INSERT {{ ?s ?p ?o }} USING NAMED <{at}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "COPY SILENT <{at}> TO <a:b>",
    "ADD SILENT <{at}> TO DEFAULT",
)


def places(port: int, file: str) -> Iterator[str]:
    """Addresses of a listener on loopback, and of a file, in many spellings."""
    yield from (f"http://127.0.0.1:{port}/", f"HTTP://LOCALHOST:{port}/x.ttl")
    yield from (f"https://127.0.0.1:{port}/", f"http://[::ffff:127.0.0.1]:{port}/")
    yield from (f"http://2130706433:{port}/", f"http://u:p@127.0.0.1:{port}/?q=1#x")
    yield from (f"file://{file}", f"file:{file}", f"FILE://localhost{file}", f"file:/.{file}")
    yield from (file, f"unix:{file}", f"jar:file://{file}!/x", f"ftp://127.0.0.1:{port}/x")
