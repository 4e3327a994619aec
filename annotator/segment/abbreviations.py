"""English abbreviations by what a full stop after them can mean, and words that begin sentences.

All are written as they stand before the stop; one written in capitals alone counts too.
"""

from __future__ import annotations

#: Always before a name or a continuation: the stop never ends a sentence.
NEVER_LAST = frozenset(
    (
        "Mr Mrs Ms Mx Dr Drs Prof Gov Govs Sen Sens Rep Reps Pres Hon Rev Msgr Fr Supt Det Insp Amb Atty "
        "Messrs Mme Mlle Ald Gen Lt Col Capt Cmdr Comdr Cdr Maj Sgt Cpl Adm Brig Ft vs cf viz e.g E.g i.e "
        "I.e approx incl esp"
    ).split()
)

#: Before a number; in other company an ordinary word, a month or a day at the end of its sentence.
BEFORE_NUMBER = frozenset(
    (
        "No Nos Nr no nos Fig Figs fig figs p pp Par Para para Art Arts art Sec sec Ch ch Chap Vol Vols vol "
        "Eq Eqs eq Ex App Rs ca c Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu "
        "Thur Thurs Fri Sat Sun"
    ).split()
)

#: May stand inside a sentence or at its end: what follows decides.
MAY_BE_LAST = frozenset(
    (
        "Inc Corp Co Cos Ltd Bros Plc Llc Jr Sr St Ste Ave Blvd Rd Hwy Mt Dept Univ Assn Intl Natl Govt al "
        "Ph.D M.D Calif Fla Pa Mass Va Md Tex Ariz Mich Ill Minn Wash Ore Conn Ga Ala Ky Tenn Miss Mo Okla "
        "Wis Ind Neb Nev Colo Del Vt Wyo Mont Ark Kan Dak"
    ).split()
)

#: Words that, with a capital after a full stop, begin a sentence and hardly ever continue a name.
STARTERS = frozenset(
    (
        "A After All Also Although Among An Analysts And Another Asked As At Because Before Both But By "
        "Critics Despite Dr During Each Earlier Even Every Experts For Four From He Her Here He’s His How "
        "However I If I’m In Instead It Its It’s It's Last Later Many Meanwhile Most Mr Mrs Ms My Neither No "
        "Nor Not Now Of Officials On Once One Only Or Other Others Our Over Police Residents Several She "
        "She’s Since So Some Still Such That That’s That's The Their Then There These They They’re This "
        "Those Though Three To Today Two Under Until We What When Where Which While Who Whom Whose Why With "
        "Without We’re Yesterday Yet You Your"
    ).split()
)

#: Verbs that tell who spoke, after a question or an exclamation in quotation marks.
SPEECH_VERBS = (
    "said says asked asks told tells added adds wrote writes replied replies shouted cried yelled "
    "demanded demands wondered insisted continued exclaimed answered responded tweeted posted"
).split()
