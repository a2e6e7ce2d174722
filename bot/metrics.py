"""What a process counts for Prometheus: numbers only, no label that names a person or an agency.

The counters are this process's own; the ages are read from the database when somebody asks, and are the same whichever
process is asked.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

Job = Callable[[dict[str, Any]], Awaitable[None]]

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

STORED: Final = Counter(
    "sujarit_updates_stored", "Updates stored, without those that came again", ["channel"], registry=REGISTRY
)
TURNS: Final = Histogram(
    "sujarit_turn_seconds",
    "A turn, from waiting for its thread to its commit",
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
FAILED: Final = Counter("sujarit_turns_failed", "Turns that raised and were rolled back", registry=REGISTRY)
SENDS: Final = Counter(
    "sujarit_sends", "Messages handed to a channel, by what became of it", ["channel", "result"], registry=REGISTRY
)
DOCUMENTS: Final = Histogram(
    "sujarit_document_seconds",
    "Making a document, from its request to its row",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
WORK_FAILED: Final = Counter(
    "sujarit_work_failed",
    "Documents, photos and sweeps that raised and will be tried again",
    ["work"],
    registry=REGISTRY,
)
JOBS: Final = Counter(
    "sujarit_jobs", "Durable jobs and ticks, by how they ended", ["name", "result"], registry=REGISTRY
)
WAITING: Final = Gauge(
    "sujarit_oldest_waiting_seconds",
    "Age of the oldest update without its turn (turn) and of the oldest message not sent (send)",
    ["what"],
    registry=REGISTRY,
)
PARKED: Final = Gauge(
    "sujarit_parked_updates", "Updates that were given up and wait for a plan owner", registry=REGISTRY
)


def counted(name: str, job: Job) -> Job:
    """The job, counted."""

    async def run(payload: dict[str, Any]) -> None:
        result = "failed"
        try:
            await job(payload)
            result = "done"
        finally:
            JOBS.labels(name, result).inc()

    return run


def exposition(ages: Mapping[str, float], parked: float) -> bytes:
    """The metrics in Prometheus's text format."""
    for what, seconds in ages.items():
        WAITING.labels(what).set(seconds)
    PARKED.set(parked)
    return generate_latest(REGISTRY)
