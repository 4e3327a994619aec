"""spaCy alone: Docs, and every training package debugged, trained for a few steps and evaluated as it says."""

import json
import subprocess
import sys

import spacy
import srsly
from expected import ARTICLES, FOLDER, ok, same, same_roles, same_spans
from spacy.tokens import Doc, DocBin

Doc.set_extension("rel", default=None)
nlp = spacy.blank("en")
docs = [
    doc
    for name in ("train", "dev", "test")
    for doc in DocBin().from_disk(FOLDER / "spacy" / f"{name}.spacy").get_docs(nlp.vocab)
]
docs = {doc.user_data["record"]["article"]: doc for doc in docs}
for article in ARTICLES:
    doc = docs[article["id"]]
    same(doc.text, article["text"], "text")
    same([token.text for token in doc], [token.text for token in nlp.make_doc(doc.text)], "tokens")
    spans = doc.spans["sc"]
    same_spans(article, [(one.label_, one.start_char, one.end_char, one.text) for one in spans], "spacy")
    found = [
        (spans[tie["head"]].start_char, role["role"], spans[role["span"]].start_char)
        for tie in doc.user_data["record"]["ties"]
        for role in tie["roles"]
        if "span" in role
    ]
    same_roles(article, found, "spacy")
    rel = [
        (doc[head].idx, role, doc[filler].idx)
        for (head, filler), roles in doc._.rel.items()
        for role in roles
    ]
    same_roles(article, rel, "spacy, doc._.rel")
ok("`DocBin.get_docs` of `spacy`: spans with their words, spaCy's own tokens, exact ties, `doc._.rel`")


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    return done.stdout


run([sys.executable, "-m", "spacy", "convert", "conll.conll", ".", "-c", "ner"], FOLDER)
converted = list(DocBin().from_disk(FOLDER / "conll.spacy").get_docs(nlp.vocab))
same(
    [[(one.label_, one.text) for one in doc.ents] for doc in converted[:1]],
    [
        [
            ["ACTOR", "Prime Minister Giorgia Rossi 's ally"],
            ["STANCE", "blamed"],
            ["ACTOR", "Brussels"],
            ["ISSUE", "the delay"],
        ]
    ],
    "conll",
)
ok("`spacy convert -c ner` of `conll`: entities of the golden sentence")

for folder in sorted((FOLDER / "training").iterdir()):
    project = srsly.read_yaml(folder / "project.yml")
    for command in project["commands"]:
        words = [sys.executable, *command["script"][0].split()[1:]]
        if command["name"] == "train":
            words += ["--training.max_steps", "20", "--training.eval_frequency", "10"]
        told = run(words, folder)
        if command["name"] == "debug":
            same(
                [line for line in told.splitlines() if "✘" in line or "misaligned" in line],
                [],
                f"debug data, {folder.name}",
            )
    run([sys.executable, "-m", "spacy", "project", "run", "debug", "--force"], folder)
    meta = json.loads((folder / "model" / "model-best" / "meta.json").read_text("utf-8"))
    weights = spacy.util.load_config(folder / "config.cfg")["training"]["score_weights"]
    (figure,) = [name for name, weight in weights.items() if weight]
    same(meta["performance"][figure] > 0, True, f"{folder.name}: {figure}")
    ok(
        f"`debug data` without an error, `train` for 20 steps ({figure} {meta['performance'][figure]:.2f}), evaluation and `project run` of `{folder.name}`"
    )
