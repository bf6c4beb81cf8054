"""The wheel carries its migrations and data, and the source archive all that testing needs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import sysconfig
import tarfile
import venv
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from db import Base

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, just built."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment with the wheel in it, beside the libraries of ours."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    python = folder / "bin" / "python"
    # The folder alone: its own .pth files, and so the editable checkout, are not followed.
    site_packages = Path(_run(python, "-c", "import site; print(site.getsitepackages()[0])"))
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    _run(*pip, "install", "--no-deps", "--no-index", "--ignore-installed", wheel)
    return folder / "bin"


def test_the_wheel_carries_all_that_the_code_reads(wheel: Path) -> None:
    inside = set(ZipFile(wheel).namelist())
    versions = _files("alembic", "*.py")
    assert any(name.startswith("alembic/versions/0001") for name in versions)
    assert {name.replace("alembic/", "db/_migrations/", 1) for name in versions} <= inside
    assert "db/_migrations/script.py.mako" in inside
    frameworks = _files("slackapp/frameworks/data", "*.toml")
    assert "slackapp/frameworks/data/ecf.toml" in frameworks
    assert frameworks <= inside
    page = _files("slackapp/sandbox/page", "*.*")
    assert "slackapp/sandbox/page/index.html" in page
    assert page <= inside


def test_the_wheel_carries_nothing_that_was_compiled_or_is_a_test(wheel: Path) -> None:
    inside = ZipFile(wheel).namelist()
    assert not [name for name in inside if "__pycache__" in name or name.startswith("tests/")]


def test_the_source_archive_carries_all_that_testing_it_needs(tmp_path: Path) -> None:
    _run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", tmp_path, CHECKOUT)
    [path] = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("alembic", "bench", "db", "docs", "faults", "slackapp", "tests"):
        assert _files(folder, "*.*") <= inside, folder
    assert {one.name for one in CHECKOUT.glob("*.*") if one.suffix in (".md", ".lock")} <= inside
    assert {"Makefile", "LICENSE", "manifest.json", "pyproject.toml", ".ci/run"} <= inside
    assert not {name for name in inside if name.startswith((".venv", ".git/", ".env"))}


def test_the_installed_command_migrates_outside_the_checkout(
    environment: Path, tmp_path: Path
) -> None:
    imported = _run(environment / "python", "-c", "import db; print(db.__file__)", cwd=tmp_path)
    assert Path(imported).is_relative_to(environment.parent)

    _run(environment / "kudoscope", "migrate", cwd=tmp_path, DATABASE_URL="sqlite:///x.db")
    version = _run(environment / "kudoscope", "--version", cwd=tmp_path)

    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        [[schema]] = connection.execute("SELECT version_num FROM alembic_version")
        assert version.endswith(f"(database schema {schema})")
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        assert {name for (name,) in names} >= set(Base.metadata.tables)


def _files(folder: str, pattern: str) -> set[str]:
    found = (CHECKOUT / folder).rglob(pattern)
    return {str(path.relative_to(CHECKOUT)) for path in found if "__pycache__" not in path.parts}


def _run(*command: str | Path, cwd: Path | None = None, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
