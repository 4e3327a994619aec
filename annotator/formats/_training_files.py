"""What stands beside the Docs so that one trains on them: a README, and a spaCy project of commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from annotator.formats._losses import Losses
from annotator.formats._split import SPLITS

if TYPE_CHECKING:
    from annotator.formats._training import Task


@dataclass(frozen=True, slots=True)
class Package:
    """A folder of training data, as its files tell of it.

    `docs` is how many Docs each split has, `paths` where they are; `language` is spaCy's code of it.
    """

    name: str
    task: Task
    scheme: str
    language: str
    docs: Mapping[str, int]
    paths: Mapping[str, str]

    def commands(self) -> dict[str, str]:
        """What is run inside the folder, by name, in the order it is run."""
        code = f" --code {self.task.code[0]}" if self.task.code else ""
        made = {
            "debug": f"python -m spacy debug data config.cfg{code}",
            "train": f"python -m spacy train config.cfg{code} --output model",
        }
        if self.docs["test"]:
            made["evaluate"] = self.task.evaluation.format(test=self.paths["test"])
        return made


_HELP = {
    "debug": "Look at the data",
    "train": "Train the component; the best model is model/model-best",
    "evaluate": "Score the best model on the test Docs",
}


def project(package: Package) -> str:
    """A project.yml: `python -m spacy project run all` does all there is to do."""
    commands = package.commands()
    needs = {
        "debug": ["config.cfg", package.paths["train"]],
        "train": ["config.cfg", package.paths["train"]],
        "evaluate": ["model/model-best", package.paths["test"]],
    }
    makes = {"train": ["model/model-best"]}
    lines = [
        f'title: "{package.task.pipe}, from labels of the scheme {package.scheme}"',
        "",
        "workflows:",
        "  all:",
        *(f"    - {name}" for name in commands),
        "",
        "commands:",
    ]
    for name, command in commands.items():
        lines += [f"  - name: {name}", f'    help: "{_HELP[name]}"', "    script:", f'      - "{command}"']
        for key, files in (("deps", needs[name]), ("outputs", makes.get(name, []))):
            if files:
                lines += [f"    {key}:", *(f"      - {file}" for file in files)]
    return "\n".join(lines) + "\n"


def readme(package: Package, losses: Losses, notes: Iterable[str]) -> str:
    """What the folder holds, how to train on it, and what it could not hold.

    Args:
        package: the folder.
        losses: what the Docs could not hold.
        notes: a sentence each, of what else one should know.
    """
    task, options = package.task, package.task.options
    counts = "\n".join(f"- `{name}`: {package.docs[name]} Docs" for name in SPLITS)
    lost = "\n".join(f"- {loss.count} {loss.what}" for loss in losses) or "Nothing."
    return _README.format(
        scheme=package.scheme,
        learns=fill(task.learns, 106),
        counts=counts,
        commands="\n".join(f"    {command}" for command in package.commands().values()),
        doc=_A_DOC[task.unit],
        which=_WHICH[options["sentences"]],
        cats=_CATS if task.unit == "sentence" else "",
        split=options["split"],
        seed=options["seed"],
        lost=lost,
        language=package.language,
        notes="".join(f"\n{note}\n" for note in notes),
    )


_A_DOC = {
    "article": "A Doc is an article as one annotator labelled it",
    "sentence": "A Doc is one sentence of an article as one annotator labelled it",
}
_WHICH = {
    "reviewed": """Sentences that nobody
marked as done, or as having nothing, are left out too: what nobody looked at would count as a place
without a label.""",
    "all": """All sentences are in,
as was asked for: where nobody looked, it counts as a place without a label.""",
}
_CATS = """- `doc.cats`: for every category 1.0 if a tie of the sentence has it, else 0.0
"""
_README = """# Training data for spaCy

Labels of the scheme {scheme}.

{learns}

{counts}

Look at the data, then train, inside this folder:

{commands}

`python -m spacy project run all` does the same. (spaCy calls fewer than 100 training Docs an error in
`debug data`; `train` takes any number.)
{notes}
## What a Doc is

{doc}. Headlines printed twice, navigation and teasers
of other stories are left out, and a blank line takes their place. {which}

- `doc.spans["sc"]`: all spans, overlapping or not; `span.id_` is the span's id, `span.kb_id_` its entity
- `doc.ents`: those spans that do not overlap; where two do, the label that comes first in the scheme
  wins, of one label the longer span, unless an option said otherwise
{cats}- `doc._.rel`: (first token of the head, first token of the filler) → {{role: 1.0}}
- `doc.user_data["record"]`: article, annotator, round, pass and layer; `stretches` as [start, end, where
  in the Doc it begins], in characters; `spans` with exact offsets in the article, in the order of
  `doc.spans["sc"]`; `ties` with category, attributes and roles, whose `head` and `span` count in `spans`
  and whose `tie` counts in `ties`

Read them with:

    import spacy
    from spacy.tokens import Doc, DocBin

    Doc.set_extension("rel", default=None)
    docs = DocBin().from_disk("train.spacy").get_docs(spacy.blank("{language}").vocab)

Articles were divided {split} (train/dev/test) by a hash of their id and the seed {seed}: all Docs of an
article are in one file, and stay there when more articles are exported. If that left train or dev
without any, the article with the lowest (train) or highest (dev) hash was moved there.

## What could not be held

{lost}
"""
