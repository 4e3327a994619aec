"""pandas: native JSONL, Parquet and the table of ties as data frames."""

import pandas
from expected import ARTICLES, FOLDER, ok, same, same_record


def check(frame, what):
    same(list(frame["id"]), [one["id"] for one in ARTICLES], what)
    for (_, row), article in zip(frame.iterrows(), ARTICLES, strict=True):
        same_record(article, row, what)


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
