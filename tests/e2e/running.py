"""`sujarit run` as a process that can be killed and started again."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from browser import free_port


@dataclass
class Running:
    """The process over one data folder; it keeps its port and key over a restart."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    address: str = ""
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait for the address it prints."""
        values = {"SUJARIT_DATA_DIR": str(self.data_dir), "SUJARIT_LOCAL_PORT": str(self.port), "DATABASE_URL": ""}
        with (self.data_dir / "log.txt").open("a") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("sujarit"), "run"],
                env=os.environ | values | {"PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip().startswith("http://"):
                self.address = line.strip()
                return
        raise AssertionError((self.data_dir / "log.txt").read_text("utf-8"))

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as a restart of the machine would."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()
