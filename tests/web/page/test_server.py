"""What the server answers, to whom, and what it survives."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.page.conftest import Served

OpenShop = Callable[..., Served]
SHORT = "# A Short One\n\nSome words. More words."
BOOK = "\n\n".join(
    f"This is paragraph {number}, and it says a few things, so that it takes a while." for number in range(24)
)


@pytest.fixture(scope="session")
def made(shop: Served) -> str:
    """A work that is on the shelf."""
    id_ = shop.add(SHORT)
    shop.until(id_, lambda work: work.get("state") == "done")
    return id_


def test_a_work_says_what_its_own_files_say(shop: Served, made: str) -> None:
    work = shop.works()[made]
    assert work["title"] == "A Short One"
    assert work["voice"].startswith("tone:")
    assert {"mp3", "m4b", "vtt", "srt", "read-along.html", "read-along.epub"} <= set(work["kinds"])
    assert 1 < work["duration_s"] < 60


def test_sound_comes_in_the_ranges_that_are_asked_for(shop: Served, made: str) -> None:
    whole = shop.client.get(f"/works/{made}/files/mp3").content
    part = shop.client.get(f"/works/{made}/files/mp3", headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert shop.client.get(f"/works/{made}/files/mp3", headers={"range": "bytes=99999999-"}).status_code == 416


def test_the_sound_while_it_is_made_is_the_clips_in_order(shop: Served, made: str) -> None:
    """As long as the finished file, but for the silence at its beginning."""
    import av

    times = shop.client.get(f"/works/{made}/times").json()
    assert len(times["passages"]) == times["of"] == 2
    stream = shop.client.get(f"/works/{made}/live.mp3").content
    path = shop.folder / ".narrate" / "stream.mp3"
    path.write_bytes(stream)
    with av.open(str(path)) as sound:
        rate_hz = sound.streams.audio[0].rate
        length_s = sum(frame.samples for frame in sound.decode(audio=0)) / rate_hz
    path.unlink()
    assert abs(length_s - shop.works()[made]["duration_s"]) < 1.0
    later = shop.client.get(f"/works/{made}/live.mp3?from=1").content
    assert 0 < len(later) < len(stream)


def test_the_kept_read_along_page_holds_its_sound_and_the_shelfs_does_not(shop: Served, made: str) -> None:
    kept = shop.client.get(f"/works/{made}/files/read-along.html").text
    here = shop.client.get(f"/works/{made}/read-along").text
    assert "media-src blob:" in kept
    assert 'class="sound"' in kept
    assert 'class="sound"' not in here
    (name,) = re.findall(r'src="\./([^"]+)"', here)
    assert shop.client.get(f"/works/{made}/{name}").headers["content-type"] == "audio/mpeg"


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js"])
def test_the_page_may_ask_no_other_host_and_run_nothing_else(shop: Served, path: str) -> None:
    policy = shop.client.get(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/works/nobody/read-along",
        "/works/../../etc/passwd",
        "/works/..%2f..%2fetc%2fpasswd/read-along",
        "/works/{id}/..%2f.narrate%2ftoken",
        "/works/{id}/.narrate",
        "/works/{id}/files/..%2fa-short-one.mp3",
        "/works/{id}/files/chapters.vtt",
        "/works/{id}/a-short-one.vtt",
        "/works/{id}%00/read-along",
        "/feed/x/feed.xml",
        "/feed//a-short-one.mp3",
        "/docs",
    ],
)
def test_an_id_is_no_path_and_a_name_is_only_looked_up(shop: Served, made: str, path: str) -> None:
    answer = shop.client.get(path.replace("{id}", made))
    assert answer.status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"json": {"text": "   "}}, 400),
        ({"json": {"text": 5}}, 400),
        ({"json": ["text"]}, 400),
        ({"json": {"url": "file:///etc/passwd"}}, 400),
        ({"json": {"url": "ftp://example.org/a"}}, 400),
        ({"json": {"text": "words", "voice": "openai:http://127.0.0.1:1#a/b"}}, 400),
        ({"json": {"text": "words", "voice": ["x"]}}, 400),
        ({"json": {"text": "words", "speed": 99}}, 400),
        ({"json": {"text": "words", "speed": "NaN"}}, 400),
        ({"json": {"text": "words", "speed": "fast"}}, 400),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ({"content": b"[" * 100_000, "headers": {"content-type": "application/json"}}, 400),
        ({"data": {"text": "a form of another site's"}}, 415),
        ({"content": b'{"text": "words"}', "headers": {"content-type": "text/plain"}}, 415),
        ({"json": {"text": "word " * 1_000_001}}, 413),
    ],
)
def test_what_cannot_be_narrated_is_refused_at_once(shop: Served, asked: dict, status: int) -> None:
    answer = shop.client.post("/works", **asked)
    assert answer.status_code == status
    assert answer.json()["problem"].endswith((".", "?"))


@pytest.mark.parametrize("body", ["content-length: 50000001\r\n\r\n", "transfer-encoding: chunked\r\n\r\n"])
def test_an_upload_has_a_limit(shop: Served, body: str) -> None:
    """One that says so before it is read, another as soon as it is over."""
    host = shop.url.removeprefix("http://")
    with socket.create_connection(host.split(":"), timeout=20) as line, contextlib.suppress(ConnectionError):
        line.sendall(f"POST /works/file?name=a.txt HTTP/1.1\r\nhost: {host}\r\n{body}".encode())
        for _ in range(51 if "chunked" in body else 0):
            line.sendall(b"f4240\r\n" + bytes(1_000_000) + b"\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("place", [-1, 10**12, "5", None, True])
def test_a_place_is_a_number_of_milliseconds(shop: Served, made: str, place: object) -> None:
    assert shop.client.put(f"/works/{made}/place", json={"ms": place}).status_code == 400


def test_an_address_of_this_machine_is_not_fetched_for_a_page(shop: Served) -> None:
    answer = shop.client.post("/works", json={"url": f"{shop.url}/works"})
    work = shop.until(answer.json()["id"], lambda one: one.get("state") == "failed")
    assert work["problem"] == "127.0.0.1 is not on the public web."
    assert shop.client.delete(f"/works/{work['id']}").status_code == 204


def test_an_uploaded_file_is_read_by_its_suffix(shop: Served) -> None:
    page = b"<html><head><title>A Page</title></head><body><article><p>Some words of it, and more.</p></article></body></html>"
    answer = shop.client.post("/works/file", params={"name": "C:\\x\\..\\page.html"}, content=page)
    work = shop.until(answer.json()["id"], lambda one: one.get("state") in {"done", "failed"})
    assert (work["state"], work["title"]) == ("done", "A Page")
    shop.client.delete(f"/works/{work['id']}")


def test_two_texts_of_one_title_are_two_works(shop: Served, made: str) -> None:
    other = shop.add(SHORT)
    shop.until(other, lambda work: work.get("state") == "done")
    assert (shop.folder / "a-short-one-2.mp3").is_file()
    shop.client.delete(f"/works/{other}")
    assert not list(shop.folder.glob("a-short-one-2*"))
    assert shop.works()[made]["state"] == "done"


def test_a_folder_has_one_server_and_a_port_too(shop: Served) -> None:
    command = [sys.executable, "-m", "narrate", "serve", "--voice", "tone"]
    port = shop.url.rpartition(":")[2]
    for arguments, said in (
        ([str(shop.folder), "--port", "0"], "serves"),
        ([str(shop.folder.parent / "other"), "--port", port], f"listens on port {port}"),
    ):
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_within_seconds_and_its_works_stay_in_the_queue(
    open_shop: OpenShop, number: int, code: int
) -> None:
    first = open_shop("--voice", "tone", "--jobs", "1")
    ids = [first.add(BOOK * 50), first.add(SHORT)]
    first.until(ids[0], lambda work: work.get("stage") == "speaking")
    with first.client.stream("GET", "/events") as news:  # a page that is open
        next(news.iter_lines())
        start = time.monotonic()
        first.process.send_signal(number)
        assert first.process.wait(15) == code
    assert time.monotonic() - start < 10
    records = [json.loads((first.folder / ".narrate" / "works" / f"{one}.json").read_text()) for one in ids]
    assert [one["state"] for one in records] == ["working", "queued"]


@pytest.mark.slow
def test_killed_in_mid_job_it_loses_only_what_was_in_the_mouth(open_shop: OpenShop) -> None:
    first = open_shop("--jobs", "1")
    id_ = first.add(BOOK)
    first.until(id_, lambda work: work.get("stage") == "speaking" and work["part"] > 0.1)
    first.process.kill()
    first.process.wait(10)
    clips = first.folder.parent / "cache" / "narrate" / "clips"
    kept = {path: path.stat().st_ino for path in clips.glob("??/*.clip")}
    assert 2 < len(kept) < 24
    second = open_shop("--jobs", "1")
    second.until(id_, lambda work: work.get("state") == "done")
    assert {path: path.stat().st_ino for path in kept} == kept, "what was spoken was spoken again"
    assert len(list(clips.glob("??/*.clip"))) == 24
    assert len(list(second.folder.glob("*.mp3"))) == 1
    assert not list(second.folder.glob(".*.part"))


def test_a_work_is_called_off_wherever_it_is(shop: Served, made: str) -> None:
    ids = [shop.add(BOOK * 50), shop.add(BOOK), shop.add("# Another\n\nWords.")]
    shop.until(ids[0], lambda work: work.get("state") == "working")
    for one in ids[:2]:
        assert shop.client.delete(f"/works/{one}").status_code == 204
    shop.until(ids[2], lambda work: work.get("state") == "done")
    assert set(shop.works()) == {made, ids[2]}
    shop.client.delete(f"/works/{ids[2]}")
    names = {path.name.partition(".")[0] for path in shop.folder.iterdir() if path.name != "feed.xml"}
    assert names == {"", "a-short-one"}
    assert len(list((shop.folder / ".narrate" / "works").iterdir())) == 1
    assert list((shop.folder / ".narrate" / "sources").iterdir()) == []


@pytest.fixture(scope="module")
def taken_over(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a folder in which the command line made something, and somebody else something else."""
    home = tmp_path_factory.mktemp("taken-over")
    folder = home / "shelf"
    folder.mkdir()
    (home / "essay.txt").write_text("# An Essay\n\nSome words.")
    (folder / "somebody-elses.mp3").write_bytes(b"ID3")
    made = [home / "essay.txt", "-o", folder / "essay.mp3", "--captions", "vtt", "--cache-dir", home / "elsewhere"]
    subprocess.run([sys.executable, "-m", "narrate", *made, "--voice", "tone", "-q"], check=True, timeout=60)
    served = Served(home, folder, "--voice", "tone")
    yield served
    served.end()


def test_what_the_command_line_made_stands_on_the_shelf(taken_over: Served) -> None:
    (work,) = taken_over.works().values()
    assert (work["title"], work["kinds"]) == ("An Essay", ["chapters.vtt", "mp3", "vtt"])
    assert taken_over.client.delete(f"/works/{work['id']}").status_code == 204
    assert {path.name for path in taken_over.folder.iterdir()} == {".narrate", "somebody-elses.mp3"}


def test_where_the_disk_refuses_the_work_says_so_and_can_be_tried_again(taken_over: Served) -> None:
    shop = taken_over
    cache = shop.folder.parent / "cache" / "narrate"
    cache.mkdir(parents=True)
    (cache / "clips").write_text("in the way")
    id_ = shop.add(SHORT)
    work = shop.until(id_, lambda one: one.get("state") == "failed")
    assert "could not be written" in work["problem"]
    (cache / "clips").unlink()
    assert shop.client.post(f"/works/{id_}/again").status_code == 204
    shop.until(id_, lambda one: one.get("state") == "done")


def test_a_phone_finds_the_shelf_as_a_podcast(shop: Served, made: str) -> None:
    import feedparser

    id_ = shop.add("# For the Phone\n\nSome words.")
    shop.until(id_, lambda work: work.get("state") == "done")
    place = json.loads(shop.client.get("/facts").text)["feed"].partition("/feed/")[2]
    feed = feedparser.parse(shop.client.get(f"/feed/{place}").text)
    sounds = {one.title: one.enclosures[0].href for one in feed.entries}
    assert set(sounds) == {"A Short One", "For the Phone"}
    sound = sounds["For the Phone"]
    path = f"/feed/{place.partition('/')[0]}/for-the-phone.mp3"
    assert sound.endswith(path)
    assert shop.client.get(path).content.startswith(b"ID3")
    assert list(shop.folder.glob("for-the-phone*.chapters.json"))
    assert shop.client.get("/feed/wrong/for-the-phone.mp3").status_code == 404
    assert shop.client.get(path.replace("for-the-phone.mp3", "%2enarrate")).status_code == 404
    assert shop.client.delete(f"/works/{id_}").status_code == 204
    assert not list(shop.folder.glob("for-the-phone*"))
    assert shop.client.get(path).status_code == 404


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_many_requests_and_works_leave_nothing_open(shop: Served, made: str) -> None:
    """A small one of the soak of 500 requests and 50 works that is run by hand: benchmarks/soak_of_the_page.py."""

    def held() -> tuple[int, int]:
        process = Path("/proc") / str(shop.process.pid)
        return len(list((process / "fd").iterdir())), len(list((process / "task").iterdir()))

    def visit(number: int) -> None:
        paths = [
            "/",
            "/voices",
            f"/works/{made}/read-along",
            f"/works/{made}/files/mp3",
            f"/works/{made}/live.mp3",
            "/no",
        ]
        for path in paths:
            assert shop.client.get(path).status_code in {200, 404}
        ids.append(shop.add(f"# Work {number}\n\nSome words."))

    ids: list[str] = []
    visit(0)
    shop.until(ids[0], lambda work: work.get("state") == "done")
    files, threads = held()
    for number in range(1, 9):
        visit(number)
    for one in ids:
        shop.until(one, lambda work: work.get("state") == "done")
        shop.client.delete(f"/works/{one}")
    time.sleep(0.5)
    assert held()[0] <= files + 3
    assert held()[1] <= threads + 8  # a few more of the threads that answer, which stay
    assert list(shop.works()) == [made]
