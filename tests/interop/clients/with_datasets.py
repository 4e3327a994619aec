"""datasets: native JSONL and Parquet by load_dataset, features declared by themselves."""

from datasets import load_dataset
from expected import ARTICLES, FOLDER, ok, same, same_roles, same_spans

for kind, file in (("json", "jsonl.jsonl"), ("parquet", "parquet.parquet")):
    data = load_dataset(kind, data_files=str(FOLDER / file), split="train")
    same(list(data["id"]), [one["id"] for one in ARTICLES], kind)
    for row, article in zip(data, ARTICLES, strict=True):
        same(row["text"], article["text"], kind)
        spans = row["spans"]
        same_spans(
            article,
            [(s["label"], s["start"], s["end"], row["text"][s["start"] : s["end"]]) for s in spans],
            kind,
        )
        at = {span["id"]: span["start"] for span in spans}
        found = [
            (at[tie["head"]], role["role"], at[role["filler"]])
            for tie in row["ties"]
            for role in tie["roles"]
            if role.get("filler") is not None
        ]
        same_roles(article, found, kind)
    ok(f'`load_dataset("{kind}")` of `{file.split(".")[0]}`: spans and roles')
