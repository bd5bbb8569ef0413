"""Whether a server of the page leaks: `python benchmarks/soak_of_the_page.py [VOICE]`, from the root, on Linux.

50 works and 500 requests at the same time, then 80 s of rest, in which the workers end. What the server holds is read
from /proc.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.web.page.conftest import Served

WORKS, REQUESTS, REST_S = 50, 500, 80
PARAGRAPHS = "\n\n".join(f"Paragraph {number} says a few words." for number in range(8))


def children(process: int) -> list[int]:
    """Every process below one."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    own = [int(one) for some in lists for one in some.read_text().split()]
    return own + [below for one in own for below in children(one)]


def look(served: Served, moment: str) -> None:
    """Print what the server holds."""
    process = Path(f"/proc/{served.process.pid}")
    facts = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    rss_mb = int(facts["VmRSS"].split()[0]) / 1024
    files, below = len(list((process / "fd").iterdir())), len(children(served.process.pid))
    print(f"{moment:18} {rss_mb:6.1f} MB, {files:3} files, {facts['Threads'].strip():>3} threads, {below:3} children")


def visit(served: Served, first: str, works: list[str]) -> None:
    """Ask for everything, in an order that is the same every time."""
    own = ("read-along", "files/mp3", "files/read-along.html", "cover", "live.mp3")
    paths = ["/", "/page.js", "/voices", "/facts", "/works/none/text", *(f"/works/{first}/{one}" for one in own)]
    chance = random.Random(1)
    for number in range(REQUESTS):
        if number % 25 == 0:
            served.works()
        elif number % 40 == 0:
            served.client.get(f"/works/{works[number // 20]}/live.mp3")
        else:
            served.client.get(chance.choice(paths))


def soak(served: Served) -> None:
    """Works, requests, rest."""
    first = served.add(f"# The first\n\n{PARAGRAPHS}")
    served.until(first, lambda work: work.get("state") == "done")
    look(served, "after one work")
    start = time.monotonic()
    works = [served.add(f"# Text {number}\n\n{PARAGRAPHS} {number}") for number in range(WORKS)]
    look(served, f"{WORKS} queued")
    visit(served, first, works)
    look(served, f"{REQUESTS} requests")
    for one in works:
        served.until(one, lambda work: work.get("state") == "done", 600)
    look(served, f"done in {time.monotonic() - start:.0f} s")
    time.sleep(REST_S)
    look(served, f"after {REST_S} s of rest")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        server = Served(Path(folder), Path(folder) / "shelf", "--voice", *(sys.argv[1:] or ["tone"]))
        soak(server)
        print("ended with", server.end())
