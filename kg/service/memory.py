"""How much memory the machine has, and how much a process has taken."""

from __future__ import annotations

import os
import resource
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
