"""Mistakes of somebody who has only read the guide: each is named, none ends in a stack trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.build import build, ensure_built
from kg.check import check_ontology
from kg.cli import kg
from kg.dataset import PublishedDataset
from kg.errors import DatasetDamaged, OntologyError, Problem
from kg.load import UnreadableFile
from kg.ontology import inputs_digest

LIGHTHOUSES = Path(__file__).parent / "domains" / "lighthouses"
TEXTS = Path(__file__).parent / "domains" / "texts"
READ = (
    "facts/logbook.yaml",
    "entities/coast.yaml",
    "rules/20-inverse.rq",
    "queries/keepers.rq",
    "networks/keeping.toml",
    "shapes.ttl",
    "vocabulary.ttl",
    "kg.toml",
)


@pytest.fixture
def lights(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIGHTHOUSES, tmp_path / "lights"))


def problems_of(ontology: Path) -> tuple[Problem, ...]:
    try:
        return check_ontology(ontology).problems
    except OntologyError as error:
        return tuple(error.problems)


@pytest.mark.parametrize(
    ("place", "fix"),
    [
        ("facts/more.yml", "name it more.yaml"),
        ("facts/more.YAML", "name it more.yaml"),
        ("facts/more.yaml.txt", "name it more.yaml"),
        ("facts/more.txt", "name it more.yaml"),
        ("entities/more.yml", "name it more.yaml"),
        ("rules/30-more.sparql", "name it 30-more.rq"),
        ("queries/more", "name it more.rq"),
        ("networks/more.yaml", "name it more.toml"),
        ("facts/1990/more.yaml", "put its files into facts/ itself"),
        ("Facts/more.yaml", "put it into one of facts/"),
        ("shape.ttl", "name it shapes.ttl, or"),
        ("more.yaml", "or put it into the folder of its kind"),
    ],
)
def test_no_file_is_passed_over_in_silence(lights: Path, place: str, fix: str) -> None:
    (lights / place).parent.mkdir(exist_ok=True)
    (lights / place).write_text("source: {}\n")
    (problem,) = problems_of(lights)
    assert "not read" in problem.message
    assert fix in problem.fix


def test_what_belongs_to_others_is_left_alone(lights: Path) -> None:
    for place in ("facts/.more.yaml", "facts/logbook.yaml~", "README.md", "compose.yaml", ".a.ttl"):
        (lights / place).write_text("x: [")
    (lights / "facts" / ".#logbook.yaml").symlink_to("nobody@nowhere")
    (lights / "pictures").mkdir()
    (lights / "pictures" / "settings.yaml").write_text("x: 1\n")
    assert problems_of(lights) == ()


def test_a_file_in_the_place_of_a_folder(lights: Path) -> None:
    shutil.rmtree(lights / "rules")
    (lights / "rules").write_text("")
    (problem,) = problems_of(lights)
    assert problem.message == "a file in the place of the folder rules/"


@pytest.mark.parametrize("place", READ)
def test_a_file_in_another_encoding(lights: Path, place: str) -> None:
    path = lights / place
    text = path.read_bytes()
    path.write_bytes(text + b"# caf\xe9\n")
    (problem,) = problems_of(lights)
    line = text.count(b"\n") + 1
    assert str(problem) == f"{path}:{line}:6: not UTF-8 text — save the file as UTF-8"


@pytest.mark.parametrize("place", READ)
@pytest.mark.parametrize("kind", ["folder", "pipe", "broken link"])
def test_what_stands_in_the_place_of_a_file(lights: Path, place: str, kind: str) -> None:
    path = lights / place
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif place == "kg.toml":
        return
    else:
        path.symlink_to("/nowhere")
    inputs_digest(lights)
    (problem,) = problems_of(lights)
    assert problem.path == str(path)
    with pytest.raises(OntologyError):
        build(lights, lights.parent / "dataset")


@pytest.mark.parametrize("place", [p for p in READ if not p.endswith(".ttl")])
def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(lights: Path, place: str) -> None:
    path = lights / place
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems_of(lights) == ()


def test_a_byte_order_mark_in_turtle_is_named(lights: Path) -> None:
    path = lights / "vocabulary.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (problem,) = problems_of(lights)
    assert problem.message == "begins with a byte order mark"


def test_without_a_vocabulary_there_is_one_problem(lights: Path) -> None:
    (lights / "vocabulary.ttl").unlink()
    (problem,) = problems_of(lights)
    assert problem.message == "cannot be read: No such file or directory"


def test_a_broken_register_hides_no_other_problem_and_makes_none(lights: Path) -> None:
    register = lights / "entities" / "coast.yaml"
    register.write_text(register.read_text() + "\t- x\n")
    facts = lights / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("1899-03", "1899-13"))
    assert {problem.path for problem in problems_of(lights)} == {str(register), str(facts)}
    assert len(problems_of(lights)) == 2


def test_a_rule_whose_name_makes_no_address(lights: Path) -> None:
    (lights / "rules" / "20-inverse.rq").rename(lights / "rules" / "20 өзара.rq")
    (problem,) = problems_of(lights)
    assert problem.message == "'20 өзара.rq' cannot be part of an address"


def test_brackets_too_deep_for_the_parser(lights: Path) -> None:
    path = lights / "rules" / "20-inverse.rq"
    deep = "INSERT { } WHERE " + "{" * 5000 + "}" * 5000
    path.write_text("# title@en: Deep\n" + deep)
    (problem,) = problems_of(lights)
    assert problem.message.startswith("brackets nest")


def test_a_copied_file_is_one_problem(lights: Path) -> None:
    shutil.copy(lights / "facts" / "logbook.yaml", lights / "facts" / "copy.yaml")
    (problem,) = problems_of(lights)
    assert problem.message == "the id 'logbook' is not the file's name"


def test_a_word_that_is_no_status_contradicts_nothing(lights: Path) -> None:
    facts = lights / "facts" / "logbook.yaml"
    said = "- {value: 1899-03, confidence: medium}"
    other = f"{said}\n      - {{value: 1905, status: Disputed}}"
    facts.write_text(facts.read_text().replace(said, other))
    (problem,) = problems_of(lights)
    assert problem.message == "'Disputed' is no status"


def test_no_file_outside_the_texts_is_opened(lights: Path) -> None:
    facts = lights / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("snapshot: logbook.txt", "snapshot: /etc/passwd"))
    (problem,) = check_ontology(lights, TEXTS).problems
    assert problem.message == "snapshot '/etc/passwd' is no plain file name"


def test_texts_that_are_not_there_are_named(lights: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    args = ["check", "--ontology", str(lights), "--texts", str(tmp_path / "texts")]
    run = CliRunner().invoke(kg, args)
    assert run.exit_code == 0
    assert f"{lights}/facts/logbook.yaml: its text is not in" in run.output
    assert "1 source, 4 phrases, 15 claims; 0 phrases verified" in run.output


@pytest.mark.parametrize("form", ["windows", "marked"])
def test_formatting_makes_line_ends_plain(lights: Path, form: str) -> None:
    facts = lights / "facts" / "logbook.yaml"
    CliRunner().invoke(kg, ["format", "--ontology", str(lights)])
    plain = facts.read_bytes()
    changed = plain.replace(b"\n", b"\r\n") if form == "windows" else b"\xef\xbb\xbf" + plain
    facts.write_bytes(changed)
    assert CliRunner().invoke(kg, ["format", "--ontology", str(lights), "--check"]).exit_code == 1
    assert CliRunner().invoke(kg, ["format", "--ontology", str(lights)]).exit_code == 0
    assert facts.read_bytes() == plain


def test_formatting_keeps_a_link_a_link(lights: Path) -> None:
    facts = lights / "facts" / "logbook.yaml"
    elsewhere = Path(shutil.move(facts, lights.parent / "logbook.yaml"))
    elsewhere.write_text(elsewhere.read_text().replace("\n", "\r\n"))
    facts.symlink_to(elsewhere)
    CliRunner().invoke(kg, ["format", "--ontology", str(lights)])
    assert facts.is_symlink()
    assert b"\r" not in elsewhere.read_bytes()


@pytest.mark.parametrize("place", ["vocabulary.ttl", "entities/coast.yaml"])
def test_what_is_broken_empties_no_schema(lights: Path, place: str) -> None:
    schema = lights / "facts.schema.json"
    before = schema.read_bytes()
    (lights / place).write_text("a:b [c:d .")
    run = CliRunner().invoke(kg, ["format", "--ontology", str(lights)])
    assert run.exit_code == 1
    assert f"{place}:1:" in run.output
    assert schema.read_bytes() == before


def test_a_shape_that_is_no_shape(lights: Path, tmp_path: Path) -> None:
    shape = 'sh:targetClass l:Light ; sh:property [ sh:path l:height ; sh:minCount "x" ] .'
    (lights / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix l: <https://lights.example/terms#> .\n"
        f"l:Shape a sh:NodeShape ; {shape}\n"
    )
    with pytest.raises(OntologyError, match=r"a shape cannot be used: .*minCount"):
        build(lights, tmp_path / "dataset")


def test_new_settings_and_queries_are_published_with_the_same_facts(
    lights: Path, tmp_path: Path
) -> None:
    dataset = tmp_path / "dataset"
    before = build(lights, dataset)
    shutil.copy(lights / "queries" / "keepers.rq", lights / "queries" / "again.rq")
    after = build(lights, dataset)
    assert after.version == before.version
    assert [query.id for query in after.queries] == ["again", "keepers"]
    assert after.inputs == inputs_digest(lights)
    assert len(after.store) == len(before.store)


@pytest.mark.parametrize("manifest", ["", "{", "{}", "[]", "null"])
def test_a_damaged_manifest_is_named_and_built_anew(
    lights: Path, tmp_path: Path, manifest: str
) -> None:
    dataset = tmp_path / "dataset"
    published = build(lights, dataset)
    (published.directory / "manifest.json").write_text(manifest)
    with pytest.raises(DatasetDamaged, match="kg build --dataset"):
        PublishedDataset.open(dataset)
    assert ensure_built(lights, dataset).version == published.version


@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_a_damaged_store_is_named(lights: Path, tmp_path: Path, damage: str) -> None:
    dataset = tmp_path / "dataset"
    published = build(lights, dataset)
    if damage == "missing":
        shutil.rmtree(published.directory / "store")
    else:
        (published.directory / "store" / "CURRENT").write_text("x")
    with pytest.raises(DatasetDamaged):
        _ = PublishedDataset.open(dataset).store


def test_a_damaged_version_is_replaced_by_the_same(lights: Path, tmp_path: Path) -> None:
    published = build(lights, tmp_path / "dataset")
    shutil.rmtree(published.directory / "store")
    assert len(build(lights, tmp_path / "dataset").store) > 0


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = CliRunner().invoke(kg, ["init", str(tmp_path / "file" / "museum")])
    assert (run.exit_code, run.exception.__class__) == (1, SystemExit)
    assert "cannot be made (Not a directory)" in run.output


def run_kg(shell: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a shell, where ``$KG`` stands for it."""
    environment = {**os.environ, "KG": f"{sys.executable} -m kg.cli", "LIGHTS": str(LIGHTHOUSES)}
    return subprocess.run(
        ["bash", "-c", shell], env=environment | more, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("shell", "status"),
    [
        ("$KG check --ontology $LIGHTS >&-", 0),
        ("$KG check --ontology $LIGHTS >&- 2>&- <&-", 0),
        ("$KG --help >/dev/full", 1),
        ("$KG --version", 0),
        ("$KG check --ontology /nowhere >/dev/full 2>&1", 1),
        ("$KG --help | head -c 1; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_streams_that_are_closed_or_full(shell: str, status: int) -> None:
    run = run_kg(shell)
    assert run.returncode == status
    assert "Traceback" not in run.stderr
    assert "Exception ignored" not in run.stderr


def test_a_plain_locale_shows_every_letter(lights: Path) -> None:
    facts = lights / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("height: 31.5", "height: Қыз"))
    place = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LIGHTS": str(lights)}
    run = run_kg("$KG check --ontology $LIGHTS", **place)
    assert (run.returncode, "Қыз" in run.stdout) == (1, True)


def test_a_message_stays_short_whatever_is_in_the_file(lights: Path) -> None:
    facts = lights / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("height: 31.5", f"height: {'x' * 100_000}"))
    (problem,) = problems_of(lights)
    assert len(str(problem)) < 1000
    assert problem.message.endswith("is not what 'height' takes")


def test_thousands_of_unknown_things_are_named_in_seconds(lights: Path) -> None:
    number = 5_000
    things = "".join(f"  keeper/k{n}:\n" for n in range(number))
    (lights / "entities" / "more.yaml").write_text(
        f"curator: curator/tests\nreviewed: 2026-01-02\nentities:\n{things}"
    )
    kept = ", ".join(f"keeper/q{n}" for n in range(number))
    facts = lights / "facts" / "logbook.yaml"
    facts.write_text(facts.read_text().replace("keptBy: keeper/ada", f"keptBy: [{kept}]"))
    start = time.process_time()
    found = [p for p in problems_of(lights) if p.message.startswith("unknown entity")]
    assert len(found) == number
    assert time.process_time() - start < 20


@pytest.mark.parametrize("kind", ["nested", "repeated"])
def test_xml_that_grows_without_bound_is_refused(tmp_path: Path, kind: str) -> None:
    size = 10 if kind == "nested" else 100_000
    inner = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    path = tmp_path / "bomb.rdf"
    path.write_text(
        f'<!DOCTYPE r [<!ENTITY e0 "{"a" * size}">{inner if kind == "nested" else ""}]>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'rdf:about="http://a.example/"><b xmlns="http://b.example/">'
        f"{'&e9;' if kind == 'nested' else '&e0;' * 2000}</b></rdf:Description></rdf:RDF>\n"
    )
    run = CliRunner().invoke(kg, ["load", str(path), "--dataset", str(tmp_path / "dataset")])
    assert isinstance(run.exception, UnreadableFile)
    assert "its entities" in str(run.exception)
    assert not (tmp_path / "dataset" / "current").exists()


def test_a_nameless_node_within_a_triple_gets_a_name(tmp_path: Path) -> None:
    path = tmp_path / "nested.ttl"
    path.write_text("<http://a> <http://b> <<( _:x <http://b> <<( _:x <http://b> _:y )>> )>> .\n")
    run = CliRunner().invoke(kg, ["load", str(path), "--dataset", str(tmp_path / "dataset")])
    assert run.exit_code == 0
    dump = PublishedDataset.open(tmp_path / "dataset").nquads.read_text()
    assert "_:" not in dump
    assert dump.count("/genid/") == 3


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--base", "x"),
        ("--base", ""),
        ("--base", "http://a b"),
        ("--base", "http://a.example/#"),
        ("--base", "javascript:alert(1)"),
        ("--names", "x"),
        ("--names", "http://a b"),
        ("--names", "own:name"),
        ("--names", "http://a> <http://b"),
        ("--licence", "CC0"),
    ],
)
def test_options_of_load_that_are_no_iris_are_wrong_usage(
    tmp_path: Path, option: str, value: str
) -> None:
    path = tmp_path / "a.nt"
    path.write_text('<http://a> <https://schema.org/name> "A" .\n')
    args = ["load", str(path), "--dataset", str(tmp_path / "dataset"), option, value]
    run = CliRunner().invoke(kg, args)
    assert run.exit_code == 2
    assert f"Invalid value for '{option}'" in run.output


def test_a_loaded_file_with_spaces_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "my <own> file.ttl"
    path.write_text('<x> <https://schema.org/name> "A" .\n')
    dataset = str(tmp_path / "dataset")
    run = CliRunner().invoke(
        kg, ["load", str(path), "--dataset", dataset, "--names", "schema:name"]
    )
    assert run.exit_code == 0
    found = CliRunner().invoke(kg, ["search", "A", "--dataset", dataset])
    assert "loaded/x" in found.output
