"""What a network still lacks to be whole: its contract test, its page in the docs, its line in the table."""

import ast
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from foundation.texts import Texts
from networks.describing import markdown
from networks.registry import network_module
from tests.networks.contract import Stage

TESTS = Path(__file__).parent
DOCS = Path(__file__).parents[2] / "docs" / "networks.md"


def gaps(names: Iterable[str], tests: Path, docs: str) -> list[str]:
    """What is missing, in words."""
    missing = []
    for name in names:
        if not has_contract_test(tests / f"test_{name}.py"):
            missing.append(f"{name}: no subclass of NetworkContract in tests/networks/test_{name}.py")
        if f"\n## {name}\n" not in docs:
            missing.append(f"{name}: no heading «## {name}» in docs/networks.md")
    return missing


def has_contract_test(file: Path) -> bool:
    """Whether the file holds a subclass of `NetworkContract`, without importing it."""
    if not file.exists():
        return False
    classes = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef)]
    return any(isinstance(base, ast.Name) and base.id == "NetworkContract" for one in classes for base in one.bases)


def stage_of(suite: ModuleType) -> type[Stage]:
    """The one stand-in of a network's test module."""
    [stage] = [one for one in vars(suite).values() if isinstance(one, type) and issubclass(one, Stage) and one is not Stage]
    return stage


def table_in(docs: str) -> str:
    """The table as the page shows it."""
    return docs.split("<!-- table -->")[1].split("<!-- /table -->", maxsplit=1)[0].strip() + "\n"


def table_of(names: Iterable[str]) -> str:
    """The table as the modules declare it."""
    return markdown((network_module(name).LIMITS for name in names), Texts("en"))
