"""What a process gives up, for good, before it touches what a stranger wrote: memory, time, files, network, programs.

Every system keeps a part of this. Python's audit hook works everywhere, but binds only code in Python. The limits of
`resource` are kept by Linux and, but for memory, by macOS. Landlock (files, programs) and a seccomp filter (sockets)
need Linux, but no privileges, and bind native code too. What a system does not know is left out.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import sys
from typing import Any

MOST_FILES = 64  # open at once: a reader opens its modules, one after the other

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2  # linux/seccomp.h
SECCOMP_ALLOW = 0x7FFF0000
SECCOMP_REFUSE = 0x00050000 | 13  # SECCOMP_RET_ERRNO with EACCES
LOAD_WORD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h
NUMBER_AT, ARCHITECTURE_AT = 0, 4  # struct seccomp_data
X32_BIT = 0x40000000  # the other numbers of the same calls, on x86

ARCHITECTURES = {"x86_64": (0xC000003E, (41, 425)), "aarch64": (0xC00000B7, (198, 425))}
"""linux/audit.h, and the numbers of `socket` and of `io_uring_setup`, which can make sockets too."""

LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446  # the same on all architectures
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_EXECUTE = 1 << 0  # linux/landlock.h
LANDLOCK_WRITES = 1 << 1 | sum(1 << bit for bit in range(4, 13))  # write, remove and make files of all kinds
LANDLOCK_LATER_WRITES = {2: 1 << 13, 3: 1 << 14}  # since which version: move between folders, truncate

FORBIDDEN_EVENTS = (
    "socket.", "subprocess.", "shutil.", "tempfile.", "ftplib.", "http.", "urllib.", "smtplib.",
    "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "os.kill", "os.putenv",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.utime", "sqlite3.connect", "webbrowser.open", "winreg.",
)  # fmt: skip
"""How the names of Python's audit events begin that a reader of bytes has no use for."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def give_up(memory_bytes: int, time_s: int) -> None:
    """Give up all but reading: no more than so much memory on top of what is in use, and so much processor time."""
    _limit_resources(memory_bytes, time_s)
    if sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        _call(system.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _give_up_files(system)
        _give_up_sockets(system)
    sys.addaudithook(_refuse)


def die_with(parent: int) -> None:
    """End this process when the one that started it ends, however it ends: a job that hangs would outlive a SIGKILL.

    Only Linux can do this. Elsewhere an idle worker ends by itself, and a hung one is left.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we could ask
            os._exit(1)


def _limit_resources(memory_bytes: int, time_s: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = {
        "RLIMIT_AS": _memory_in_use() + memory_bytes,
        "RLIMIT_CPU": time_s,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_NOFILE": MOST_FILES,
    }
    for name, value in wanted.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            most = value + (
                name == "RLIMIT_CPU"
            )  # at the hard limit Linux kills without a word, before it says SIGXCPU
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (min(value, most), most))


def _memory_in_use() -> int:
    """The address space that this process has, in bytes; half a gigabyte where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 512 << 20


def _give_up_files(system: Any) -> None:
    """No file is made, changed or removed from now on, and no program is run: a ruleset without a rule."""
    version = _call(system.syscall, LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION)
    if version < 1:
        return
    rights = LANDLOCK_EXECUTE | LANDLOCK_WRITES
    rights |= sum(right for since, right in LANDLOCK_LATER_WRITES.items() if version >= since)
    ruleset = ctypes.create_string_buffer(struct.pack("=Q", rights), 8)
    descriptor = _call(system.syscall, LANDLOCK_CREATE_RULESET, ctypes.addressof(ruleset), 8, 0)
    if descriptor >= 0:
        _call(system.syscall, LANDLOCK_RESTRICT_SELF, descriptor, 0)
        os.close(descriptor)


def _give_up_sockets(system: Any) -> None:
    """No socket is made from now on, of any family."""
    if platform.machine() not in ARCHITECTURES or sys.maxsize < 1 << 32:
        return
    architecture, numbers = ARCHITECTURES[platform.machine()]
    steps = [
        (LOAD_WORD, 0, 0, ARCHITECTURE_AT),
        (JUMP_IF_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, SECCOMP_REFUSE),
        (LOAD_WORD, 0, 0, NUMBER_AT),
        (JUMP_IF_AT_LEAST, len(numbers) + 1, 0, X32_BIT),
        *((JUMP_IF_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)),
        (RETURN, 0, 0, SECCOMP_ALLOW),
        (RETURN, 0, 0, SECCOMP_REFUSE),
    ]
    filter_bytes = b"".join(struct.pack("=HBBI", *step) for step in steps)
    lines = ctypes.create_string_buffer(filter_bytes, len(filter_bytes))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(lines)))
    _call(system.prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0)


def _call(function: Any, *arguments: int) -> int:
    """Call the system: it takes whole words, where ctypes would give halves."""
    answer: int = function(*map(ctypes.c_long, arguments))
    return answer


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: raise PermissionError for what is given up."""
    if event == "open":
        _, mode, flags = arguments
        if flags & WRITING or (isinstance(mode, str) and set(mode) & set("wax+")):
            raise PermissionError(f"{event} is given up")
    elif event.startswith(FORBIDDEN_EVENTS):
        raise PermissionError(f"{event} is given up")
