"""How much memory the machine has, and how much a process has taken."""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Mapping
from pathlib import Path

#: Where a control group says what its processes may take together (versions 2 and 1).
_GROUPS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def machine_memory() -> int:
    """Bytes of memory of the machine, or of its control group where that has less."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in _GROUPS:
        try:
            text = path.read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdecimal():
            found.append(int(text))
    return min(found)


def anonymous_memory(pid: int) -> int:
    """Bytes of memory that belong to no file in a process; 0 where it has ended.

    A fork begins with as many as its parent has, though it shares them: what it has more than
    its parent is what it has taken.
    """
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * resource.getpagesize()


def touched_memory(pid: int) -> int:
    """Bytes of the pages that a process has touched for the first time; 0 where it has ended.

    A fork gets a copy of a page of its parent's when it writes there, so that it has at most so
    many copies. Quick to find, where :func:`private_memory` goes through all pages.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[7]) * resource.getpagesize()


def taken_at_most(forks: Mapping[int, int]) -> dict[int, int]:
    """At most how many bytes forks of this process have for themselves.

    Parameters
    ----------
    forks: process ids, by whatever they are known as.
    """
    common = anonymous_memory(os.getpid())
    return {
        key: max(0, anonymous_memory(pid) - common) + min(touched_memory(pid), common)
        for key, pid in forks.items()
    }


def private_memory(pid: int) -> int:
    """Bytes of memory that a process shares with no other; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


#: glibc's name for the number of pools that threads allocate from.
_M_ARENA_MAX = -8


def use_one_arena() -> None:
    """Have the threads of this process allocate from one pool.

    Else each thread reserves address space for a pool of its own, which counts against a limit.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # other C libraries have one pool anyway
        mallopt(_M_ARENA_MAX, 1)
