"""What reached a terminal, taken apart: control sequences and characters."""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: cursor, colours, modes
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC, DCS, SOS, PM, APC: strings
    r"|\x1b[ -/]*[0-~]"
    r"|\x1b",
    re.DOTALL,
)
#: Controls, bidi controls, line separators and tags: what no text may bring to a terminal.
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def shapes(raw: bytes) -> set[str]:
    """The kinds of sequences and of odd characters in what a terminal was sent.

    Places and colours are numbers without meaning here; modes and questions keep theirs.
    """
    text = raw.decode("utf-8", "surrogateescape")
    found = {_shape(match.group()) for match in _SEQUENCE.finditer(text)}
    return found | set(_ODD.findall(_SEQUENCE.sub("", text)))


def foreign(raw: bytes, plain: bytes) -> set[str]:
    """What `raw` has beyond what a run with plain text sends."""
    return shapes(raw) - shapes(plain)


def _shape(sequence: str) -> str:
    if re.fullmatch(r"\x1b\[[\d;]*[mH]", sequence):
        return f"CSI … {sequence[-1]}"
    return sequence
