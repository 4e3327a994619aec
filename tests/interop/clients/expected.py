"""What the articles hold, and how a client says that it saw it."""

import json
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1])
ARTICLES = json.loads((FOLDER / "expected.json").read_text("utf-8"))


def same(found, wanted, what):
    """Stop where what a tool sees is not what was labelled."""
    found, wanted = plain(found), plain(wanted)
    if found != wanted:
        raise SystemExit(f"{what}: found {found} instead of {wanted}")


def same_spans(article, found, what):
    """Compare (label, start, end, words) of all spans of an article."""
    same(
        sorted(map(list, found), key=order),
        sorted(article["spans"], key=order),
        f"{what}, {article['id']}, spans",
    )


def same_roles(article, found, what):
    """Compare (start of the head, role, start of the filler) of all roles of an article."""
    same(sorted(map(list, found)), article["roles"], f"{what}, {article['id']}, roles")


def same_record(article, row, what):
    """Compare a native record, as a row by column: its text, spans and roles."""
    same(row["text"], article["text"], what)
    spans, text = list(row["spans"]), row["text"]
    same_spans(
        article, [(s["label"], s["start"], s["end"], text[s["start"] : s["end"]]) for s in spans], what
    )
    at = {span["id"]: span["start"] for span in spans}
    found = [
        (at[tie["head"]], role["role"], at[role["filler"]])
        for tie in row["ties"]
        for role in tie["roles"]
        if role.get("filler") is not None
    ]
    same_roles(article, found, what)


def order(span):
    """By place, then label."""
    return span[1], span[2], span[0]


def ok(what):
    """Tell that something was as it should be."""
    print(f"ok: {what}", flush=True)


def plain(value):
    """Lists and numbers in place of tuples and arrays."""
    return json.loads(json.dumps(value, default=lambda one: one.tolist()))
