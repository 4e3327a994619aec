"""Which folders lie on another machine: SQLite's write-ahead log needs memory that all users share."""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")


def network_kind(path: Path, mounts: Path | None = None) -> str | None:
    """The kind of network file system that a path lies on, None for a folder of this machine.

    Args:
        path: a file or folder, which need not exist.
        mounts: the file in which Linux tells of its mounts (proc(5), mountinfo), the system's if not
            given; where there is none, nothing is known and the answer is None.
    """
    try:
        lines = (mounts or MOUNTS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    target = path.absolute().resolve()
    deepest, kind = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, about = before.split(" "), after.split(" ")
        if len(fields) < 5 or not about[0]:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
        # Of two mounts on one folder the later hides the earlier.
        if target.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), about[0]
    return kind if kind in _NETWORK else None


_NETWORK = frozenset(
    "9p afs beegfs ceph cifs davfs fuse.ceph-fuse fuse.curlftpfs fuse.davfs2 fuse.gcsfuse fuse.glusterfs"
    " fuse.rclone fuse.s3fs fuse.smbnetfs fuse.sshfs glusterfs lustre ncpfs nfs nfs4 smb3 smbfs".split()
)
