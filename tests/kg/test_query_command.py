"""``kg query`` on a published dataset."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.build import build
from kg.cli import kg
from tests.services import BASE, publish

LIGHTHOUSES = Path(__file__).with_name("domains") / "lighthouses"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dataset")
    publish(directory)
    return directory


def ask(dataset: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(kg, ["query", "--dataset", str(dataset), *arguments], input=typed)


def test_a_table(dataset: Path) -> None:
    text = "SELECT ?thing ?name { ?thing schema:name ?name } ORDER BY ?name"
    lines = ask(dataset, text, "--format", "table").output.splitlines()
    assert lines[0].split() == ["thing", "name"]
    assert lines[2].split() == [f"{BASE}/org/nur", "Nur@en"]
    assert lines[3].split() == [f"{BASE}/org/достық", "Достық@kk-cyrl"]
    assert lines[4] == "2 rows"
    assert (
        len({line.index(name) for line, name in zip(lines[2:4], ["Nur", "Дос"], strict=True)}) == 1
    )


def test_where_no_terminal_is_the_answer_is_json(dataset: Path) -> None:
    document = json.loads(ask(dataset, "SELECT * { ?s ?p ?o }").output)
    assert len(document["results"]["bindings"]) == 3


@pytest.mark.parametrize(("name", "start"), [("csv", "s,p,o"), ("tsv", "?s\t?p\t?o")])
def test_a_format_of_choice(dataset: Path, name: str, start: str) -> None:
    assert ask(dataset, "SELECT ?s ?p ?o { ?s ?p ?o }", "--format", name).output.startswith(start)


def test_ask_and_construct(dataset: Path) -> None:
    assert ask(dataset, "ASK {}", "--format", "table").output == "yes\n"
    graph = ask(dataset, "CONSTRUCT WHERE { ?s schema:name 'Nur'@en }").output
    assert '"Nur"@en' in graph


def test_the_query_from_a_file_or_standard_input(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text("ASK { ?s ?p 'Достық'@kk-cyrl }", encoding="utf-8")
    for result in (
        ask(dataset, "--file", str(file)),
        ask(dataset, "-", typed=file.read_text(encoding="utf-8")),
        ask(dataset, "--file", "-", typed=file.read_text(encoding="utf-8")),
    ):
        assert json.loads(result.output)["boolean"] is True


def test_an_example_of_the_dataset(tmp_path: Path) -> None:
    published = build(LIGHTHOUSES, tmp_path)
    example = published.queries[0]
    assert ask(tmp_path, "--example", example.id).exit_code == 0
    result = ask(tmp_path, "--example", "nope")
    assert result.exit_code == 2
    assert example.id in result.output


def test_a_mistake_is_pointed_at(dataset: Path) -> None:
    result = ask(dataset, "SELECT *\n{ ?s nope:p ?o }")
    assert result.exit_code == 1
    first, line, caret = result.output.splitlines()
    assert first.startswith("2:6: the prefix 'nope:' is not declared")
    assert line.index("nope") == caret.index("^")


@pytest.mark.parametrize("arguments", [(), ("ASK {}", "--example", "x")])
def test_one_query_at_a_time(dataset: Path, arguments: tuple[str, ...]) -> None:
    assert ask(dataset, *arguments).exit_code == 2
