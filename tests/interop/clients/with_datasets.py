"""datasets: native JSONL and Parquet by load_dataset, features declared by themselves."""

from datasets import load_dataset
from expected import ARTICLES, FOLDER, ok, same, same_record

for kind, file in (("json", "jsonl.jsonl"), ("parquet", "parquet.parquet")):
    data = load_dataset(kind, data_files=str(FOLDER / file), split="train")
    same(list(data["id"]), [one["id"] for one in ARTICLES], kind)
    for row, article in zip(data, ARTICLES, strict=True):
        same_record(article, row, kind)
    ok(f'`load_dataset("{kind}")` of `{file.split(".")[0]}`: spans and roles')
