"""A spaCy component that finds which spans fill which roles of a head.

It needs nothing but spaCy, which loads it by `--code relations.py`. Spans are given to it, in `doc.spans`;
every span of the head's label is looked at with every other span near it. What it finds stands in

- `doc._.roles`: (index of the head, index of the filler, role, score), indices counting in `doc.spans`,
- `doc._.rel`: (first token of the head, first token of the filler) → {role: score}.

To use a trained one, import this file, then:

    nlp = spacy.load("model/model-best")
    doc = nlp.make_doc(text)
    doc.spans["sc"] = [doc.char_span(start, end, label=label) for start, end, label in known]
    print(nlp(doc)._.roles)

`python relations.py MODEL DOCS` scores one on the Docs of a file or folder, with the spans they have.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy import util
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.scorer import PRFScore
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import HashEmbed, Linear, Maxout, Model, Optimizer, chain, concatenate, set_dropout_rate

#: Indices in `doc.spans` of a head and of another span.
Pair = tuple[int, int]
#: What the model looks at: spans of a Doc, and which of them are paired.
Paired = tuple[Doc, Sequence[Span], list[Pair]]
#: A head and a filler by start, end and label, and the role.
Found = tuple[tuple[int, int, str], tuple[int, int, str], str]

for extension in ("rel", "roles"):
    if not Doc.has_extension(extension):
        Doc.set_extension(extension, default=None)


@util.registry.architectures("relations.v1")  # type: ignore[untyped-decorator]
def build_model(tok2vec: Model[Any, Any], hidden: int, nO: int | None = None) -> Model[Any, Any]:  # noqa: N803
    """Rows of scores before the sigmoid, one for each pair, a column for each role.

    A pair is told by the mean vectors of the head, of the other span and of what is between them, by the
    other span's label, and by how far and on which side of the head it begins.
    """
    labels: Model[Any, Any] = HashEmbed(16, 500, column=0, seed=1)
    distances: Model[Any, Any] = HashEmbed(16, 100, column=1, seed=2)
    shape: Model[Any, Any] = chain(Model("pair_shapes", _shapes), concatenate(labels, distances))
    words: Model[Any, Any] = Model(
        "pair_words", _words, init=_init_words, layers=[tok2vec], refs={"tok2vec": tok2vec}
    )
    middle: Model[Any, Any] = Maxout(nO=hidden, nP=2, normalize=True, dropout=0.0)
    last: Model[Any, Any] = Linear(nO=nO, nI=hidden)
    model: Model[Any, Any] = chain(concatenate(words, shape), middle, last)
    model.set_ref("output_layer", last)
    return model


def _init_words(model: Model[Any, Any], X: list[Paired] | None = None, Y: Any = None) -> None:  # noqa: N803
    model.get_ref("tok2vec").initialize(X=[doc for doc, _, _ in X] if X else None)


def _words(model: Model[Any, Any], given: list[Paired], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """Mean vectors of head, other and between, side by side: one product with a matrix of shares."""
    vectors, back = model.get_ref("tok2vec")([doc for doc, _, _ in given], is_train)
    shares = [model.ops.asarray2f(_shares(*one)) for one in given]
    width = vectors[0].shape[1]
    rows = [
        model.ops.gemm(share, one).reshape((-1, 3 * width))
        for share, one in zip(shares, vectors, strict=True)
    ]

    def backprop(gradient: Any) -> Any:
        at, out = 0, []
        for share, one in zip(shares, vectors, strict=True):
            count = share.shape[0] // 3
            part = model.ops.asarray2f(gradient[at : at + count].reshape((-1, width)))
            out.append(model.ops.gemm(share, part, trans1=True) if count else model.ops.alloc2f(*one.shape))
            at += count
        back(out)
        return []

    return model.ops.xp.vstack(rows), backprop


def _shares(doc: Doc, spans: Sequence[Span], pairs: list[Pair]) -> Any:
    """Which share each token has in the three means of each pair: (3 × pairs, tokens)."""
    out = np.zeros((3 * len(pairs), len(doc)), dtype="f")
    for row, (head, other) in enumerate(pairs):
        one, two = spans[head], spans[other]
        first, last = sorted((one, two), key=lambda span: span.start)
        for part, (start, end) in enumerate(
            ((one.start, one.end), (two.start, two.end), (first.end, last.start))
        ):
            if start < end:
                out[3 * row + part, start:end] = 1 / (end - start)
    return out


def _shapes(model: Model[Any, Any], given: list[Paired], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """The other span's label, and its distance in steps that double, odd to the left: (pairs, 2)."""
    rows = [
        (
            spans[other].label,
            abs(apart := spans[other].start - spans[head].start).bit_length() * 2 + (apart < 0),
        )
        for _, spans, pairs in given
        for head, other in pairs
    ]
    table: Any = np.asarray(rows, dtype="uint64").reshape((-1, 2))
    return model.ops.asarray(table), lambda _: []


class Relations(TrainablePipe):  # type: ignore[misc]
    """Finds roles between spans.

    Args:
        vocab: the pipeline's vocabulary.
        model: see `build_model`.
        name: the component's name.
        spans_key: where in `doc.spans` the spans are.
        head: the label of heads.
        max_distance: how many tokens a head and a filler may begin apart.
        threshold: the score from which on a role is found.
    """

    def __init__(
        self,
        vocab: Vocab,
        model: Model[Any, Any],
        name: str = "relations",
        *,
        spans_key: str,
        head: str,
        max_distance: int,
        threshold: float,
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.spans_key = spans_key
        self.head = head
        self.max_distance = max_distance
        self.threshold = threshold
        self.cfg: dict[str, Any] = {"labels": []}

    @property
    def labels(self) -> tuple[str, ...]:
        """The roles."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> tuple[str, ...]:
        """The roles, for `spacy init labels`."""
        return self.labels

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: Sequence[str] | None = None,
    ) -> None:
        """Learn which roles there are, and give the model its size."""
        sample: list[Paired] = []
        roles = set(labels or ())
        for example in get_examples():
            if labels is None:
                roles |= {role for _, _, role in gold(example.reference, self.spans_key)}
            if len(sample) < 10 and (one := self._paired(example.predicted))[2]:
                sample.append(one)
        if not sample or not roles:
            raise ValueError("No span has a role here, so there is nothing to learn.")
        self.cfg["labels"] = sorted(roles)
        self.model.get_ref("output_layer").set_dim("nO", len(roles))
        self.model.initialize(X=sample)

    def predict(self, docs: Iterable[Doc]) -> list[tuple[list[Pair], Any]]:
        """For each Doc its pairs, and their scores: (pairs, roles)."""
        given = [self._paired(doc) for doc in docs]
        some = [one for one in given if one[2]]
        ops: Any = self.model.ops
        scores = ops.to_numpy(ops.sigmoid(self.model.predict(some))) if some else []
        out, at = [], 0
        for _, _, pairs in given:
            out.append((pairs, scores[at : at + len(pairs)]))
            at += len(pairs)
        return out

    def set_annotations(self, docs: Iterable[Doc], scores: list[tuple[list[Pair], Any]]) -> None:
        """Put what was found into `doc._.roles` and `doc._.rel`."""
        for doc, (pairs, rows) in zip(docs, scores, strict=True):
            roles, rel = [], dict[tuple[int, int], dict[str, float]]()
            for (head, other), row in zip(pairs, rows, strict=True):
                spans = doc.spans[self.spans_key]
                at = rel.setdefault((spans[head].start, spans[other].start), {})
                for role, score in zip(self.labels, map(float, row), strict=True):
                    at[role] = max(score, at.get(role, 0.0))
                    if score >= self.threshold:
                        roles.append((head, other, role, score))
            doc._.roles, doc._.rel = roles, rel

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from examples; the loss is cross entropy, of which the gradient is score less truth."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        given = [(self._paired(example.predicted), example.reference) for example in examples]
        given = [(paired, reference) for paired, reference in given if paired[2]]
        if not given:
            return losses
        set_dropout_rate(self.model, drop)
        raw, backprop = self.model.begin_update([paired for paired, _ in given])
        wanted: Any = np.vstack([self._truth(*one) for one in given])
        truth = self.model.ops.asarray2f(wanted)
        gradient = self.model.ops.sigmoid(raw) - truth
        backprop(gradient)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += float((gradient**2).sum())
        return losses

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Precision, recall and F of roles between the spans of the reference: micro, and by role."""
        total, by_role = PRFScore(), {role: PRFScore() for role in self.labels}
        for example in examples:
            wanted = gold(example.reference, self.spans_key)
            spans = example.predicted.spans.get(self.spans_key, ())
            found = {
                (_key(spans[head]), _key(spans[other]), role)
                for head, other, role, _ in example.predicted._.roles or ()
            }
            total.score_set(found, wanted)
            for role, score in by_role.items():
                score.score_set(
                    {one for one in found if one[2] == role}, {one for one in wanted if one[2] == role}
                )
        return {
            "rel_micro_p": total.precision,
            "rel_micro_r": total.recall,
            "rel_micro_f": total.fscore,
            "rel_per_role": {role: score.to_dict() for role, score in by_role.items()},
        }

    def _paired(self, doc: Doc) -> Paired:
        spans = list(doc.spans.get(self.spans_key, ()))
        heads = [index for index, span in enumerate(spans) if span.label_ == self.head]
        pairs = [
            (head, other)
            for head in heads
            for other, span in enumerate(spans)
            if other != head and abs(span.start - spans[head].start) <= self.max_distance
        ]
        return doc, spans, pairs

    def _truth(self, paired: Paired, reference: Doc) -> Any:
        """1 where the reference has the role between the pair: (pairs, roles)."""
        _, spans, pairs = paired
        roles: dict[tuple[Any, Any], set[str]] = {}
        for head, other, role in gold(reference, self.spans_key):
            roles.setdefault((head, other), set()).add(role)
        out = np.zeros((len(pairs), len(self.labels)), dtype="f")
        for row, (one, two) in enumerate(pairs):
            here = roles.get((_key(spans[one]), _key(spans[two])), ())
            out[row] = [role in here for role in self.labels]
        return out


@Language.factory("relations", default_score_weights={"rel_micro_f": 1.0})
def make_relations(  # noqa: PLR0917 (spaCy calls it by names)
    nlp: Language,
    name: str,
    model: Model[Any, Any],
    spans_key: str,
    head: str,
    max_distance: int,
    threshold: float,
) -> Relations:
    """The component, as a config asks for it."""
    return Relations(
        nlp.vocab, model, name, spans_key=spans_key, head=head, max_distance=max_distance, threshold=threshold
    )


def gold(doc: Doc, spans_key: str) -> set[Found]:
    """The roles of the ties in a Doc's user_data; one that another tie fills leads to that tie's head."""
    spans, ties = doc.spans.get(spans_key, ()), doc.user_data.get("record", {}).get("ties", ())
    out = set()
    for tie in ties:
        for role in tie["roles"]:
            if "implicit" not in role:
                filler = role["span"] if "span" in role else ties[role["tie"]]["head"]
                if filler != tie["head"]:
                    out.add((_key(spans[tie["head"]]), _key(spans[filler]), role["role"]))
    return out


def _key(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.label_


@util.registry.readers("relations_corpus.v1")  # type: ignore[untyped-decorator]
def read_corpus(path: Path | None, spans_key: str) -> Callable[[Language], Iterator[Example]]:
    """Examples of the Docs of a file or folder; what is predicted on has their tokens and spans."""

    def examples(nlp: Language) -> Iterator[Example]:
        if path is None:
            return
        place = Path(path)
        for file in sorted(place.glob("*.spacy")) if place.is_dir() else [place]:
            for reference in DocBin().from_disk(file).get_docs(nlp.vocab):
                words, spaces = [one.text for one in reference], [bool(one.whitespace_) for one in reference]
                predicted = Doc(nlp.vocab, words=words, spaces=spaces)
                predicted.spans[spans_key] = [
                    Span(predicted, span.start, span.end, label=span.label)
                    for span in reference.spans.get(spans_key, ())
                ]
                yield Example(predicted, reference)

    return examples


def evaluate(model: str, docs: str) -> None:
    """Print precision, recall and F of a trained model on Docs whose spans it is given."""
    nlp = spacy.load(model)
    pipe: Any = nlp.get_pipe("relations")
    scores = nlp.evaluate(list(read_corpus(Path(docs), pipe.spans_key)(nlp)))
    rows = [(role, score["p"], score["r"], score["f"]) for role, score in scores["rel_per_role"].items()]
    rows.append(("all", *(scores[f"rel_micro_{letter}"] for letter in "prf")))
    width = max(len(row[0]) for row in rows)
    print(f"{'':{width}}     P     R     F")
    for name, *figures in rows:
        print(f"{name:{width}}  " + " ".join(f"{100 * (figure or 0):5.1f}" for figure in figures))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python relations.py MODEL DOCS")
    evaluate(*sys.argv[1:])
