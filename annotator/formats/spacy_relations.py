"""Training data for roles: which spans fill the roles of a head, with the component that learns it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._docs import RECORD_KEY, SPANS_KEY
from annotator.formats._losses import Losses
from annotator.formats._options import Option, number
from annotator.formats._training import DIVIDED, SENTENCES, UNIT, Task, TrainingData, config_for

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Config

NAME = "spacy-relations"
CODE = "relations.py"


class Relations(Task):
    """Roles between a head and another span, no more than so many tokens apart."""

    pipe = "relations"
    learns = (
        "The component in `relations.py`, beside this file, learns which spans fill which roles of a head, "
        "from `doc.spans` and the ties in `doc.user_data`; spans are given to it, in training those of the "
        "Docs."
    )
    code = (CODE, "_relations.py")
    evaluation = f"python {CODE} model/model-best {{test}}"

    def __init__(self, scheme: Scheme, options: Mapping[str, str], losses: Losses) -> None:
        super().__init__(scheme, options, losses)
        self.most = number(options, "max-distance", NAME, least=1)
        self.furthest = 1

    def see(self, doc: Doc, record: Record) -> None:
        """Find the filler furthest from its head, and note those that will not be found."""
        spans, ties = doc.spans[SPANS_KEY], doc.user_data[RECORD_KEY]["ties"]
        for tie in ties:
            head = spans[tie["head"]]
            for role in tie["roles"]:
                if "implicit" in role:
                    continue
                other = spans[role["span"] if "span" in role else ties[role["tie"]]["head"]]
                distance = abs(other.start - head.start)
                self.furthest = max(self.furthest, distance)
                if distance > self.most:
                    self.losses.note(
                        f"roles whose filler is further from its head than the {self.most} tokens that the "
                        "config looks (max-distance)",
                        f"{record.article.id}: {distance} tokens",
                    )

    def configure(self, language: str) -> Config:
        """The component of relations.py with token vectors of its own, scored by all roles together."""
        made = config_for(language)
        made["nlp"]["pipeline"] = [self.pipe]
        vectors = {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 96,
            "depth": 4,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        }
        made["components"][self.pipe] = {
            "factory": "relations",
            "spans_key": SPANS_KEY,
            "head": self.scheme.head,
            "max_distance": min(self.furthest, self.most),
            "threshold": 0.5,
            "model": {"@architectures": "relations.v1", "tok2vec": vectors, "hidden": 64},
        }
        for name in ("train", "dev"):
            made["corpora"][name] = {
                "@readers": "relations_corpus.v1", "path": f"${{paths.{name}}}", "spans_key": SPANS_KEY
            }  # fmt: skip
        made["training"]["score_weights"] = {"rel_micro_f": 1.0, "rel_micro_p": 0.0, "rel_micro_r": 0.0}
        return made


class SpacyRelations(TrainingData):
    """A folder that trains a component for roles; see `TrainingData`."""

    name = NAME
    title = "spaCy DocBin for relations"
    description = "Training data for roles: Docs, a spaCy component that learns them, a config, commands."
    holds = "In user_data the exact roles of ties; beside it all that a DocBin of ours holds."
    loses = "Implicit fillers and categories, for the component; else as spacy."
    write_options = (
        UNIT,
        SENTENCES,
        *DIVIDED,
        Option("max-distance", "40", "tokens between head and filler that the config makes spaCy look"),
    )
    task = Relations


format = SpacyRelations()
