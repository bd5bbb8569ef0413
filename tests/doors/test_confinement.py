"""Strangers' files are read by a process that can do no harm, and whose failures are sentences."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import narrate_confined_jobs as jobs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from narrate_confined_jobs import Tree

from narrate.doors import confinement, limits
from narrate.doors.confinement import confined
from narrate.errors import SourceError

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what only Linux keeps")


def test_what_a_reader_returns_comes_back_as_it_was() -> None:
    picture = bytes(range(256)) * 4000
    tree = confined(jobs.echo, picture, "Ein Büch.epub", Tree)
    assert tree == jobs.echo(picture, "Ein Büch.epub")
    assert tree.leaves[0].colour is jobs.Colour.RED


def test_a_name_may_hold_anything_that_a_path_may() -> None:
    name = "a'b\"c\n\\ \udcff.epub"
    with pytest.raises(SourceError) as refusal:
        confined(jobs.refuse, b"", name, Tree)
    assert (refusal.value.problem, refusal.value.remedy) == (f"{name} has no words.", "Give “another”.")


def test_what_libraries_print_is_no_part_of_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert confined(jobs.print_much, b"", "x", Tree).note == "quiet"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("job", "hint"),
    [
        (jobs.fail, "cannot make sense"),
        (jobs.recurse, "cannot make sense"),
        (jobs.return_another_noun, "cannot make sense"),
        (jobs.crash, "crashed"),
        (jobs.leave, "crashed"),
        pytest.param(jobs.fill_memory, "too much memory", marks=linux),
        pytest.param(jobs.answer_endlessly, "more text in it than any book", marks=linux),
        pytest.param(jobs.answer_with_another_noun, "no text", marks=linux),
    ],
)
def test_a_reader_that_fails_is_a_sentence(job, hint: str) -> None:
    with pytest.raises(SourceError, match=hint) as refusal:
        confined(job, b"", "book.epub", Tree)
    assert refusal.value.problem.startswith("book.epub ")
    assert refusal.value.remedy


def test_what_a_reader_raised_is_kept_for_whoever_mends_it() -> None:
    with pytest.raises(SourceError) as refusal:
        confined(jobs.fail, b"", "x", Tree)
    assert "out of cheese" in str(refusal.value.__cause__)


@given(st.binary(max_size=50), st.sampled_from([b"", b"=", b"!", b"?", b"=\x82\xa6leaves\x90\xa4note", b'!["a",']))
def test_whatever_comes_back_is_the_noun_or_a_sentence(content: bytes, beginning: bytes) -> None:
    with contextlib.suppress(SourceError):
        assert isinstance(confinement._understood(beginning + content, 0, "x", Tree), Tree)


@pytest.mark.parametrize("job", [jobs.hang, jobs.spin])
def test_a_reader_that_hangs_is_ended(job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "TIME_S", 0.4)
    with pytest.raises(SourceError, match="too long"):
        confined(job, b"", "book.epub", Tree)
    assert not children()


def children() -> list[str]:
    me = f"PPid:\t{os.getpid()}\n"
    statuses = [path for path in Path("/proc").glob("[0-9]*/status") if path.exists()]
    return [text for path in statuses if me in (text := path.read_text(errors="replace")) and "narrate" in text]


@linux
def test_code_in_python_cannot_write_run_or_connect() -> None:
    Path("canary").write_text("alive")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert confined(jobs.open_socket, b"", str(server.getsockname()[1]), Tree).note == "PermissionError"
    assert confined(jobs.write_file, b"dead", "canary", Tree).note == "PermissionError"
    assert confined(jobs.write_file, b"dead", "another", Tree).note == "PermissionError"
    assert confined(jobs.remove_file, b"", "canary", Tree).note == "PermissionError"
    assert confined(jobs.start_program, b"", "", Tree).note == "PermissionError"
    assert [path.name for path in Path().iterdir()] == ["canary"]
    assert Path("canary").read_text() == "alive"


@linux
def test_code_in_c_cannot_write_run_or_connect() -> None:
    Path("canary").write_text("alive")
    if ctypes.CDLL(None).syscall(limits.LANDLOCK_CREATE_RULESET, None, 0, 1) < 1:
        pytest.skip("this kernel has no Landlock")
    assert confined(jobs.native, b"", "canary", Tree).note == str([-1] * 12)
    assert Path("canary").read_text() == "alive"


@linux
@pytest.mark.parametrize("job", [jobs.write_file, jobs.remove_file, jobs.start_program, jobs.open_socket])
def test_code_in_python_is_held_back_where_the_kernel_does_not(job) -> None:
    Path("80").write_text("alive")
    code = (
        "import narrate_confined_jobs as jobs; from narrate.doors import limits; "
        "limits._give_up_files = limits._give_up_sockets = lambda system: None; limits.give_up(1 << 30, 60); "
        f"print(jobs.{job.__name__}(b'', '80').note)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "PermissionError\n"
    assert Path("80").read_text() == "alive"


def test_a_reader_may_read_what_its_library_needs() -> None:
    Path("table").write_text("of characters")
    assert confined(jobs.read_file, b"", str(Path("table").resolve()), Tree).note == "of characters"


@linux
def test_a_reader_does_not_outlive_who_started_it() -> None:
    code = (
        "import narrate_confined_jobs as jobs; from narrate.doors.confinement import confined; "
        "confined(jobs.hang, b'', 'x', jobs.Tree)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    try:
        child = wait_for_child(parent.pid)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    until_s = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < until_s:
        time.sleep(0.02)
    assert not Path(f"/proc/{child}").exists()


def wait_for_child(parent: int) -> str:
    until_s = time.monotonic() + 20
    while time.monotonic() < until_s:
        found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if found and "Seccomp:\t2" in Path(f"/proc/{found[0]}/status").read_text():
            return found[0]
        time.sleep(0.02)
    raise AssertionError("no child came")
