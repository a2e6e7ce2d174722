"""`sujarit dump` and `sujarit load`, and that nothing else pays for them."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main


@pytest.fixture
def sujarit(tmp_path, monkeypatch):
    """Runs a command over a database of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "SUJARIT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SUJARIT_DATA_DIR", str(tmp_path))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    assert run("migrate").exit_code == 0
    return run


def test_a_file_is_loaded_and_dumped(sujarit, example):
    Path("agency.yaml").write_text(example, "utf-8")
    loaded = sujarit("load", "agency.yaml", "--new")
    assert loaded.exit_code == 0, loaded.output
    assert "หน่วยงานหมายเลข 1: องค์การบริหารส่วนตำบลตัวอย่างไทย" in loaded.output
    assert "รหัสของผู้ดูแลแผน นางสาวดี งานเสร็จ" in loaded.output
    assert sujarit("dump", "1", "--out", "dumped.yaml").exit_code == 0
    assert Path("dumped.yaml").read_text("utf-8") == sujarit("dump", "1").stdout


def test_what_is_wrong_is_told_and_nothing_loaded(sujarit, example):
    Path("wrong.yaml").write_text(example.replace("mission: 1.1.1", "mission: 7.7").replace("2570: 20000", "2570: x"))
    refused = sujarit("load", "wrong.yaml", "--new")
    assert refused.exit_code == 1
    assert "บรรทัด" in refused.output and "plans[1].items[1].mission" in refused.output
    assert "2 problems, nothing was loaded" in refused.output
    assert "ไม่พบหน่วยงานหมายเลข 1" in sujarit("dump", "1").output


@pytest.mark.parametrize("how", [(), ("--new", "--agency", "1")])
def test_where_it_goes_has_to_be_said(sujarit, example, how):
    Path("agency.yaml").write_text(example, "utf-8")
    assert sujarit("load", "agency.yaml", *how).exit_code == 2


def test_the_products_processes_do_not_load_the_format():
    code = (
        "import sys, bot.run, bot.bootstrap; sys.exit(any(name.startswith('bot.agencyfile') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
