"""Entries that may be one thing are found in any spelling, until a curator has decided."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.check import check_ontology
from kg.commands.check import check

LIGHTHOUSES = Path(__file__).parent / "domains" / "lighthouses"
HEAD = "curator: curator/tests\nreviewed: 2026-01-02\nentities:\n"


@pytest.fixture
def lighthouses(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIGHTHOUSES, tmp_path / "lighthouses"))


def found(ontology: Path, register: str) -> list[str]:
    (ontology / "entities" / "more.yaml").write_text(HEAD + register, encoding="utf-8")
    report = check_ontology(ontology, duplicates=True)
    return [str(p) for p in report.problems if "may be one" in p.message]


def named(local: str, name: str, more: str = "") -> str:
    entry = f"  {local}:\n    names:\n      en: {{value: {name}, by: translation}}\n"
    return entry + (f"    {more}\n" if more else "")


def test_the_same_name_in_other_letters(lighthouses: Path) -> None:
    register = named("light/one", "Достық") + named("light/two", "Dostyk")
    (problem,) = found(lighthouses, register)
    assert "entities/more.yaml:7:3: 'light/one' and 'light/two' may be one" in problem
    assert "“Достық” and “Dostyk”" in problem
    assert "distinct-from: {light/one: why}" in problem


def test_a_name_misspelt(lighthouses: Path) -> None:
    register = named("light/one", "Vozrozhdeniye") + named("light/two", "Vozrojdenie Light")
    assert found(lighthouses, register) == []
    register = named("light/one", "Vozrozhdeniye") + named("light/two", "Vozrozhdeniya")
    assert len(found(lighthouses, register)) == 1


@pytest.mark.parametrize("teller", ["one", "two"])
def test_a_pair_told_apart_is_told_no_more(lighthouses: Path, teller: str) -> None:
    apart = {"one": "distinct-from: {light/two: one is at sea}"}
    apart["two"] = "distinct-from: {light/one: one is at sea}"
    entries = [
        named(f"light/{each}", "Skerry Rock", apart[each] if each == teller else "")
        for each in ("one", "two")
    ]
    assert found(lighthouses, "".join(entries)) == []


def test_other_numbers_make_other_names(lighthouses: Path) -> None:
    register = named("light/one", "Session XXII of the keepers")
    register += named("light/two", "Session XXIII of the keepers")
    assert found(lighthouses, register) == []


def test_things_of_other_kinds_are_no_pair(lighthouses: Path) -> None:
    """A keeper and a light of one name."""
    register = named("light/ada", "Ada Skerry") + named("light/ada-too", "Ada Skerry")
    assert len(found(lighthouses, register)) == 1
    logbook = (lighthouses / "facts" / "logbook.yaml").read_text(encoding="utf-8")
    header = logbook[: logbook.index("evidence:")].replace("id: logbook", "id: second")
    (lighthouses / "facts" / "second.yaml").write_text(
        header + "evidence:\n- quote: lit for the first time\n  says:\n"
        "    light/ada: {type: Light}\n    light/ada-too: {type: Keeper}\n",
        encoding="utf-8",
    )
    assert found(lighthouses, register) == []


def test_the_command_reports_them_only_when_asked(lighthouses: Path) -> None:
    more = named("light/one", "Skerry Rock") + named("light/two", "Skerry Rock")
    (lighthouses / "entities" / "more.yaml").write_text(HEAD + more, encoding="utf-8")
    plain = CliRunner().invoke(check, ["--ontology", str(lighthouses)])
    assert plain.exit_code == 0, plain.output
    asked = CliRunner().invoke(check, ["--duplicates", "--ontology", str(lighthouses)])
    assert asked.exit_code == 1
    assert "'light/one' and 'light/two' may be one" in asked.output
