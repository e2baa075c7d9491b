"""The canonical form loses nothing, keeps comments, and is where the shipped data stands."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from kg.cli import kg
from kg.facts.canonical import format_file
from kg.facts.json_schema import schemas
from kg.ontology import load_ontology

HERE = Path(__file__).parent
LIGHTHOUSES = HERE / "domains" / "lighthouses"
TEXTS = HERE / "domains" / "texts"
SHIPPED = HERE.parents[1] / "ontology"
FOLDERS = pytest.mark.parametrize("folder", [LIGHTHOUSES, SHIPPED, HERE.parents[1] / "kg/scaffold"])

UNTIDY = """\
# The book of the coast.
curator:   curator/tests
reviewed: 2026-01-02
evidence:
  # Who keeps what.
  - says:
      light/skerry: {keptBy: [ keeper/ada ]}  # the elder
      keeper/ada:   {  type: 'Keeper'  }
    quote:  "Ada keeps the Skerry, and others with her"
source:
  lang: en
  id: untidy
  accessed: '2026-01-02'
  type: Logbook
  snapshot: logbook.txt
"""

TIDY = """\
# The book of the coast.
source:
  id: untidy
  type: Logbook
  lang: en
  accessed: 2026-01-02
  snapshot: logbook.txt
  sha256: 393e6ac622de7f5498a442ee05d15e4e4007872085f2542424e92a7982f34d81
curator: curator/tests
reviewed: 2026-01-02
evidence:
  # Who keeps what.
- quote: Ada keeps the Skerry, and others with her
  at: 133-174
  says:
    light/skerry: # the elder
      keptBy: [keeper/ada]
    keeper/ada:
      type: Keeper
"""


def test_order_style_places_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "untidy.yaml"
    path.write_text(UNTIDY)
    formatted = format_file(path, TEXTS)
    assert formatted.text == TIDY
    assert formatted.changed
    assert formatted.problems == []
    assert path.read_text() == UNTIDY


def test_formatting_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "untidy.yaml"
    path.write_text(TIDY)
    assert not format_file(path, TEXTS).changed


def test_a_question_mark_stands_where_every_reader_takes_it_for_text(tmp_path: Path) -> None:
    path = tmp_path / "asked.yaml"
    path.write_text(TIDY.replace("lang: en", 'title: {en: "Which one?"}\n  lang: en'))
    text = format_file(path).text
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        assert "Which one?" in str(yaml.load(text, loader))


@FOLDERS
def test_data_stands_in_canonical_form(folder: Path) -> None:
    """Mend with `kg format --ontology FOLDER`."""
    for path in [*(folder / "facts").glob("*.yaml"), *(folder / "entities").glob("*.yaml")]:
        assert not format_file(path).changed, f"{path}: mend it with `kg format`"


@pytest.mark.parametrize("folder", [LIGHTHOUSES, SHIPPED])
def test_schemas_are_up_to_date_and_accept_the_data(folder: Path) -> None:
    """Mend with `kg format --ontology FOLDER`."""
    for name, text in schemas(load_ontology(folder)[0]).items():
        assert (folder / name).read_text(encoding="utf-8") == text, "run `kg format`"
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for path in (folder / name.partition(".")[0]).glob("*.yaml"):
            data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            validator.validate(json.loads(json.dumps(data, default=str)))


@pytest.mark.parametrize(
    "name", ["unknown-property", "unknown-type", "unknown-key", "unknown-status", "phrase-missing"]
)
def test_the_schema_refuses_what_an_editor_can_see(name: str) -> None:
    schema = json.loads((LIGHTHOUSES / "facts.schema.json").read_text())
    data = yaml.safe_load((HERE / "invalid" / "facts" / f"{name}.yaml").read_text())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(json.dumps(data, default=str)), schema)


def test_a_phrase_at_several_places_is_the_curators_choice(tmp_path: Path) -> None:
    path = tmp_path / "untidy.yaml"
    path.write_text(UNTIDY.replace("Ada keeps the Skerry, and others with her", "the Skerry"))
    (problem,) = format_file(path, TEXTS).problems
    assert "the phrase stands at 2 places (56-66, 143-153)" in problem.message
    path.write_text(TIDY.replace("Ada keeps the Skerry, and others with her", "the Skerry")
                    .replace("133-174", "143-153"))  # fmt: skip
    assert format_file(path, TEXTS).problems == []


def test_the_command_writes_reports_and_checks(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(LIGHTHOUSES, tmp_path / "l"))
    (folder / "facts" / "untidy.yaml").write_text(UNTIDY)
    command = ["format", "--ontology", str(folder), "--texts", str(TEXTS)]
    run = CliRunner().invoke(kg, [*command, "--check"])
    assert (run.exit_code, UNTIDY) == (1, (folder / "facts" / "untidy.yaml").read_text())
    assert CliRunner().invoke(kg, command).exit_code == 0
    assert (folder / "facts" / "untidy.yaml").read_text() == TIDY
    assert CliRunner().invoke(kg, [*command, "--check"]).exit_code == 0


def test_a_file_with_faults_is_left_alone(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(LIGHTHOUSES, tmp_path / "l"))
    broken = folder / "facts" / "broken.yaml"
    broken.write_text("source:   {id: broken\n")
    run = CliRunner().invoke(kg, ["format", "--ontology", str(folder)])
    assert run.exit_code == 1
    assert "broken.yaml:1:11: not YAML" in run.output
    assert broken.read_text() == "source:   {id: broken\n"
