"""pandas: native JSONL, Parquet and the table of ties as data frames."""

import pandas
from expected import ARTICLES, FOLDER, ok, same, same_roles, same_spans


def check(frame, what):
    same(list(frame["id"]), [one["id"] for one in ARTICLES], what)
    for (_, row), article in zip(frame.iterrows(), ARTICLES, strict=True):
        same(row["text"], article["text"], what)
        spans = list(row["spans"])
        same_spans(
            article,
            [(s["label"], s["start"], s["end"], row["text"][s["start"] : s["end"]]) for s in spans],
            what,
        )
        at = {span["id"]: span["start"] for span in spans}
        found = [
            (at[tie["head"]], role["role"], at[role["filler"]])
            for tie in row["ties"]
            for role in tie["roles"]
            if role.get("filler") is not None
        ]
        same_roles(article, found, what)


check(pandas.read_json(FOLDER / "jsonl.jsonl", lines=True), "read_json")
ok("`read_json(lines=True)` of `jsonl`: spans and roles")
check(pandas.read_parquet(FOLDER / "parquet.parquet"), "read_parquet")
ok("`read_parquet` of `parquet`: spans and roles")
ties = pandas.read_csv(FOLDER / "ties.csv", keep_default_na=False)
same(list(ties["article"]), ["golden", "hard", "hard"], "ties")
same(list(ties["category"]), ["ACCUSE", "ACCUSE", "DENY"], "ties")
same(
    list(ties["source"]),
    ["Prime Minister Giorgia Rossi's ally", "👩‍👩‍👧‍👦 Residents of Cafe\u0301 Row", "AT&T"],
    "ties",
)
ok("`read_csv` of `ties`: who, whom and category of each row")
