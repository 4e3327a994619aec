"""Text meant to do harm: to the terminal, to offsets, to whoever parses it. All of it is ours."""

from __future__ import annotations

#: What is put into sentences, by what it tries.
PAYLOADS: dict[str, str] = {
    "colour": "\x1b[5;7;31m",
    "clear": "\x1b[2J\x1b[3J\x1b[1;1f",
    "scroll region": "\x1b[2;3r\x1b[4l",
    "window title": "\x1b]0;OWNED\x07",
    "title, other end": "\x1b]2;OWNED\x1b\\",
    "link": "\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;T1dORUQ=\x1b\\",
    "palette": "\x1b]4;1;#ff0000\x07\x1b]11;?\x07",
    "device control": '\x1bP$q"p\x1b\\',
    "private messages": "\x1b_G a=T,f=100;AAAA\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\",
    "reset": "\x1bc",
    "questions": "\x1b[6n\x1b[c\x1b[>c\x1b[21t",
    "other screen": "\x1b[?1049l\x1b[?1000l\x1b[?2004l",
    "line drawing": "\x1b(0\x0elqqk\x0f\x1b(B",
    "half a sequence": "\x1b[38;2;1",
    "string never ended": "\x1b]0;for ever",
    "C1": "\x9b31m\x9d0;OWNED\x9c\x90q\x9c\x85\x8d\x84",
    "delete": "\x7f\x7f",
    "bell": "\x07\x07",
    "backspace": "innocent\x08\x08\x08\x08\x08\x08\x08\x08guilty",
    "carriage return": "innocent\rguilty",
    "tabs and feeds": "\ta\vb\fc\t",
    "separators": "a\u2028b\u2029c\x85d\x1cd\x1de\x1ef",
    "bidi override": "\u202ereversed\u202c \u202dforced\u202c \u202bx\u202a",
    "bidi isolates": "\u2066a\u2069 \u2067b\u2069 \u2068c",
    "bidi marks": "\u200ea\u200fb\u061cc",
    "markup": "[/nope] [bold]x[/bold] [sic] [link=http://evil.example]y[/link]",
    "markup that acts": "[@click=app.quit]x[/] [@click='app.bell']y[/]",
    "rich emoji": ":warning: :skull:",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg",
    "variation selectors": "❤\ufe0f❤\ufe0e a\ufe0f \U000e0100",
    "tags": "x\U000e0001\U000e0041\U000e0042\U000e007f",
    "annotation marks": "a\ufff9b\ufffac\ufffbd\ufffc\ufffd",
    "noncharacters": "\ufdd0\ufffe\uffff\U0010ffff\ue000",
    "combining": "a" + "\u0301" * 400 + "b" + "\u0489" * 50,
    "combining first": "\u0301\u0327x",
    "wide": "👨‍👩‍👧‍👦 🇺🇳 ❤️ 1️⃣ 👍🏽 漢字 ｶﾅ",
    "right to left": "שלום עולם مرحبا بالعالم",
    "conjuncts": "क्ष्म्य नि்க ཧྐྱ ำ",
    "letters only": "\\x1b[31m \\u202e \\ud800 &#27;[31m %1b[31m ^[[31m $(id) `id` ${x} {0} %s %n",
    "quotes": "“ ” „ ‟ '' \" \\\" \\' <!-- --> ]]> </script> ; DROP TABLE span; --",
}


def article(payload: str) -> str:
    """A short article with the payload within words, between them, and at every edge."""
    return (
        f"Mayor{payload} Blames Union For Fire\n\n"
        f"{payload}The mayor of Vell{payload} blamed the crane {payload} union for the fire{payload}. "
        f"Ida Moreau {payload}denied{payload} the claim.\n\n{payload}\n\nNobody else spoke.{payload}\n"
    )


#: Articles by what they try; every one has words that a suggester finds.
ARTICLES: dict[str, str] = {
    **{name: article(payload) for name, payload in PAYLOADS.items()},
    "all at once": article(" ".join(PAYLOADS.values())),
    "crlf": article("").replace("\n", "\r\n"),
    "old mac": article("").replace("\n", "\r"),
    "only blanks and signs": " \n\u200b\n \u202e \n.\n",
}


def long_sentence(tokens: int = 5000) -> str:
    """One sentence of so many tokens that blames at its ends and in its middle."""
    filler = " and the pump of the quay" * (tokens // 12)
    return f"The mayor of Vell blamed the crane union for the fire{filler} accusing Ida Moreau of neglect{filler}."


def long_line(megabytes: int, blanks: bool = True) -> str:
    """One line of so many megabytes: news with a stance every few thousand letters, or a single word."""
    plain = "It rained over the old quay, and the boats of the harbour came home at noon. " * 50
    piece = "The mayor of Vell blamed the crane union for the fire at the old quay. " + plain
    count = megabytes * 1_000_000
    return (piece * (count // len(piece) + 1))[:count] if blanks else "x" * count
