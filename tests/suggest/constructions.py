"""Sentences of our own with the ties they should yield: one for each name here, and the table beside.

A tie is written `CATEGORY stance | role: words | role: =reason`; of several, each must be found, and none
of those that begin with `! `.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

CONSTRUCTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "verb with of": (
        "The harbour union accused the port authority of hiding the accident.",
        (
            "ACCUSE accused | source: The harbour union | target: the port authority | issue: hiding the accident",
        ),
    ),
    "verb with for": (
        "Farmers blamed the ministry for the failed harvest.",
        ("ACCUSE blamed | source: Farmers | target: the ministry | issue: the failed harvest",),
    ),
    "verb with on": (
        "The governor blamed the blackout on the national grid operator.",
        ("ACCUSE blamed | source: The governor | target: the national grid operator | issue: the blackout",),
    ),
    "participle with the main clause's subject": (
        "Norway closed its embassy, accusing Iceland of spying on its fishing fleet.",
        ("ACCUSE accusing | source: Norway | target: Iceland | issue: spying on its fishing fleet",),
    ),
    "participle after a subordinate clause": (
        "While Sweden waited, Finland quickly left the talks, accusing Estonia of breaking the fishing treaty.",
        ("ACCUSE accusing | source: Finland | target: Estonia | issue: breaking the fishing treaty",),
    ),
    "with-absolute": (
        "The talks collapsed on Friday, with Lisbon accusing Madrid of breaking the water treaty.",
        ("ACCUSE accusing | source: Lisbon | target: Madrid | issue: breaking the water treaty",),
    ),
    "passive with by": (
        "The contractor was blamed by residents for the collapse of the bridge.",
        ("ACCUSE blamed | source: residents | target: The contractor | issue: the collapse of the bridge",),
    ),
    "passive without agent": (
        "The mayor is accused of taking bribes.",
        ("ACCUSE accused | target: The mayor | issue: taking bribes | source: =agentless",),
    ),
    "reduced passive": (
        "The banker, accused of fraud, left the country.",
        ("ACCUSE accused | target: The banker | issue: fraud",),
    ),
    "shared subject": (
        "The embassy in Vienna rejected the report and blamed a rival company.",
        (
            "REJECT rejected | source: The embassy in Vienna | issue: the report",
            "ACCUSE blamed | source: The embassy in Vienna | target: a rival company",
        ),
    ),
    "shared subject across a clause": (
        "The ministry denied that its soldiers fired shots and accused activists of staging the video.",
        (
            "DENY denied | source: The ministry | issue: its soldiers fired shots",
            "ACCUSE accused | source: The ministry | target: activists | issue: staging the video",
        ),
    ),
    "relative clause between subject and verb": (
        "The minister, who resigned in May, denied any involvement.",
        ("DENY denied | source: The minister | issue: any involvement",),
    ),
    "discontinuous cue": (
        "The judges held the airline responsible for the delay.",
        ("ACCUSE held … responsible | source: The judges | target: the airline | issue: the delay",),
    ),
    "multiword cue": (
        "The opposition pointed the finger at the interior ministry.",
        ("ACCUSE pointed the finger | source: The opposition | target: the interior ministry",),
    ),
    "noun with possessive": (
        "Spain’s denial of involvement surprised the delegates.",
        ("DENY denial | source: Spain | issue: involvement",),
    ),
    "adverb with agent": (
        "The depot burned down in a raid, allegedly carried out by guards.",
        ("ACCUSE allegedly | target: guards | source: =unnamed | hedge: allegedly",),
    ),
    "negated": (
        "The commission did not blame the pilots for the crash.",
        ("ACCUSE did not blame | source: The commission | target: the pilots | issue: the crash | negated",),
    ),
    "condemn": (
        "Brussels condemned the raid on the newspaper.",
        ("CONDEMN condemned | source: Brussels | issue: the raid on the newspaper",),
    ),
    "claim responsibility": (
        "A rebel group claimed responsibility for the bombing.",
        ("ACKNOWLEDGE claimed responsibility | source: A rebel group | issue: the bombing",),
    ),
    "apologise": (
        "The airline apologised to passengers for the chaos.",
        ("ACKNOWLEDGE apologised | source: The airline | target: passengers | issue: the chaos",),
    ),
    "threaten to": (
        "Turkey threatened to close the strait.",
        ("THREATEN threatened | source: Turkey | issue: close the strait",),
    ),
    "warn of": (
        "Scientists warned of another flood.",
        ("WARN warned | source: Scientists | issue: another flood",),
    ),
    "warn somebody that": (
        "Doctors warned the government that beds were running out.",
        ("WARN warned | source: Doctors | target: the government | issue: beds were running out",),
    ),
    "call on to": (
        "Rights groups called on Egypt to release the reporter.",
        ("DEMAND called on | source: Rights groups | target: Egypt | issue: release the reporter",),
    ),
    "demand from": (
        "Chile demanded an apology from the mining company.",
        ("DEMAND demanded | source: Chile | target: the mining company | issue: an apology",),
    ),
    "praise": (
        "The president praised the rescue team for its courage.",
        ("SUPPORT praised | source: The president | target: the rescue team | issue: its courage",),
    ),
    "without naming": (
        "The envoy deplored the attack without naming Russia.",
        (
            "CONDEMN deplored | source: The envoy | issue: the attack",
            "WITHHOLD without naming | source: The envoy | target: Russia",
        ),
    ),
    "declined to comment": (
        "A spokesman for the company declined to comment on the lawsuit.",
        ("WITHHOLD declined to comment | source: A spokesman for the company | issue: the lawsuit",),
    ),
    "refuse a demand": (
        "Serbia rejected the proposal.",
        ("REJECT rejected | source: Serbia | issue: the proposal",),
    ),
    "justify": (
        "The general justified the curfew as a temporary measure.",
        ("JUSTIFY justified | source: The general",),
    ),
    "dispute, reciprocal": (
        "Kenya and Uganda clashed over the border.",
        ("DISPUTE clashed | source: Kenya | source: Uganda | issue: the border",),
    ),
    "report with that": (
        "Police said that the road was closed.",
        ("REPORT said | source: Police | content: the road was closed",),
    ),
    "report without that": (
        "Witnesses say the gate was open.",
        ("REPORT say | source: Witnesses | content: the gate was open",),
    ),
    "time between cue and that": (
        "The court said on Tuesday that the law was void.",
        ("REPORT said | source: The court | content: the law was void",),
    ),
    "quotation before": (
        "“We were never asked,” the director said.",
        ("REPORT said | source: the director | content: “We were never asked,”",),
    ),
    "quotation before, subject after the verb": (
        "“The dam is safe,” said Maria Keller, the chief engineer.",
        ("REPORT said | source: Maria Keller | content: “The dam is safe,”",),
    ),
    "quotation after": (
        "The coach said: “Nobody is to blame.”",
        ("REPORT said | source: The coach | content: “Nobody is to blame.”",),
    ),
    "split quotation": (
        "“The bill,” she said, “was never paid.”",
        ("REPORT said | source: she | content: “The bill,” | content: “was never paid.”",),
    ),
    "attribution after the clause": (
        "The tunnel will reopen in June, the operator said.",
        ("REPORT said | source: the operator | content: The tunnel will reopen in June",),
    ),
    "according to, after": (
        "The ship was overloaded, according to the coast guard.",
        ("REPORT according to | source: the coast guard | content: The ship was overloaded",),
    ),
    "according to, before": (
        "According to two officials, the order came from the palace.",
        ("REPORT According to | source: two officials | content: the order came from the palace",),
    ),
    "nested stance": (
        "The minister said the army had accused the rebels of looting.",
        (
            "REPORT said | source: The minister | content: the army had accused the rebels of looting",
            "ACCUSE accused | source: the army | target: the rebels | issue: looting",
        ),
    ),
    "must, in somebody's words": (
        "The union said the company must reopen the mine.",
        ("DEMAND must | source: The union | target: the company | issue: reopen the mine",),
    ),
    "will not, in one's own words": (
        "The rebels said they will not leave the valley.",
        ("REJECT will not | source: they | issue: leave the valley",),
    ),
    "noun with a light verb": (
        "The council issued a condemnation of the raid.",
        ("CONDEMN condemnation | source: The council | issue: the raid",),
    ),
    "context word outside the stance": (
        "The bank rejected allegations of fraud.",
        ("DENY rejected | source: The bank | issue: fraud",),
    ),
    "speaker and colon": (
        "Ana Torres: The river is rising again.",
        ("REPORT : | source: Ana Torres | content: The river is rising again.",),
    ),
    "quotation, dash, speaker": (
        "“The river is rising again.” — Ana Torres",
        ("REPORT — | source: Ana Torres | content: “The river is rising again.”",),
    ),
    "two deeds": (
        "The court accused the bank of hiding losses and lying to its clients.",
        ("ACCUSE accused | target: the bank | issue: hiding losses | issue: lying to its clients",),
    ),
    "clause before a verb of another category": (
        "Mistakes were made, the general admitted.",
        ("ACKNOWLEDGE admitted | source: the general | issue: Mistakes were made",),
    ),
    "noun with agent and target": (
        "Allegations of fraud against the mayor by two former aides surfaced on Monday.",
        ("ACCUSE Allegations | issue: fraud | target: the mayor",),
    ),
    "a phrase that negates itself": (
        "The firm did not respond to a request for comment.",
        ("WITHHOLD did not respond | source: The firm | issue: a request for comment",),
    ),
    "source is a pronoun": (
        "They blamed the landlord for the fire.",
        ("ACCUSE blamed | source: They | target: the landlord | issue: the fire",),
    ),
    "straight quotes and apostrophe": (
        'Austria\'s chancellor called the plan "a mistake".',
        ('REPORT called | source: Austria\'s chancellor | content: the plan "a mistake"',),
    ),
    "headline": (
        "Mayor Blames Water Company for Flooded Streets in Old Town",
        ("ACCUSE Blames | source: Mayor | target: Water Company | issue: Flooded Streets in Old Town",),
    ),
}

#: Sentences without a stance.
NOTHING = (
    "The train leaves at nine and arrives before noon.",
    "Heavy rain fell on the coast in the night of Sunday.",
    "The museum’s new wing has four floors and a garden.",
)


def _table() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Construction, sentence and ties of each entry of `constructions.txt`."""
    group, sentence, ties = "", "", []
    for line in (Path(__file__).with_suffix(".txt")).read_text(encoding="utf-8").splitlines():
        if line.startswith("  ") and line.strip():
            ties.append(line.strip().replace("[", "").replace("]", ""))
            continue
        if ties:
            yield group, sentence, tuple(ties)
            ties = []
        if line.startswith("== "):
            group = line.removeprefix("== ")
        elif line.strip() and not line.startswith("#"):
            sentence = line
    if ties:
        yield group, sentence, tuple(ties)


#: All sentences, as (construction, sentence, ties).
ALL = (
    *((name, sentence, ties) for name, (sentence, ties) in CONSTRUCTIONS.items()),
    *_table(),
)
