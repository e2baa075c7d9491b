"""The example queries answer, and the answers are the article's."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.dataset import PublishedDataset
from kg.ontology import load_ontology
from tests.ontology.answers import ANSWERS, answers_of

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
QUERIES = sorted(path.stem for path in (ONTOLOGY / "queries").glob("*.rq"))
LANGUAGES = {"kk", "ru", "en"}
MEETING = "event/when-we-are-together"


def answer(dataset: PublishedDataset, name: str) -> list[dict[str, str]]:
    """Rows of an example query; things by id, other terms by value, unbound ones absent."""
    text = next(q.text for q in dataset.queries if q.id == name)
    rows = dataset.store.query(text)
    assert isinstance(rows, ox.QuerySolutions)
    variables = [v.value for v in rows.variables]
    return [{v: short(row[v], dataset) for v in variables if row[v] is not None} for row in rows]


def short(term: ox.Term | None, dataset: PublishedDataset) -> str:
    """The id of a thing, the name after the hash or slash of a term, the text of a literal."""
    if not isinstance(term, ox.NamedNode):
        return getattr(term, "value", "")
    if term.value.startswith(dataset.config.base) and "#" not in term.value:
        return dataset.config.local(term.value) or term.value
    return term.value.replace("#", "/").rpartition("/")[2]


@pytest.mark.parametrize("name", QUERIES)
def test_query_answers(name: str, corpus: PublishedDataset) -> None:
    query = next(q for q in corpus.queries if q.id == name)
    assert set(query.title) == set(query.description) == LANGUAGES
    result = corpus.store.query(query.text)
    assert not isinstance(result, ox.QueryBoolean)
    assert list(result), f"{name} finds nothing in the shipped data"


def test_ontology_has_no_problem() -> None:
    assert load_ontology(ONTOLOGY)[1] == []


def test_who_attended_gives_phrase_and_source(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "01-who-attended")
    assert {row["participant"]: row["phrase"] for row in rows} == {
        "org/vozrozhdeniye": "various ethnic and cultural associations of Kazakhstan capital, "
        'including German association "Vozrozhdeniye"',
        "org/tan": 'National and Cultural Centre "Tan"',
        "org/russian-centre-of-culture-and-science": "Russian Centre of Culture and Science",
        "org/van": 'National and Cultural Centre "Van"',
        "org/obereg": 'National and Cultural Centre "Obereg"',
        "org/khazar": 'Azerbaijan Public Association "Khazar"',
    }
    assert len(rows) == 6
    assert {(row["source"], row["curator"]) for row in rows} == {
        ("source/e-history-8226", "curator/founding-editors")
    }


def test_chain_leads_from_meeting_and_exhibition_to_the_assembly(
    dataset: PublishedDataset,
) -> None:
    rows = answer(dataset, "03-why-the-meeting")
    assert {row["event"] for row in rows} == {MEETING, "event/planet-of-friendship"}
    assert {(row["organisation"], row["date"]) for row in rows} == {("org/apk", "1995-03-01")}


def test_contradictions_show_the_two_readings(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "04-contradictions")
    assert {(row["subject"], row["property"], row["status"]) for row in rows} == {
        ("event/apk-20", "landmarkIn", "disputed")
    }
    assert all(row["why"] and row["confidence"] == "low" for row in rows)
    assert len(rows) == 3


def test_inferred_names_the_rule(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "05-what-is-inferred")
    by = {(r["subject"], r["property"], r["object"]): r["rule"] for r in rows}
    assert by["org/apk", "foundingDate", "1995-03-01"] == "rule/06-founding-date"
    assert by[MEETING, "dedicatedTo", "event/apk-20"] == "rule/05-dedicated-through-project"
    assert by[MEETING, "type", "Event"] == "rule/01-superclasses"


def test_left_open_holds_lists_and_gaps(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "06-what-is-left-open")
    kinds = {(row["subject"], row["property"]): row["gap"] for row in rows}
    assert kinds[MEETING, "attendee"] == "OpenList"
    assert kinds["org/van", "represents"] == "NotStated"


def test_co_participation_pairs_all_ten_once(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "09-co-participation")
    assert len(rows) == 10 * 9 // 2
    assert {row["events"] for row in rows} == {"1"}


def test_names_mark_ours(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "10-names")
    van = {(r["language"], r["name"]): r.get("origin") for r in rows if r["thing"] == "org/van"}
    assert van["en", "Van"] is None
    assert van["kk-cyrl", "«Ван» ұлттық-мәдени орталығы"] == "translation"


def test_representation_shows_the_unsaid(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "11-who-represents-whom")
    assert {row["association"]: row.get("people", row.get("unsaidIn")) for row in rows} == {
        "org/vozrozhdeniye": "group/germans",
        "org/khazar": "group/azerbaijanis",
        **{
            f"org/{slug}": "source/e-history-8226"
            for slug in ("tan", "van", "obereg", "russian-centre-of-culture-and-science")
        },
    }


def test_graph_view_is_connected_and_named(dataset: PublishedDataset) -> None:
    text = next(q.text for q in dataset.queries if q.id == "13-around-the-meeting")
    triples = dataset.store.query(text)
    assert isinstance(triples, ox.QueryTriples)
    found = list(triples)
    things = {t.subject.value for t in found} | {
        t.object.value for t in found if isinstance(t.object, ox.NamedNode)
    }
    named = {t.subject.value for t in found if t.predicate.value.endswith("/name")}
    assert things == named


def test_most_central_is_not_a_class(dataset: PublishedDataset) -> None:
    rows = answer(dataset, "14-most-central")
    assert all("/" in row["node"] for row in rows)
    assert [float(r["betweenness"]) for r in rows] == sorted(
        (float(r["betweenness"]) for r in rows), reverse=True
    )


def select(dataset: PublishedDataset, text: str) -> list[tuple[str, ...]]:
    """Rows of a network's query, things by id."""
    rows = dataset.store.query(text)
    assert isinstance(rows, ox.QuerySolutions)
    return [tuple(short(term, dataset) for term in row) for row in rows]


def test_networks_link_their_own_nodes(corpus: PublishedDataset) -> None:
    for network in corpus.networks:
        nodes = {row[0] for row in select(corpus, network.nodes)}
        links = select(corpus, network.links)
        assert nodes
        assert links
        assert {end for link in links for end in link[:2]} <= nodes, network.id
        # A pair stands once, or once in each year.
        pairs = {(frozenset(link[:2]), *link[3:]) for link in links}
        assert len(pairs) == len(links), network.id


def test_whole_network_holds_every_thing_once(corpus: PublishedDataset) -> None:
    whole = next(n for n in corpus.networks if n.id == "whole")
    nodes = [row[0] for row in select(corpus, whole.nodes)]
    assert len(nodes) == len(set(nodes))
    assert {"source/e-history-8226", "org/apk", "place/kazakhstan"} <= set(nodes)
    assert not any(node[0].isupper() for node in nodes)


def test_there_are_forty_questions_at_least() -> None:
    assert len(QUERIES) >= 40


def test_every_question_has_the_answer_that_was_read(corpus: PublishedDataset) -> None:
    """After facts were added: ``python -m tests.ontology.answers``, and read what changed."""
    kept = {path.stem: path.read_text(encoding="utf-8") for path in ANSWERS.glob("*.tsv")}
    today = answers_of(corpus)
    assert today.keys() == kept.keys()
    for name, table in today.items():
        assert table == kept[name], f"{name} has another answer than the one that was read"
