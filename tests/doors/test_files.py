"""The disk: a file is there whole or not at all, and what is in its place stays until then."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from narrate.doors.files import disk_errors, make_folder, only_writer, replacing, write_whole
from narrate.errors import OutputError

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with nothing in it but an old file."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "book.mp3").write_bytes(b"old")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = os.name != "nt" and sys.platform == "linux" and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], check=False).returncode
    ):
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


# --- replacing --------------------------------------------------------------------------------------------------------


def test_a_file_appears_whole_and_only_at_the_end(shelf: Path) -> None:
    with replacing(shelf / "new.mp3") as part:
        part.write_bytes(b"half")
        assert not (shelf / "new.mp3").exists()
        assert part.parent == shelf
        assert part.name.startswith(".")
        part.write_bytes(b"whole")
    assert (shelf / "new.mp3").read_bytes() == b"whole"
    assert names(shelf) == ["book.mp3", "new.mp3"]


@pytest.mark.parametrize(
    "error", [ValueError("x"), OutputError("x"), OSError(errno.EIO, "x"), KeyboardInterrupt(), SystemExit()]
)
def test_whatever_happens_midway_the_old_file_stays_and_nothing_is_left_over(error: BaseException, shelf: Path) -> None:
    def write() -> None:
        with replacing(shelf / "book.mp3") as part:
            part.write_bytes(b"half")
            raise error

    with pytest.raises(OutputError if isinstance(error, OSError) else type(error)):
        write()
    assert names(shelf) == ["book.mp3"]
    assert (shelf / "book.mp3").read_bytes() == b"old"


def test_a_run_that_made_no_file_leaves_the_old_one(shelf: Path) -> None:
    with pytest.raises(OutputError, match="could not be written: No such file"), replacing(shelf / "book.mp3"):
        pass
    assert (shelf / "book.mp3").read_bytes() == b"old"


@POSIX
def test_a_killed_run_leaves_the_old_file(shelf: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from narrate.doors.files import replacing\n"
        "with replacing(Path(sys.argv[1])) as part:\n"
        "    part.write_bytes(b'half'); print('ready', flush=True); time.sleep(60)"
    )
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    with subprocess.Popen(
        [sys.executable, "-c", code, shelf / "book.mp3"], stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    assert (shelf / "book.mp3").read_bytes() == b"old"
    with replacing(shelf / "book.mp3") as part:
        part.write_bytes(b"new")
    assert (shelf / "book.mp3").read_bytes() == b"new"


def test_the_content_is_on_the_disk_before_the_name_is(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    really_sync, really_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda one: (order.append("sync"), really_sync(one)))
    monkeypatch.setattr(Path, "replace", lambda one, to: (order.append("rename"), really_replace(one, to))[1])
    with replacing(shelf / "book.mp3") as part:
        part.write_bytes(b"new")
    assert order[:2] == ["sync", "rename"]
    if os.name != "nt":
        assert order == ["sync", "rename", "sync"]  # the second time the folder, so that the name is kept too


@pytest.mark.parametrize("failing", ["fsync", "write", "replace"])
def test_a_disk_that_is_full_at_any_step_leaves_the_old_file(
    failing: str, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write() -> None:
        with replacing(shelf / "book.mp3") as part:
            part.write_bytes(b"half")
            if failing == "write":
                full()

    if failing == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif failing == "replace":
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(
        OutputError, match=r"The disk is full: “.*book\.mp3” could not be written \([\d,]+ bytes free\)"
    ):
        write()
    monkeypatch.undo()
    assert names(shelf) == ["book.mp3"]
    assert (shelf / "book.mp3").read_bytes() == b"old"


@POSIX
def test_a_real_full_disk_keeps_the_old_file_and_leaves_nothing(small_disk: Path) -> None:
    write_whole(small_disk / "book.mp3", b"old")
    with pytest.raises(OutputError, match="The disk is full") as caught:
        write_whole(small_disk / "book.mp3", bytes(200_000))
    assert "Free some space" in caught.value.remedy
    assert names(small_disk) == ["book.mp3"]
    assert (small_disk / "book.mp3").read_bytes() == b"old"


@POSIX
def test_a_link_at_the_destination_is_replaced_and_what_it_points_to_is_not_touched(shelf: Path) -> None:
    (shelf / "link.mp3").symlink_to("book.mp3")
    write_whole(shelf / "link.mp3", b"new")
    assert not (shelf / "link.mp3").is_symlink()
    assert (shelf / "link.mp3").read_bytes() == b"new"
    assert (shelf / "book.mp3").read_bytes() == b"old"


@POSIX
def test_a_link_laid_where_the_temporary_file_will_be_is_not_followed(shelf: Path, tmp_path: Path) -> None:
    with replacing(shelf / "new.txt") as part:
        part.touch()
        trap = part.name
    (tmp_path / "precious").write_bytes(b"precious")
    (shelf / trap).symlink_to(tmp_path / "precious")
    with pytest.raises(OutputError, match="File exists"):
        write_whole(shelf / "new.txt", b"new")
    assert (tmp_path / "precious").read_bytes() == b"precious"


def test_two_writers_of_one_file_leave_one_of_their_contents(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from narrate.doors.files import write_whole\n"
        "for _ in range(40): write_whole(Path(sys.argv[1]), sys.argv[2].encode() * 50_000)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    target = tmp_path / "target"
    target.mkdir()
    writers = [subprocess.Popen([sys.executable, "-c", code, target / "x", one], env=environment) for one in "ab"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        with contextlib.suppress(FileNotFoundError):
            seen.add((target / "x").read_bytes())
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen <= {b"a" * 50_000, b"b" * 50_000}
    assert names(target) == ["x"]


@pytest.mark.parametrize("name", ["x" * 255, "n" * 90 + ".mp3", "ü" * 100 + ".mp3", "第" * 80 + ".mp3"])
def test_a_long_name_that_the_disk_takes_can_be_written(name: str, shelf: Path) -> None:
    write_whole(shelf / name, b"new")
    assert (shelf / name).read_bytes() == b"new"


@pytest.mark.parametrize("name", ["🎉" * 60 + ".mp3"])
def test_a_long_name_in_any_script_can_be_written(name: str, shelf: Path) -> None:
    (shelf / name).touch()  # the disk takes it
    write_whole(shelf / name, b"new")


def test_a_new_file_has_the_rights_that_any_program_would_give_it(shelf: Path) -> None:
    (shelf / "plain").touch()
    write_whole(shelf / "ours", b"new")
    assert (shelf / "ours").stat().st_mode == (shelf / "plain").stat().st_mode


# --- what the system says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "problem", "remedy"),
    [
        (errno.ENOSPC, r"The disk is full: “.*x\.mp3” could not be written \([\d,]+ bytes free\)\.", "Free some space"),
        (errno.EDQUOT, r"The disk is full", "what was spoken is kept"),
        (errno.EACCES, r"“.*x\.mp3” cannot be written: permission denied\.", "Choose another place with -o."),
        (errno.EPERM, r"permission denied", "Choose another place"),
        (errno.EROFS, r"permission denied", "Choose another place"),
        (errno.ENOENT, r"“.*x\.mp3” could not be written: No such file or directory\.", "-o"),
        (errno.EIO, r"“.*x\.mp3” could not be written: Input/output error\.", "-o"),
        (errno.ENAMETOOLONG, r"File name too long", "-o"),
    ],
)
def test_what_a_disk_says_becomes_a_problem_and_a_remedy(
    number: int, problem: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match=problem) as caught, disk_errors(tmp_path / "x.mp3"):
        raise OSError(number, os.strerror(number))
    assert remedy in caught.value.remedy
    assert caught.value.exit_code == 5


def test_an_error_without_a_number_is_told_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="could not be written: out of cheese"), disk_errors(tmp_path / "x.mp3"):
        raise OSError("out of cheese")


# --- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_is_made_with_those_above_it_and_may_be_there_already(tmp_path: Path) -> None:
    for _ in range(2):
        assert make_folder(tmp_path / "a" / "b" / "c").is_dir()


@POSIX
def test_a_private_folder_is_its_owners_alone(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b", private=True)
    assert [(tmp_path / one).stat().st_mode & 0o777 for one in ("a", "a/b")] == [0o700, 0o700]


@pytest.mark.parametrize("place", ["file", "file/inside"])
def test_a_file_in_the_way_of_a_folder_is_an_output_error(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="could not be written"):
        make_folder(tmp_path / place)


# --- locks ------------------------------------------------------------------------------------------------------------

REFUSED = r"Another narrate is writing “.*book\.mp3” right now\."


def test_a_second_writer_of_the_same_file_is_refused_at_once(tmp_path: Path) -> None:
    target, locks = tmp_path / "book.mp3", tmp_path / "locks"
    with only_writer(target, locks):
        before = time.monotonic()
        with pytest.raises(OutputError, match=REFUSED), only_writer(target, locks):
            pytest.fail("two writers at once")
        assert time.monotonic() - before < 1


def test_a_second_writer_in_another_thread_is_refused(tmp_path: Path) -> None:
    caught: list[BaseException] = []

    def second() -> None:
        try:
            with only_writer(tmp_path / "book.mp3", tmp_path / "locks"):
                pass
        except OutputError as error:
            caught.append(error)

    with only_writer(tmp_path / "book.mp3", tmp_path / "locks"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert "Another narrate is writing" in str(caught[0])


def elsewhere(target: Path, locks: Path, then: str) -> subprocess.Popen[bytes]:
    """Another process that holds the place and then does something."""
    code = (
        "import sys, time; from pathlib import Path; from narrate.doors.files import only_writer\n"
        "with only_writer(Path(sys.argv[1]), Path(sys.argv[2])):\n"
        f"    print('held', flush=True); {then}"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen([sys.executable, "-c", code, target, locks], stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_writer_in_another_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    target, locks = tmp_path / "book.mp3", tmp_path / "locks"
    with elsewhere(target, locks, "time.sleep(60)") as process:
        with pytest.raises(OutputError, match=REFUSED), only_writer(target, locks):
            pytest.fail("two writers at once")
        process.kill()
    with only_writer(target, locks):
        pass


def test_the_place_is_free_after_an_error(tmp_path: Path) -> None:
    def work() -> None:
        with only_writer(tmp_path / "book.mp3", tmp_path / "locks"):
            raise ValueError("out of cheese")

    for _ in range(2):
        with pytest.raises(ValueError, match="cheese"):
            work()


def test_writers_of_different_files_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with only_writer(tmp_path / "one.mp3", tmp_path / "locks"), only_writer(tmp_path / "two.mp3", tmp_path / "locks"):
        pass


def test_a_relative_and_an_absolute_name_are_one_place(tmp_path: Path) -> None:
    with (
        only_writer(Path.cwd() / "book.mp3", tmp_path / "locks"),
        pytest.raises(OutputError, match=REFUSED),
        only_writer(Path("book.mp3"), tmp_path / "locks"),
    ):
        pytest.fail("two writers at once")


@POSIX
@pytest.mark.parametrize("spelling", ["here/../book.mp3", "link/book.mp3"])
def test_another_spelling_of_a_place_is_the_same_place(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    with (
        only_writer(tmp_path / "book.mp3", tmp_path / "locks"),
        pytest.raises(OutputError, match=REFUSED),
        only_writer(tmp_path / spelling, tmp_path / "locks"),
    ):
        pass
