"""The build hook asks for Node only where it is needed, and says what failed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hatchling.bridge.app import Application

from kg import environment
from web import frontend_build
from web.frontend_build import NODE_WHEEL, FrontendBuild

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with a front-end that was never built."""
    for name in ("kg/environment.py", "web/frontend/package.json"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all there is on the path."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def hook(tree: Path) -> FrontendBuild:
    """The hook as hatchling makes it for a wheel of that tree."""
    return FrontendBuild(str(tree), {}, None, None, str(tree / "dist"), "wheel", Application())


def finish(tree: Path) -> None:
    """Put a bundle there as the hook leaves it."""
    (tree / "web/static/.vite").mkdir(parents=True)
    (tree / "web/static/.vite/manifest.json").write_text("{}")
    digest = environment.digest_of_frontend(tree / "web/frontend")
    (tree / "web/static" / environment.BUNDLE_STAMP).write_text(digest)


def put_node(path: Path, version: str) -> None:
    """Programs that say they are this version of Node, and npm."""
    for name in ("node", "npm"):
        (path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (path / name).chmod(0o755)


def test_node_is_asked_for_where_there_is_none(tree: Path, path: Path) -> None:
    assert hook(tree).dependencies() == [NODE_WHEEL]


def test_a_fresh_bundle_needs_no_node(tree: Path, path: Path) -> None:
    finish(tree)
    assert hook(tree).dependencies() == []
    hook(tree).initialize("standard", {})


@pytest.mark.parametrize(
    ("version", "asked"),
    [("v20.18.3", True), ("v20.19.0", False), ("v24.1.0", False), ("nonsense", True)],
)
def test_a_node_on_the_path_is_used_when_it_is_new_enough(
    tree: Path, path: Path, version: str, asked: bool
) -> None:
    put_node(path, version)
    assert hook(tree).dependencies() == [NODE_WHEEL] * asked


def test_neither_bundle_nor_sources(tree: Path, path: Path) -> None:
    shutil.rmtree(tree / "web/frontend")
    with pytest.raises(SystemExit, match=r"web/static has no bundle, and there is no .*frontend"):
        hook(tree).initialize("standard", {})


def test_a_step_that_fails_is_named_with_what_mends_it(
    tree: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=r"`/bin/sh -c .*` failed in .* status 3: mend the source"):
        frontend_build.run(
            ["/bin/sh", "-c", "echo what it printed; exit 3"], tree, "mend the source"
        )
    assert "what it printed" in capfd.readouterr().err


def test_what_lies_beside_the_program_of_a_step_comes_first_on_its_path(tree: Path) -> None:
    """The launchers of npm and Vite look for ``node`` there."""
    put_node(tree, "v24.1.0")
    (tree / "build").write_text("#!/bin/sh\nnode > version\n")
    (tree / "build").chmod(0o755)
    frontend_build.run([str(tree / "build")], tree, "")
    assert (tree / "version").read_text() == "v24.1.0\n"


def test_licences_of_all_that_is_passed_on_are_collected(tmp_path: Path) -> None:
    packages = {
        "": {},
        "node_modules/drawing": {"version": "1.2.3", "license": "MIT"},
        "node_modules/drawing/node_modules/@a/lines": {"version": "2.0.0", "license": "MIT"},
        "node_modules/bundler": {"version": "3.0.0", "license": "MIT", "dev": True},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))
    for place, name in zip(list(packages)[1:3], ("LICENSE", "license.md"), strict=True):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / name).write_text(f"Terms of {place}\n")
    collected = frontend_build.licences(tmp_path)
    assert "\ndrawing 1.2.3 (MIT)\n\nTerms of node_modules/drawing\n" in collected
    assert "\n@a/lines 2.0.0 (MIT)\n" in collected
    assert "bundler" not in collected


def test_a_package_without_a_licence_is_not_passed_on(tmp_path: Path) -> None:
    packages = {"node_modules/drawing": {"version": "1.2.3"}}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))
    with pytest.raises(SystemExit, match=r"node_modules/drawing has no licence file"):
        frontend_build.licences(tmp_path)
