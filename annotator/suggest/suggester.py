"""Suggestions for articles: spaCy documents turned into labels."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, cast
from uuid import NAMESPACE_URL, UUID, uuid5

from annotator.domain.labels import Labels, Role, Span, Tie, Value
from annotator.domain.registry import Registry
from annotator.domain.text import Article
from annotator.suggest.additions import extended
from annotator.suggest.documents import document
from annotator.suggest.gazetteer import entries
from annotator.suggest.pipelines import COMPONENTS, RULES, best_installed, load_pipeline

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from annotator.suggest.component import LexiconComponent

NAME, VERSION = "blame-rules", 4
_NAMESPACE = uuid5(NAMESPACE_URL, NAME)
_BATCH = 64
#: For how many names it is remembered whom they name.
_REMEMBERED = 10_000


def load(pipeline: str | None = None, additions: Mapping[str, str] | None = None) -> Suggester:
    """The suggester on a pipeline: None the best one installed, `rules` none, or a package or folder.

    `additions` are texts of more lexicon tables, by name (see `annotator.suggest.additions`).

    Raises:
        AnnotatorError: there is no such pipeline, or the lexicons are missing or malformed.
    """
    name = best_installed() if pipeline is None else pipeline
    nlp = load_pipeline(name)
    if additions:
        for component in COMPONENTS:
            pipe = cast("LexiconComponent", nlp.get_pipe(component))
            pipe.use(extended(pipe.lexicon.texts, additions))
    return Suggester(nlp, trained=name != RULES)


class Suggester:
    """Proposes actors, stances and ties for articles.

    `id` names program, lexicon and pipeline; suggestions carry it as their origin, and equal ids
    mean equal suggestions for equal texts.
    """

    def __init__(self, nlp: Language, trained: bool) -> None:
        self.nlp = nlp
        digest = getattr(nlp.get_pipe("blame_ties"), "digest", "")
        self.id = f"{NAME}@{VERSION}+{digest}"
        if trained:
            self.id += f"/{nlp.meta['lang']}_{nlp.meta['name']}@{nlp.meta['version']}"

    def suggest(self, article: Article) -> Labels:
        """Spans and ties for one article."""
        return next(self.suggest_many([article]))

    def suggest_many(self, articles: Iterable[Article]) -> Iterator[Labels]:
        """Spans and ties for each article, in order; holds a batch of them at a time."""
        pairs = ((document(self.nlp, article), article) for article in articles)
        for doc, article in self.nlp.pipe(pairs, as_tuples=True, batch_size=_BATCH):
            yield _Gatherer(self.id, article, doc, self._entity).labels()

    @cached_property
    def _entity(self) -> Callable[[str], str | None]:
        """Says whom words name as a whole, of the actors that the gazetteers know."""
        lexicon = cast("LexiconComponent", self.nlp.get_pipe("blame_ties")).lexicon
        return lru_cache(maxsize=_REMEMBERED)(Registry(entries(lexicon.texts)).resolve)


class _Gatherer:
    """Collects the labels of one document, each span once."""

    def __init__(self, origin: str, article: Article, doc: Doc, entity: Callable[[str], str | None]) -> None:
        self.origin = origin
        self.text = article.text
        self.doc = doc
        self.entity = entity
        starts, lengths = (doc.to_array([name]).reshape(-1) for name in ("IDX", "LENGTH"))
        self.starts = cast("list[int]", starts.tolist())
        self.ends = cast("list[int]", (starts + lengths).tolist())
        self.queued = _within(self.starts, article)
        text = hashlib.sha256(self.text.encode()).hexdigest()
        self.namespace = UUID(_key(_NAMESPACE.bytes, origin, text)).bytes
        self.keys: dict[tuple[str, tuple[tuple[int, int], ...]], str] = {}
        self.spans: dict[str, Span] = {}
        self.ties: dict[str, Tie] = {}
        #: Kind and entity of the actors by their first tokens.
        self.known: dict[int, tuple[str, str]] = {}

    def labels(self) -> Labels:
        """All suggestions of the document."""
        proposed = self.doc._.ties or []
        self._actors(proposed)
        ids = [self._tie(tie) for tie in proposed]
        for inner, tie in zip(ids, proposed, strict=True):
            outer = ids[tie["inside"]] if "inside" in tie else None
            if inner is not None and outer is not None and inner != outer:
                roles = (*self.ties[outer].roles, Role("nested", tie=inner))
                self.ties[outer] = replace(self.ties[outer], roles=roles)
        return Labels(spans=self.spans, ties=self.ties)

    def _actors(self, proposed: list[Any]) -> None:
        """Those who act; where one fills a role with other bounds, that is how far it reaches."""
        group = self.doc.spans.get("actors")
        if group is None:
            return
        fillers = {
            (role["start"], role["end"])
            for tie in proposed
            for role in tie["roles"]
            if role.get("label") == "ACTOR"
        }
        starts, ends = {start for start, _ in fillers}, {end for _, end in fillers}
        for span, score in zip(group, group.attrs["scores"], strict=True):
            bounds = (span.start, span.end)
            self.known[span.start] = (span.id_, span.kb_id_)
            if bounds in fillers or not (span.start in starts or span.end in ends):
                self._span("ACTOR", [[*bounds]], score, span.id_, span.kb_id_)

    def _tie(self, tie: Any) -> str | None:
        """Id of the tie, made with its spans; None where its head is not in a queued sentence."""
        roles: list[Role] = []
        filled: set[tuple[str, str]] = set()
        if not self.queued[tie["fragments"][0][0]]:
            return None
        for role in tie["roles"]:
            if "implicit" in role:
                roles.append(Role(role["role"], implicit=role["implicit"]))
                continue
            kind, entity = self.known.get(role["start"], ("", "")) if role["label"] == "ACTOR" else ("", "")
            filler = self._span(role["label"], [[role["start"], role["end"]]], tie["score"], kind, entity)
            if filler is not None and (role["role"], filler) not in filled:
                filled.add((role["role"], filler))
                roles.append(Role(role["role"], filler))
        head = self._span("STANCE", tie["fragments"], tie["score"])
        if head is None:
            return None
        bounds = ";".join(f"{role.role}={role.filler or role.implicit}" for role in roles)
        key = _key(self.namespace, "tie", tie["category"], head, bounds)
        attributes: dict[str, Value] = dict(tie["attributes"])
        self.ties[key] = Tie(
            id=key,
            head=head,
            category=tie["category"],
            roles=tuple(roles),
            attributes=attributes,
            reciprocal=tie["category"] == "DISPUTE",
            origin=self.origin,
            score=tie["score"],
            reason=tie["reason"],
        )
        return key

    def _span(
        self, label: str, tokens: list[list[int]], score: float, kind: str = "", entity: str = ""
    ) -> str | None:
        """Id of the span, made when it is new; None where it lies outside the queued sentences."""
        if not self.queued[tokens[0][0]] or not self.queued[tokens[-1][1] - 1]:
            return None
        fragments = tuple([(self.starts[start], self.ends[end - 1]) for start, end in tokens])
        key = self.keys.get((label, fragments))
        if key is None:
            key = self.keys[label, fragments] = _key(self.namespace, "span", label, repr(fragments))
            if label == "ACTOR" and not entity:
                entity = self.entity(self.text[fragments[0][0] : fragments[-1][1]]) or ""
            self.spans[key] = Span(
                id=key,
                label=label,
                fragments=fragments,
                attributes={"kind": kind} if kind else {},
                entity=entity or None,
                origin=self.origin,
                score=score,
            )
        return key


def _within(starts: list[int], article: Article) -> list[bool]:
    """Of each token, by where it starts, whether it lies in a sentence that is stepped through."""
    out = [False] * len(starts)
    for sentence in article.sentences:
        first, end = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        out[first:end] = [True] * (end - first)
    return out


def _key(namespace: bytes, *parts: str) -> str:
    """The UUID (version 5) of the parts, as text.

    Written out because `uuid.uuid5` makes an object for each of the thousands of ids of a long text.
    """
    sha1 = hashlib.sha1(namespace + "\0".join(parts).encode(), usedforsecurity=False).hexdigest()
    return f"{sha1[:8]}-{sha1[8:12]}-5{sha1[13:16]}-{_VARIANTS[sha1[16]]}{sha1[17:20]}-{sha1[20:32]}"


#: The digit that stands for a digit where a UUID tells its variant: the first two bits are 10.
_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
