"""A worker that is killed in the middle of reminding leaves nobody out and tells nobody twice; another one goes on."""

import subprocess
import sys

from cycle.test_reminders import bangkok, many, rows

from bot.cycle.reminders import remind
from storage.database import Database

NOW = "2027-01-12T09:00"
KILLED = f"""
import sys, time
from cycle.test_reminders import bangkok
from bot.cycle import reminders
from storage.database import Database

def put(*args):
    written(*args)
    print("under way", flush=True)
    time.sleep(600)

written, reminders.mail.put = reminders.mail.put, put
Database(sys.argv[1]).write_now(reminders.remind, bangkok({NOW!r}))
"""


async def test_killed_in_the_middle(world):
    many(world, 60)
    url = world.database.writer.url.render_as_string(hide_password=False)
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, url], env={"PYTHONPATH": ":".join(sys.path)}, stdout=subprocess.PIPE
    )
    assert worker.stdout.readline() == b"under way\n"
    other = Database(url)
    if not other.sqlite:  # which has one writer
        other.write_now(remind, bangkok(NOW))  # takes what the first one does not hold
        assert 0 < sum(len(world.said(n)) for n in range(100, 160)) < 60
    worker.kill()
    worker.communicate()
    while sum(len(world.said(n)) for n in range(100, 160)) < 60:  # the server notices the death after a moment
        other.write_now(remind, bangkok(NOW))
    other.close()
    assert [len(world.said(n)) for n in range(100, 160)] == [1] * 60
    told = [row[:2] for row in rows(world, person_id=100)]
    assert len(told) == len(set(told)) == 1
