"""The PostgreSQL of the tests leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

from postgres import forget_killed


def test_folders_of_killed_test_runs_are_taken_away(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name, first_line in (("dead", gone.pid), ("alive", os.getpid()), ("filled", -os.getpid()), ("begins", "")):
        (tmp_path / f"sujarit-{name}").mkdir()
        (tmp_path / f"sujarit-{name}" / "postmaster.pid").write_text(f"{first_line}\n/tmp\n")
    (tmp_path / "sujarit-play-x").mkdir()  # no server's
    forget_killed(tmp_path)
    left = {"sujarit-alive", "sujarit-filled", "sujarit-begins", "sujarit-play-x"}
    assert {folder.name for folder in tmp_path.iterdir()} == left
