"""`annotator adjudicate`: several readings of a round made one, case by case."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.options import As, Db, Json, ReviewedRound, place, project, tell
from annotator.cli.progress import progress

if TYPE_CHECKING:
    from annotator.domain.adjudication.cases import Case
    from annotator.domain.adjudication.table import Field
    from annotator.project.adjudicated import Outcome
    from annotator.project.adjudicating import Opened
    from annotator.project.project import Project
    from annotator.tui.screens.adjudicate import AdjudicateScreen


def run(
    article: Annotated[
        str | None, typer.Argument(help="Key of the article to begin with, or part of its title.")
    ] = None,
    name: As = None,
    round: ReviewedRound = None,
    rule: Annotated[
        str | None,
        typer.Option(
            "--agreed-by",
            metavar="RULE",
            help="Take what is agreed into gold by exact, longest, shortest, majority or an annotator's "
            "name: whose bounds win; what a revoked rule had taken, too. Without --list nothing else is "
            "done. none: show every case.",
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Print the open cases with all readings.")] = False,
    agreed: Annotated[
        bool, typer.Option("--agreed", help="Print what rules took as agreed, with the rule.")
    ] = False,
    revoke: Annotated[
        str | None,
        typer.Option(metavar="RULE", help="Open again what this rule took and nobody confirmed, to stay so."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Causes, most confused pairs, proposed guideline changes.")
    ] = False,
    sample: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of the agreed that is shown as well.")
    ] = 0.05,
    seed: Annotated[int, typer.Option(help="For the order of readings and the sample of the agreed.")] = 0,
    names: Annotated[bool, typer.Option("--names", help="Show whose each reading is.")] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Decide where the annotators of a round differ; what is decided is the gold layer.

    Opens a screen with one case at a time: a key takes a reading, a second one says why they differ.
    Only articles that two or more submitted are there. What all read the same is taken by a rule.

    Examples:
      annotator adjudicate

      annotator adjudicate --list --json

      annotator adjudicate --agreed-by longest

      annotator adjudicate --revoke longest

      annotator adjudicate --report

      annotator export jsonl --gold --to gold.jsonl
    """
    if sum((listed, agreed, report, revoke is not None)) > 1:
        raise typer.BadParameter("--list, --agreed, --report and --revoke do not go together")
    from annotator.project.project import annotator_name

    who = annotator_name(name)
    if not (listed or agreed or report or json or revoke is not None or rule not in (None, "none")):
        _screen(place(db), who, article, round, sample, seed, rule=rule or "exact", names=names)
        return
    from annotator.project.roles import require_lead
    from annotator.project.rounds import reviewed_round

    with project(db) as opened:
        require_lead(opened, who, "adjudication")
        where = reviewed_round(opened, round)
        if report:
            _report(opened, where, json)
        elif revoke is not None:
            from annotator.project.adjudicating import revoke as revoke_rule

            tell(f"{revoke_rule(opened, revoke, who, where)} cases are open again")
        elif listed or agreed or rule is None:  # --json alone lists
            _list(opened, who, where, rule or "exact", seed, agreed=agreed, names=names, json=json)
        else:
            _take_agreed(opened, who, where, rule, json)


def _screen(
    where: str | None,
    who: str,
    article: str | None,
    round: str | None,
    sample: float,
    seed: int,
    *,
    rule: str,
    names: bool,
) -> None:
    from annotator.cli.annotate import need_terminal, show

    need_terminal("annotator adjudicate --list prints the open cases.")
    from annotator.project.project import open_project
    from annotator.project.roles import require_lead
    from annotator.project.rounds import reviewed_round

    with open_project(where) as opened:
        require_lead(opened, who, "adjudication")
        shown = reviewed_round(opened, round)
        first = None if article is None else opened.store.find_article(article)

        def screen() -> AdjudicateScreen:
            from annotator.tui.screens.adjudicate import AdjudicateScreen

            return AdjudicateScreen(who, shown, rule=rule, seed=seed, sample=sample, first=first, names=names)

        show(opened, who, screen, "annotator export jsonl --gold --to gold.jsonl, annotator corrections NAME")


def _take_agreed(opened: Project, who: str, round: str, rule: str, json: bool) -> None:
    from annotator.project.adjudicating import dockets, known_rule, open_under, take_agreed

    known_rule(opened, rule)
    taken = still = articles = foreign = 0
    with progress("taking what is agreed") as step:
        for one in dockets(opened, round, who):
            articles += 1
            foreign += one.foreign
            before = len(one.docket.open_cases())
            after = take_agreed(opened, one, rule, who, again=True)
            left = open_under(after.docket, rule)
            taken += before - len(after.docket.open_cases())
            still += 0 if one.foreign else len(left)
            step(articles)
    if json:
        print(json_module.dumps({"rule": rule, "articles": articles, "taken": taken, "open": still}))
        return
    tell(f"{taken} cases of {articles} articles are agreed by {rule}; {still} are open: annotator adjudicate")
    if foreign:
        tell(f"{foreign} articles have gold from elsewhere and were left alone")


def _list(
    opened: Project,
    who: str,
    round: str,
    rule: str,
    seed: int,
    *,
    agreed: bool,
    names: bool,
    json: bool,
) -> None:
    from annotator.domain.text import printable
    from annotator.project.adjudicating import known_rule

    known_rule(opened, rule)
    count = 0
    for one, case in _chosen(opened, who, round, rule, agreed=agreed):
        count += 1
        row = _row(one, case, seed, names=names)
        if json:
            print(json_module.dumps(row, ensure_ascii=False))
            continue
        found = one.docket.decision(case)
        by = f" · agreed by {found.rule}" if agreed and found is not None else ""
        told = ", ".join(row["differ"]) or "the same"
        print(printable(f"{row['article']} {case.start} · {told}{by}"))
        print(printable(f"  {' '.join(row['sentence'].split())}"))
        for field in _fields(one, case, seed):
            sign = "≠" if field.differs else " "
            print(printable(f"  {sign} {field.name:<12} {' │ '.join(field.cells)}"))
        print()
    if not json:
        tell(f"{count} cases {'agreed' if agreed else 'open'}" + ("" if count else ": nothing to show"))


def _chosen(
    opened: Project, who: str, round: str, rule: str, *, agreed: bool
) -> Iterator[tuple[Opened, Case]]:
    from annotator.project.adjudicating import dockets, open_under

    for one in dockets(opened, round, who):
        if agreed:
            for case in one.docket.cases:
                found = one.docket.decision(case)
                if found is not None and found.rule:
                    yield one, case
        elif not one.foreign:
            for case in open_under(one.docket, rule):
                yield one, case


def _row(one: Opened, case: Case, seed: int, *, names: bool) -> dict[str, Any]:
    from annotator.domain.adjudication.deciding import in_order
    from annotator.domain.adjudication.table import sentence_of

    compared = one.docket.compared
    bounds = sentence_of(compared, case)
    versions = in_order(compared, case, seed)
    table = _fields(one, case, seed)
    readings = []
    for at, version in enumerate(versions):
        cells = {field.name: field.cells[at] for field in table} if version.id is not None else None
        whose = {"annotators": list(version.annotators)} if names else {"count": len(version.annotators)}
        readings.append({"reading": at + 1, **whose, "marked": cells})
    return {
        "article": compared.article.id,
        "start": case.start,
        "end": case.end,
        "kind": case.kind,
        "differ": [str(difference) for difference in case.all_differences],
        "sentence": compared.article.text[bounds.start : bounds.end],
        "readings": readings,
    }


def _fields(one: Opened, case: Case, seed: int) -> list[Field]:
    from annotator.domain.adjudication.deciding import in_order
    from annotator.domain.adjudication.table import table

    return table(one.docket.compared, case, in_order(one.docket.compared, case, seed))


def _report(opened: Project, round: str, json: bool) -> None:
    from annotator.project.adjudicated import outcome

    found = outcome(opened, round)
    if json:
        print(json_module.dumps(_plain(found, opened), ensure_ascii=False))
        return
    from annotator.domain.text import printable
    from annotator.project.adjudicated import proposal

    agreed = sum(found.agreed.values())
    print(printable(f"Adjudication of round {found.round}: {found.articles} articles, {found.cases} cases"))
    rules = ", ".join(f"{rule} {count}" for rule, count in sorted(found.agreed.items()))
    print(printable(f"  agreed    {agreed}" + (f" ({rules}), {found.confirmed} looked at" if agreed else "")))
    print(f"  decided   {sum(found.decided.values())}" + _each(found.decided))
    print(f"  open      {found.open}")
    if found.by_cause:
        print("\nCauses, and the layers they were given in")
    for cause, count in sorted(found.by_cause.items(), key=lambda row: (-row[1], row[0])):
        print(printable(f"  {cause:<24} {count:>4}" + _each(_layers(found, cause))))
    if found.confusions:
        print("\nMost confused, and what the guideline might say more of")
    for one in found.confusions[:MOST]:
        named = one.one if one.one == one.other else f"{one.one} / {one.other}"
        print(printable(f"  {one.layer} {named} · {one.count}×" + _each(one.causes)))
        print(printable(f"    {proposal(one, opened.scheme)}"))
        for article, sentence in one.examples:
            print(printable(f"    {article}: {sentence}"))


#: Pairs that the report shows.
MOST = 10


def _layers(found: Outcome, cause: str) -> dict[str, int]:
    return {layer: count for (name, layer), count in found.causes.items() if name == cause}


def _each(counts: Any) -> str:
    told = ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda r: (-r[1], r[0])))
    return f"  ({told})" if told else ""


def _plain(found: Outcome, opened: Project) -> dict[str, Any]:
    from annotator.project.adjudicated import proposal

    return {
        "round": found.round,
        "articles": found.articles,
        "cases": found.cases,
        "open": found.open,
        "agreed": dict(found.agreed),
        "confirmed": found.confirmed,
        "decided": dict(found.decided),
        "causes": [
            {
                "cause": cause,
                "count": count,
                "layers": _layers(found, cause),
            }
            for cause, count in found.by_cause.items()
        ],
        "confusions": [
            {
                "layer": one.layer,
                "one": one.one,
                "other": one.other,
                "count": one.count,
                "gold": dict(one.gold),
                "causes": dict(one.causes),
                "examples": [{"article": key, "sentence": sentence} for key, sentence in one.examples],
                "proposal": proposal(one, opened.scheme),
            }
            for one in found.confusions
        ],
    }
