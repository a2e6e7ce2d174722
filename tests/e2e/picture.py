"""Make docs/chat.png anew: three looks of the walk of test_main_job, side by side.

python tests/e2e/picture.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
LOOKS = ("offered", "ขอรายงานรอบนี้", "asked")
GAP = 20


def main() -> int:
    """Walk, and put the last picture of each look into one."""
    with tempfile.TemporaryDirectory() as folder:
        walk = [sys.executable, "-m", "pytest", "-q", HERE / "test_main_job.py"]
        if subprocess.run(walk, env=os.environ | {"E2E_PICTURES": folder}, check=False).returncode:
            return 1
        looks = [Image.open(sorted(Path(folder).glob(f"*_{look}.png"))[-1]).convert("RGB") for look in LOOKS]
    width, height = looks[0].size
    whole = Image.new("RGB", (len(looks) * (width + GAP) - GAP, height), "white")
    for place, look in enumerate(looks):
        whole.paste(look, (place * (width + GAP), 0))
    whole.quantize(128).save(HERE.parents[1] / "docs" / "chat.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
