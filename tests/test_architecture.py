"""How the code hangs together: who may import whom, and where things may live."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCREEN = {"streamlit", "folium", "streamlit_folium", "branca", "dashboard"}
DATABASES = {"sqlite3", "sqlalchemy", "duckdb", "psycopg"}
OUTERMOST = {"store", "inventory", "opening"}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Full names of all modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", sources("geo"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_domain_knows_of_no_screen(path):
    assert not {name.split(".")[0] for name in imports(path)} & SCREEN


def test_importing_the_domain_loads_no_screen_and_no_database_driver():
    inner = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources("geo")
        if not {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & OUTERMOST
    )
    program = f"import sys, importlib; [importlib.import_module(m) for m in {inner!r}]; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert not loaded & (SCREEN | DATABASES)


@pytest.mark.parametrize("path", sources("dashboard"), ids=lambda path: str(path.relative_to(ROOT)))
def test_session_and_address_are_touched_in_one_place(path):
    touched = {
        node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert path.name == "state.py" or not touched & {"session_state", "query_params"}


def test_modules_do_not_import_in_circles():
    graph = {}
    for path in sources("geo", "dashboard"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        graph[name] = imports(path) - {name}
    modules = set(graph)
    left = {name: {other for other in found if other in modules} for name, found in graph.items()}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    assert not left


@pytest.mark.parametrize("path", sources("geo", "dashboard"), ids=lambda path: str(path.relative_to(ROOT)))
def test_texts_from_outside_never_become_html(path):
    text = path.read_text("utf-8")
    for sink in ("unsafe_allow_html", "unsafe_allow_javascript", "components.html", "st.exception"):
        assert sink not in text
