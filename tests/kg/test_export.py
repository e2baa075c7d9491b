"""Every export, read back by a parser that did not write it, holds exactly what it should."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld

from kg.build import build
from kg.config import Config
from kg.dataset import PublishedDataset
from kg.export import ALIASES, FORMATS, CannotExport, export
from kg.export.tables import CLAIM_COLUMNS, guarded
from kg.load import load_files

# rdflib's own readers still use what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

BASE = "https://example.org/kg"
CONFIG = Config(
    base=BASE,
    terms=BASE + "/terms#",
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("kk", "ru", "en"),
    default_language="en",
    title={"en": "Test"},
    description={},
    preferred_name="https://schema.org/name",
    alternative_names=(),
    prefixes={
        "schema": "https://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "t": BASE + "/terms#",
    },
)
WRITTEN = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}
AWKWARD = rf"""@base <{BASE}/> . @prefix s: <https://schema.org/> . @prefix t: <{BASE}/terms#> .
@prefix e: <http://id.loc.gov/datatypes/edtf/> . @prefix x: <http://www.w3.org/2001/XMLSchema#> .
<org/van> a t:Қауым , t:Club ; s:name "Достық «ӘҒҚҢӨҰҮҺІ»"@kk-cyrl ,
    "Dostyq \"quoted\" \\ back"@kk-latn ,
    "two\nlines\tand\r\nthree"@en , "=1+1"@ru , "<b>&amp;</b> ]]>"@ru-latn , "\u2028 \U0001F600" ;
  t:when "2015?"^^e:EDTF , "2010/.."^^e:EDTF , "1995-03-01"^^x:date , "031.50"^^x:decimal ;
  t:many 5 , 5.0 , 5e0 , true , "" , "5" ; t:link <https://elsewhere.example/қ?a=b&c=d#e%20f> ;
  t:knows <org/tan> , <org/van> ; t:likes <org/tan> .
<org/tan> t:knows <org/van> ; s:name "-Tan" .
<graph/claims> t:odd <graph/claims> ."""
NAMED = f"""<{BASE}/a> <{BASE}/terms#p> "in a graph" <{BASE}/graph/one> .
<{BASE}/a> <{BASE}/terms#p> "in a graph" <https://other.example/g> .
<{BASE}/a> <{BASE}/terms#p> <https://other.example/g> .
"""


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    files = tmp_path_factory.mktemp("files")
    (files / "awkward.ttl").write_text(AWKWARD, encoding="utf-8", newline="")
    (files / "named.nq").write_text(NAMED, encoding="utf-8")
    return load_files([files / "awkward.ttl", files / "named.nq"], files / "dataset", CONFIG)


@pytest.fixture(scope="module")
def lights(tmp_path_factory: pytest.TempPathFactory) -> PublishedDataset:
    domain = Path(__file__).parent / "domains" / "lighthouses"
    return build(domain, tmp_path_factory.mktemp("lights"))


@pytest.fixture(params=["awkward", "lights"])
def dataset(request: pytest.FixtureRequest) -> PublishedDataset:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, PublishedDataset)
    return found


def written(dataset: PublishedDataset, name: str, **options: str) -> bytes:
    out = BytesIO()
    export(dataset, name, out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def all_quads(dataset: PublishedDataset) -> set[ox.Quad]:
    return set(ox.parse(path=str(dataset.nquads), format=ox.RdfFormat.N_QUADS))


def held(dataset: PublishedDataset, graph: str | None = None) -> set[ox.Triple]:
    wanted = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    return {quad.triple for quad in all_quads(dataset) if quad.graph_name == wanted}


def term(node: object) -> ox.NamedNode | ox.Literal:
    """A term of rdflib as one of pyoxigraph, its text unchanged."""
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    assert isinstance(node, rdflib.Literal)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or rdflib.XSD.string)))


@pytest.fixture(autouse=True)
def lexical_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets rdflib keep what is written instead of rewriting numbers."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


NUMBERS = {f"http://www.w3.org/2001/XMLSchema#{kind}" for kind in ("decimal", "double", "integer")}


def valued(statements: set[ox.Quad]) -> set[tuple[object, ...]]:
    """Statements with numbers by their value: some readers write 5e0 as 5.0E0."""

    def value(each: object) -> object:
        if isinstance(each, ox.Literal) and each.datatype.value in NUMBERS:
            return float(each.value), each.datatype.value
        return each

    return {tuple(map(value, statement)) for statement in statements}


def in_default(triples: set[ox.Triple]) -> set[ox.Quad]:
    return {ox.Quad(t.subject, t.predicate, t.object) for t in triples}


def read_by_rdflib(data: bytes, name: str) -> set[ox.Triple]:
    graph = rdflib.Graph().parse(data=data, format=name)
    return {ox.Triple(term(s), ox.NamedNode(str(p)), term(o)) for s, p, o in graph}  # type: ignore[arg-type]


def quads_by_rdflib(data: bytes, name: str) -> set[ox.Quad]:
    found = rdflib.Dataset()
    found.parse(data=data, format=name)
    return set(_quads(found))


def _quads(found: rdflib.Dataset) -> Iterator[ox.Quad]:
    for s, p, o, g in found.quads():
        graph = ox.DefaultGraph() if g in (None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID) else term(g)
        yield ox.Quad(term(s), ox.NamedNode(str(p)), term(o), graph)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "reader"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml")]
)
def test_what_holds_is_read_back_by_rdflib(
    dataset: PublishedDataset, name: str, reader: str
) -> None:
    read = in_default(read_by_rdflib(written(dataset, name), reader))
    assert valued(read) == valued(in_default(held(dataset)))


@pytest.mark.parametrize(("name", "reader"), [("trig", "trig"), ("nquads", "nquads")])
def test_every_graph_is_read_back_by_rdflib(
    dataset: PublishedDataset, name: str, reader: str
) -> None:
    assert valued(quads_by_rdflib(written(dataset, name), reader)) == valued(all_quads(dataset))


def test_jsonld_is_read_back_by_rdflib_and_by_pyld(dataset: PublishedDataset) -> None:
    data = written(dataset, "jsonld")
    assert valued(quads_by_rdflib(data, "json-ld")) == valued(all_quads(dataset))
    lines = jsonld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    read = set(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    assert valued(read) == valued(all_quads(dataset))


def test_nquads_is_the_canonical_dump(dataset: PublishedDataset) -> None:
    assert written(dataset, "nquads") == dataset.nquads.read_bytes()


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml"])
def test_one_named_graph(lights: PublishedDataset, name: str) -> None:
    graph = lights.config.graph("sources")
    reader = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}[name]
    for asked in ("sources", graph):
        assert read_by_rdflib(written(lights, name, graph=asked), reader) == held(lights, graph)


def test_one_graph_of_the_quad_formats(awkward: PublishedDataset) -> None:
    data = written(awkward, "nquads", graph="https://other.example/g")
    assert [str(quad.graph_name) for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS)] == [
        "<https://other.example/g>"
    ]
    data = written(awkward, "trig", graph="default")
    assert {q.triple for q in ox.parse(data, format=ox.RdfFormat.TRIG)} == held(awkward)


@pytest.mark.parametrize("name", ["nquads", "trig", "jsonld"])
def test_what_holds_can_be_put_into_a_named_graph(awkward: PublishedDataset, name: str) -> None:
    """For stores whose default graph is the union of the others."""
    out = BytesIO()
    export(awkward, name, out, default_graph=BASE + "/holds")
    moved = ox.Dataset(ox.parse(out.getvalue(), format=WRITTEN[name]))
    usual = ox.Dataset(ox.parse(path=str(awkward.nquads), format=ox.RdfFormat.N_QUADS))
    default, holds = ox.DefaultGraph(), ox.NamedNode(BASE + "/holds")
    assert list(moved.quads_for_graph_name(default)) == []
    assert {quad.triple for quad in moved.quads_for_graph_name(holds)} == {
        quad.triple for quad in usual.quads_for_graph_name(default)
    }
    assert {quad for quad in usual if quad.graph_name != default} == {
        quad for quad in moved if quad.graph_name != holds
    }


@pytest.mark.parametrize(
    ("name", "graph"), [("turtle", BASE), ("csv-nodes", BASE), ("nquads", "holds")]
)
def test_what_holds_cannot_be_put_anywhere(
    awkward: PublishedDataset, name: str, graph: str
) -> None:
    with pytest.raises(CannotExport):
        export(awkward, name, BytesIO(), default_graph=graph)


def test_annotated_turtle_asserts_what_holds_and_says_who_claims_it(
    lights: PublishedDataset,
) -> None:
    data = written(lights, "turtle12")
    read = {q.triple for q in ox.parse(data, format=ox.RdfFormat.TURTLE)}
    reifies = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
    reified = {t.subject: t.object for t in read if t.predicate == reifies}
    store = lights.store
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    query = f"""SELECT ?c ?s ?p ?o {{ GRAPH ?g {{
      ?c <{rdf}subject> ?s ; <{rdf}predicate> ?p ; <{rdf}object> ?o }} }}"""
    claims = {row[0]: ox.Triple(row[1], row[2], row[3]) for row in store.query(query)}
    assert reified == claims
    in_store = {
        quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    disputed = {t for c, t in claims.items() if t not in in_store}
    assert disputed
    assert in_store <= read
    assert not disputed & read
    source = lights.config.thing("source/logbook")
    assert any(t.subject == ox.NamedNode(source) for t in read)
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    said = {t.subject for t in read if t.predicate == derived and t.subject in claims}
    assert len(said) == len([c for c in claims if "/claim/" in str(c)])


def test_annotated_turtle_without_claims_is_what_holds(awkward: PublishedDataset) -> None:
    read = {q.triple for q in ox.parse(written(awkward, "turtle12"), format=ox.RdfFormat.TURTLE)}
    in_store = awkward.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert read == {quad.triple for quad in in_store}


def iri_links(dataset: PublishedDataset) -> list[tuple[str, str]]:
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    return sorted(
        (t.subject.value, t.object.value)
        for t in held(dataset)
        if isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
        and t.predicate.value != kind
    )


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_graph_formats_hold_every_thing_and_link(dataset: PublishedDataset, name: str) -> None:
    data = BytesIO(written(dataset, name))
    graph = (
        nx.read_graphml(data, force_multigraph=True) if name == "graphml" else nx.read_gexf(data)
    )
    assert sorted(graph.edges()) == iri_links(dataset)
    subjects = {t.subject.value for t in held(dataset) if isinstance(t.subject, ox.NamedNode)}
    assert set(graph) == subjects | {end for link in iri_links(dataset) for end in link}


def test_nodes_have_labels_and_types_and_links_say_whether_they_are_inferred(
    lights: PublishedDataset,
) -> None:
    graph = nx.read_graphml(BytesIO(written(lights, "graphml")), force_multigraph=True)
    bo, mole = (lights.config.thing(local) for local in ("keeper/bo", "light/north-mole"))
    assert graph.nodes[bo]["label"] == "Bo"
    assert graph.nodes[bo]["types"] == "keeper"
    said = {d["label"]: d["inferred"] for _, _, d in graph.edges(bo, data=True)}
    assert said == {"keeps": True}
    assert [d["inferred"] for _, t, d in graph.edges(mole, data=True) if t == bo] == [False]


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_a_network_comes_with_its_measures(
    lights: PublishedDataset, name: str, read: object
) -> None:
    data = BytesIO(written(lights, name, network="keeping"))
    graph = read(data)  # type: ignore[operator]
    ada = graph.nodes[lights.config.thing("keeper/ada")]
    assert (ada["label"], ada["degree"]) == ("Ada", 2)
    assert {"strength", "betweenness", "community"} <= ada.keys()
    assert not graph.is_directed()


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(data.decode("utf-8").splitlines(keepends=True)))


def plain(cell: str) -> str:
    return cell.removeprefix("'")


def test_csv_nodes_and_edges(dataset: PublishedDataset) -> None:
    edges = table(written(dataset, "csv-edges"))
    assert sorted((row["source"], row["target"]) for row in edges) == iri_links(dataset)
    nodes = table(written(dataset, "csv-nodes"))
    assert len({row["iri"] for row in nodes}) == len(nodes)
    assert {end for row in edges for end in (row["source"], row["target"])} <= {
        row["iri"] for row in nodes
    }


def test_csv_labels_keep_their_letters_and_lines(awkward: PublishedDataset) -> None:
    data = written(awkward, "csv-nodes", language="kk")
    rows = list(csv.DictReader(data.decode("utf-8").splitlines(keepends=True)))
    (van,) = [row for row in rows if row["id"] == "org/van"]
    assert van["label"] == "Достық «ӘҒҚҢӨҰҮҺІ»"
    text = written(awkward, "csv-nodes", language="en").decode("utf-8")
    (van,) = [
        row for row in csv.DictReader(text.splitlines(keepends=True)) if row["id"] == "org/van"
    ]
    assert van["label"] == "two\nlines\tand\r\nthree"


def test_csv_cells_are_no_formulas(awkward: PublishedDataset) -> None:
    cells = [
        c
        for row in csv.reader(
            written(awkward, "csv-nodes", language="ru").decode().splitlines(keepends=True)
        )
        for c in row
    ]
    assert "'=1+1" in cells
    assert "'-Tan" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+7 701", "-5", "@x", "\tx", "\rx", "'quoted'", "plain", ""]
)
def test_the_guard_against_formulas_can_be_taken_away(cell: str) -> None:
    (kept,) = guarded([cell])
    assert plain(kept) == cell


def test_csv_claims_have_one_row_a_claim_with_its_evidence(lights: PublishedDataset) -> None:
    rows = table(written(lights, "csv-claims"))
    assert tuple(rows[0]) == CLAIM_COLUMNS
    status = "https://w3id.org/shanyrak/kg#status"
    query = f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ GRAPH ?g {{ ?c <{status}> ?s }} }}"
    (count,) = lights.store.query(query)
    assert len({row["claim"] for row in rows}) == len(rows) == int(count[0].value)
    (disputed,) = [row for row in rows if row["status"] == "disputed"]
    assert (disputed["value"], disputed["why"]) == ("1898", "the book itself doubts it")
    assert disputed["exact"] == "first lit in March 1899, some say 1898"
    assert (disputed["start"], disputed["source_title"]) == ("93", "Logbook of the coast")
    assert disputed["value_datatype"] == "http://www.w3.org/2001/XMLSchema#gYear"


PROGRAM = """
import hashlib, sys
from io import BytesIO
from pathlib import Path
from kg.dataset import PublishedDataset
from kg.export import FORMATS, export
dataset = PublishedDataset.open(Path(sys.argv[1]))
for name in FORMATS:
    out = BytesIO()
    export(dataset, name, out)
    print(name, hashlib.sha256(out.getvalue()).hexdigest())
"""


def test_the_same_dataset_gives_the_same_bytes_in_every_process(
    dataset: PublishedDataset,
) -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(dataset.directory.parents[1])],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == len(FORMATS)


def store_with(tmp_path: Path, turtle: str) -> PublishedDataset:
    (tmp_path / "data.ttl").write_text(turtle, encoding="utf-8")
    return load_files([tmp_path / "data.ttl"], tmp_path / "dataset", CONFIG)


@pytest.mark.parametrize(
    ("turtle", "reason"),
    [
        (r'<a:s> <https://e.example/p> "a\u0001b" .', "a character of"),
        ('<a:s> <https://e.example/1> "x" .', "https://e.example/1"),
        ("<a:s> a <https://e.example/> .", "https://e.example/"),
    ],
)
def test_rdfxml_says_what_xml_cannot_hold(tmp_path: Path, turtle: str, reason: str) -> None:
    dataset = store_with(tmp_path, turtle)
    with pytest.raises(CannotExport, match=reason):
        written(dataset, "rdfxml")
    assert read_by_rdflib(written(dataset, "turtle"), "turtle") == held(dataset)


def test_labels_of_graph_formats_lose_only_what_xml_cannot_hold(tmp_path: Path) -> None:
    dataset = store_with(tmp_path, r'<a:s> <https://schema.org/name> "a\u0001\r\nb" .')
    for name in ("graphml", "gexf"):
        assert "a\ufffd  b" in written(dataset, name).decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_dataset_can_be_written(tmp_path: Path, name: str) -> None:
    assert isinstance(written(store_with(tmp_path, ""), name), bytes)


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("yaml", {}, "no such format"),
        ("turtle", {"graph": "nowhere"}, "no graph 'nowhere'"),
        ("csv-nodes", {"graph": "claims"}, "no named graphs"),
        ("graphml", {"network": "nowhere"}, "no network 'nowhere' — there are: keeping"),
        ("turtle", {"network": "keeping"}, "no networks"),
    ],
)
def test_what_cannot_be_exported_is_said(
    lights: PublishedDataset, name: str, options: dict[str, str], reason: str
) -> None:
    with pytest.raises(CannotExport, match=reason):
        written(lights, name, **options)


def test_a_file_appears_only_when_it_is_complete(lights: PublishedDataset, tmp_path: Path) -> None:
    path = tmp_path / "out.ttl"
    with pytest.raises(CannotExport):
        export(lights, "turtle", path, graph="nowhere")
    assert list(tmp_path.iterdir()) == []
    export(lights, "turtle", path)
    assert [each.name for each in tmp_path.iterdir()] == ["out.ttl"]
    assert path.read_bytes() == written(lights, "turtle")


def test_extensions_and_names_are_unique() -> None:
    assert len({each.extension for each in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize(("alias", "name"), sorted(ALIASES.items()))
def test_short_names_mean_the_same_formats(lights: PublishedDataset, alias: str, name: str) -> None:
    short, long = BytesIO(), BytesIO()
    export(lights, alias, short)
    export(lights, name, long)
    assert short.getvalue() == long.getvalue() != b""
    assert alias not in FORMATS


def test_what_is_no_file_is_written_to_as_it_is(lights: PublishedDataset, tmp_path: Path) -> None:
    """A pipe stays a pipe; nothing is put in its place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    export(lights, "nquads", pipe)
    reader.join()
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert got == [lights.nquads.read_bytes()]


def test_a_link_is_followed(lights: PublishedDataset, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "real.nq"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.nq"
    link.symlink_to(target)
    export(lights, "nquads", link)
    assert link.is_symlink()
    assert target.read_bytes() == lights.nquads.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o640


def test_no_other_file_is_overwritten(lights: PublishedDataset, tmp_path: Path) -> None:
    neighbour = tmp_path / "a.nq.part"
    neighbour.write_text("mine")
    export(lights, "nquads", tmp_path / "a.nq")
    assert neighbour.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"a.nq", "a.nq.part"}
