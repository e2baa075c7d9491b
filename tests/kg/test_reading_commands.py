"""The commands that read a dataset, from the command line down: output and exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build
from kg.export import FORMATS


@pytest.fixture(scope="module")
def lights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("lights")
    build(Path(__file__).parent / "domains" / "lighthouses", directory)
    return directory


def kg(*arguments: str, dataset: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"}
    if dataset is not None:
        environment["KG_DATASET"] = str(dataset)
    command = [sys.executable, "-m", "kg.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def good(*arguments: str, dataset: Path) -> str:
    done = kg(*arguments, dataset=dataset)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_search_shows_what_was_found_and_why(lights: Path) -> None:
    assert good("search", "skerri", dataset=lights).split() == [
        *("light/skerry", "Skerry", "(light)", "[exact]")
    ]
    (hit,) = json.loads(good("search", "моль", "--format", "json", dataset=lights))
    assert (hit["local"], hit["why"]) == ("light/north-mole", "contains")


def test_search_for_things_of_a_class(lights: Path) -> None:
    found = good("search", "sker", "--type", "l:Light", dataset=lights)
    assert found.startswith("light/skerry")
    assert kg("search", "sker", "--type", "l:Keeper", dataset=lights).returncode == 1


def test_search_that_finds_nothing_ends_with_1(lights: Path) -> None:
    done = kg("search", "zzzz", dataset=lights)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing of that name" in done.stderr


def test_explain_says_who_says_so_with_phrase_and_place(lights: Path) -> None:
    said = good("explain", "light/skerry", "height", dataset=lights).splitlines()
    assert said == [
        "Skerry — height: 31.5",
        "  “the light on the Skerry, 31.5 metres high” (43-84): Logbook of the coast",
        f"    recorded by {said[2].rpartition(' by ')[2]}",
    ]
    assert said[2].endswith("on 2026-01-02")


def test_explain_tells_disputes_rules_premises_and_gaps(lights: Path) -> None:
    skerry = good("explain", "skerry", dataset=lights)
    assert "Skerry — first lit: 1898 [disputed]" in skerry
    assert "because: the book itself doubts it" in skerry
    assert "kept by: the list is open, says" in skerry
    bo = good("explain", "keeper/bo", "keeps", dataset=lights)
    assert "follows by the rule “Who tends a light keeps it” from" in bo
    assert "“harbour light on the north mole is kept by Ada and Bo”" in bo
    assert "from 1900, to 1901-05" in bo
    assert "first lit: not stated in Logbook of the coast" in good(
        "explain", "light/north-mole", dataset=lights
    )


def test_explain_knows_former_names(lights: Path) -> None:
    assert "(light/north-mole)" in good("explain", "light/mole", dataset=lights)


def test_explain_as_json(lights: Path) -> None:
    thing = json.loads(good("explain", "light/skerry", "--format", "json", dataset=lights))
    assert thing["label"] == "Skerry"
    (fact,) = json.loads(
        good("explain", "light/skerry", "height", "--format", "json", dataset=lights)
    )
    assert fact["evidence"][0]["start"] == 43


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "nobody"), "nothing of that name in the dataset"),
        (("explain", "light/skerry", "colour"), "nothing is said of 'colour'"),
        (("path", "light/skerry", "nobody"), "nothing of that name"),
        (("path", "light/skerry", "keeper/bo", "--max-length", "2"), "no path of at most 2"),
        (("export", "turtle", "--graph", "nowhere"), "no graph 'nowhere'"),
    ],
)
def test_what_is_not_there_ends_with_1(
    lights: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = kg(*arguments, dataset=lights)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("search",),
        ("search", "x", "--language", "tlh"),
        ("search", "x", "--type", "nowhere:Class"),
        ("explain",),
        ("analyse", "nowhere"),
        ("path", "a"),
        ("export", "yaml"),
    ],
)
def test_wrong_usage_ends_with_2(lights: Path, arguments: tuple[str, ...]) -> None:
    done = kg(*arguments, dataset=lights)
    assert done.returncode == 2
    assert "Usage: kg" in done.stderr


def test_path_tells_each_hop(lights: Path) -> None:
    said = good("path", "light/skerry", "keeper/bo", dataset=lights).splitlines()
    assert said[0] == 'Skerry —kept by→ Ada ←kept by— "Моль" light —kept by→ Bo'
    assert "    “Ada keeps the Skerry, and others with her”: Logbook of the coast" in said
    keeper = "https://lights.example/terms#Keeper"
    for name in ("Keeper", "l:Keeper", keeper):
        without = kg("path", "light/skerry", "keeper/bo", "--without", name, dataset=lights)
        assert (without.returncode, without.stdout) == (1, "")
        assert "no path" in without.stderr


@pytest.mark.parametrize("option", [("path", "a", "b", "--without"), ("search", "a", "--type")])
def test_a_class_that_is_none_is_named_with_those_there_are(
    lights: Path, option: tuple[str, ...]
) -> None:
    done = kg(*option, "Keper", dataset=lights)
    assert done.returncode == 2
    assert "no class 'Keper'; there are: Keeper" in done.stderr


def test_analyse_measures_one_network_or_all(lights: Path) -> None:
    for arguments in (("analyse",), ("analyse", "keeping")):
        said = good(*arguments, dataset=lights)
        assert said.startswith("Keepers and lights (keeping)\n  nodes 4, links 3, components 1")
    (found,) = json.loads(good("analyse", "keeping", "--format", "json", dataset=lights))
    assert {node["label"]: node["degree"] for node in found["nodes"]}["Ada"] == 2


@pytest.mark.parametrize("option", ["--dataset", "--ontology"])
def test_a_directory_has_a_name(option: str, tmp_path: Path) -> None:
    """An empty name would publish into the current directory."""
    done = subprocess.run(
        [sys.executable, "-m", "kg.cli", "build", option, ""],
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "the name of a directory is empty" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_export_writes_a_file_or_standard_output(lights: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.nt"
    assert good("export", "ntriples", "-o", str(path), dataset=lights) == ""
    assert path.read_text(encoding="utf-8") == good("export", "ntriples", dataset=lights)


def test_a_missing_dataset_is_named(tmp_path: Path) -> None:
    done = kg("search", "x", "--dataset", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "no published dataset here" in done.stderr


@pytest.mark.parametrize("command", ["search", "explain", "analyse", "path", "export"])
def test_help_shows_an_example(command: str) -> None:
    done = kg(command, "--help")
    assert done.returncode == 0
    assert f"Example: kg {command} " in done.stdout


def test_help_of_export_lists_every_format() -> None:
    shown = kg("export", "--help").stdout
    assert [name for name in FORMATS if name not in shown] == []
