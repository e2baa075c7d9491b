"""What the README says is what there is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from kg.cli import COMMANDS, kg
from kg.dataset import PublishedDataset
from kg.definitions import with_prologue
from kg.networks import stored
from kg.settings import SETTINGS, Setting
from web import create_app

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "ontology"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_documented_and_shows_an_example(command: str) -> None:
    assert f"| `kg {command}` |" in README
    help_text = CliRunner().invoke(kg, [command, "--help"]).output
    assert f"kg {command}" in help_text.partition("Usage:")[2].partition("Example")[2]


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `kg (\w+)` \|", README, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_is_documented_as_it_is(setting: Setting) -> None:
    row = next(line for line in README.splitlines() if f"| `--{setting.name}` |" in line)
    default = str(setting.default_help or setting.default)
    assert row == f"| `--{setting.name}` | `{setting.variable}` | {default} | {setting.help} |"


def addresses(lines: Iterable[str]) -> set[str]:
    """Addresses with every variable part called the same."""
    return {re.sub(r"<[^>]+>|\{[^}]+\}", "{}", line) for line in lines}


def test_each_address_is_documented_and_no_other(tmp_path: Path) -> None:
    section = README.partition("\n## Addresses\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    documented = addresses(re.findall(r"`([^`]+)`", " ".join(cells)))
    rules = create_app({"DATASET": tmp_path}).url_map.iter_rules()
    assert documented == addresses(rule.rule for rule in rules)


def sample(language: str, word: str = "") -> str:
    """The README's one block in that language that has the word."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (block,) = (block for block in blocks if word in block)
    return str(block)


def test_the_python_sample_prints_who_attended(
    shipped: Path,
    published: PublishedDataset,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (home := shipped.parent / "readme").mkdir()
    (home / "dataset").symlink_to(shipped)
    monkeypatch.chdir(home)
    exec(sample("python", "kg.open"), {})
    assert f"{published.config.thing('org/van')}\n" in capsys.readouterr().out
    exec(sample("python", "kg.networks"), {})
    whole = stored(published.store, published.config, "whole")
    assert whole is not None
    assert capsys.readouterr().out == f"{whole.figures['diameter']}\n"


def test_the_query_for_a_measure_orders_things_by_it(published: PublishedDataset) -> None:
    text = with_prologue(sample("sparql", "kg:betweenness"), published.config)
    found = [float(row["betweenness"].value) for row in published.store.query(text)]
    assert found == sorted(found, reverse=True)
    assert len(found) > 10


def test_the_facts_sample_is_in_the_facts() -> None:
    (evidence,) = yaml.safe_load(sample("yaml"))
    recorded = yaml.safe_load((SHIPPED / "facts/e-history-8226.yaml").read_text(encoding="utf-8"))
    (same,) = [each for each in recorded["evidence"] if each["quote"] == evidence["quote"]]
    for thing, says in evidence["says"].items():
        assert says.items() <= same["says"][thing].items()


def test_pictures_and_links_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / target).exists(), f"{name}: {target}"


def test_the_tree_speaks_of_the_product_alone() -> None:
    """Neither locks nor instructions name the host of a package registry."""
    for name in ("README.md", "CONTRIBUTING.md"):
        assert not re.search(r"index-url|--registry", (ROOT / name).read_text(encoding="utf-8"))
    locks = [*ROOT.glob("requirements*.lock"), ROOT / "web/frontend/package-lock.json"]
    assert len(locks) == 3
    for lock in locks:
        assert not re.search(r'"resolved": *"https?:|--(extra-)?index-url', lock.read_text())
