"""The short form of the storm, on both databases; the long one is `python tests/storm/storm.py`."""

from pathlib import Path

from storm import Storm


async def test_killed_in_a_storm_nothing_is_lost_and_nothing_done_twice(
    tmp_path: Path, empty_database_url: str
) -> None:
    told = await Storm(tmp_path, empty_database_url, sessions=12, kills=4).blow()
    assert told.kills == 4
    assert not told.wrong, str(told)
