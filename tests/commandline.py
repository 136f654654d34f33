"""The `corett` command in this process: a fresh interpreter for each would take the suite minutes."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest
import structlog

from corett.cli import main


def corett(*words: str, given: str | bytes = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the words as `python -m corett` would, with that on its standard input and those variables set."""
    sent = given.encode() if isinstance(given, str) else given
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["corett", *words])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sent), "utf-8"))
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    structlog.reset_defaults()  # the log must not go on writing to what this call captured
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
