import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HELP = """
import sys
import corett.cli
sys.argv = ["corett", "--help"]
try:
    corett.cli.main()
except SystemExit:
    print(sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_help_answers_without_importing_the_heavy_libraries() -> None:
    answer = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, cwd=ROOT, check=True)

    for heavy in ("sqlalchemy", "aiogram", "pydantic", "fastapi", "PIL", "weasyprint", "tweepy", "alembic"):
        assert f"'{heavy}'" not in answer.stdout
