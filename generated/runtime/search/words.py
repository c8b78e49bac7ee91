# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 46370b03edf42bb73b2a329a48e6f126
"""Words of full-text search. Both databases split texts into the same words, and ignore the same differences of case.

SQLite's FTS5 uses its own fixed tables (`unicode61`, Unicode 6.1). PostgreSQL's tables differ from them, and depend on
version and locale. So this module contains FTS5's tables. PostgreSQL's function is generated from them, and the
client's search text is split with them. A test compares the tables with the installed SQLite, for every code point.

A word is a sequence of letters, digits and marks, and of characters that Unicode 6.1 does not define. Accents count:
`resume` is not `résumé`. Each letter becomes one lowercase letter: `ẞ` becomes `ß` and not `ss`, `İ` stays.
"""

import re
from functools import cache

MAX_WORD_LENGTH = 255
"""Characters of a search text. Longer words are never found, so PostgreSQL's index omits them."""
MAX_TEXT_LENGTH = 250_000
"""Characters of a row that are indexed, of all its fields together: a `tsvector` is limited to 1 MiB."""

_SEPARATORS = """
1-2f 3a-40 5b-60 7b-a9 ab-b1 b4 b6-b8 bb bf d7 f7 2c2-2c5 2d2-2df 2e5-2eb 2ed 2ef-2ff 375 37e
384-385 387 3f6 482 55a-55f 589-58a 58f 5be 5c0 5c3 5c6 5f3-5f4 600-604 606-60f 61b 61e-61f
66a-66d 6d4 6dd-6de 6e9 6fd-6fe 700-70d 70f 7f6-7f9 830-83e 85e 964-965 970 9f2-9f3 9fa-9fb
af0-af1 b70 bf3-bfa c7f d79 df4 e3f e4f e5a-e5b f01-f17 f1a-f1f f34 f36 f38 f3a-f3d f85 fbe-fc5
fc7-fcc fce-fda 104a-104f 109e-109f 10fb 1360-1368 1390-1399 1400 166d-166e 1680 169b-169c
16eb-16ed 1735-1736 17d4-17d6 17d8-17db 1800-180a 180e 1940 1944-1945 19de-19ff 1a1e-1a1f
1aa0-1aa6 1aa8-1aad 1b5a-1b6a 1b74-1b7c 1bfc-1bff 1c3b-1c3f 1c7e-1c7f 1cc0-1cc7 1cd3 1fbd
1fbf-1fc1 1fcd-1fcf 1fdd-1fdf 1fed-1fef 1ffd-1ffe 2000-2064 206a-206f 207a-207e 208a-208e
20a0-20b9 2100-2101 2103-2106 2108-2109 2114 2116-2118 211e-2123 2125 2127 2129 212e 213a-213b
2140-2144 214a-214d 214f 2190-23f3 2400-2426 2440-244a 249c-24e9 2500-26ff 2701-2775 2794-2b4c
2b50-2b59 2ce5-2cea 2cf9-2cfc 2cfe-2cff 2d70 2e00-2e2e 2e30-2e3b 2e80-2e99 2e9b-2ef3 2f00-2fd5
2ff0-2ffb 3000-3004 3008-3020 3030 3036-3037 303d-303f 309b-309c 30a0 30fb 3190-3191 3196-319f
31c0-31e3 3200-321e 322a-3247 3250 3260-327f 328a-32b0 32c0-32fe 3300-33ff 4dc0-4dff a490-a4c6
a4fe-a4ff a60d-a60f a673 a67e a6f2-a6f7 a700-a716 a720-a721 a789-a78a a828-a82b a836-a839
a874-a877 a8ce-a8cf a8f8-a8fa a92e-a92f a95f a9c1-a9cd a9de-a9df aa5c-aa5f aa77-aa79 aade-aadf
aaf0-aaf1 abeb fb29 fbb2-fbc1 fd3e-fd3f fdfc-fdfd fe10-fe19 fe30-fe52 fe54-fe66 fe68-fe6b feff
ff01-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-ffe6 ffe8-ffee fff9-ffff 10100-10102 10137-1013f
10179-10189 10190-1019b 101d0-101fc 1039f 103d0 10857 1091f 1093f 10a50-10a58 10a7f 10b39-10b3f
11047-1104d 110bb-110c1 11140-11143 111c5-111c8 12470-12473 1d000-1d0f5 1d100-1d126 1d129-1d164
1d16a-1d16c 1d173-1d17a 1d183-1d184 1d18c-1d1a9 1d1ae-1d1dd 1d200-1d241 1d245 1d300-1d356 1d6c1
1d6db 1d6fb 1d715 1d735 1d74f 1d76f 1d789 1d7a9 1d7c3 1eef0-1eef1 1f000-1f02b 1f030-1f093
1f0a0-1f0ae 1f0b1-1f0be 1f0c1-1f0cf 1f0d1-1f0df 1f110-1f12e 1f130-1f16b 1f170-1f19a 1f1e6-1f202
1f210-1f23a 1f240-1f248 1f250-1f251 1f300-1f320 1f330-1f335 1f337-1f37c 1f380-1f393 1f3a0-1f3c4
1f3c6-1f3ca 1f3e0-1f3f0 1f400-1f43e 1f440 1f442-1f4f7 1f4f9-1f4fc 1f500-1f53d 1f540-1f543
1f550-1f567 1f5fb-1f640 1f645-1f64f 1f680-1f6c5 1f700-1f773 e0001 e0020-e007f
"""
"""The code points that separate words, in hexadecimal."""

_FOLDED = """
41-5a+32 b5+775 c0-d6+32 d8-de+32 100-12e/2+1 132-136/2+1 139-147/2+1 14a-176/2+1 178-121
179-17d/2+1 17f-268 181+210 182-184/2+1 186+206 187+1 189-18a+205 18b+1 18e+79 18f+202 190+203
191+1 193+205 194+207 196+211 197+209 198+1 19c+211 19d+213 19f+214 1a0-1a4/2+1 1a6+218 1a7+1
1a9+218 1ac+1 1ae+218 1af+1 1b1-1b2+217 1b3-1b5/2+1 1b7+219 1b8+1 1bc+1 1c4+2 1c5+1 1c7+2 1c8+1
1ca+2 1cb-1db/2+1 1de-1ee/2+1 1f1+2 1f2-1f4/2+1 1f6-97 1f7-56 1f8-21e/2+1 220-130 222-232/2+1
23a+10795 23b+1 23d-163 23e+10792 241+1 243-195 244+69 245+71 246-24e/2+1 345+116 370-372/2+1
376+1 386+38 388-38a+37 38c+64 38e-38f+63 391-3a1+32 3a3-3ab+32 3c2+1 3cf+8 3d0-30 3d1-25 3d5-15
3d6-22 3d8-3ee/2+1 3f0-54 3f1-48 3f4-60 3f5-64 3f7+1 3f9-7 3fa+1 3fd-3ff-130 400-40f+80
410-42f+32 460-480/2+1 48a-4be/2+1 4c0+15 4c1-4cd/2+1 4d0-526/2+1 531-556+48 10a0-10c5+7264
10c7+7264 10cd+7264 1e00-1e94/2+1 1e9b-58 1e9e-7615 1ea0-1efe/2+1 1f08-1f0f-8 1f18-1f1d-8
1f28-1f2f-8 1f38-1f3f-8 1f48-1f4d-8 1f59-1f5f/2-8 1f68-1f6f-8 1f88-1f8f-8 1f98-1f9f-8 1fa8-1faf-8
1fb8-1fb9-8 1fba-1fbb-74 1fbc-9 1fbe-7173 1fc8-1fcb-86 1fcc-9 1fd8-1fd9-8 1fda-1fdb-100
1fe8-1fe9-8 1fea-1feb-112 1fec-7 1ff8-1ff9-128 1ffa-1ffb-126 1ffc-9 2126-7517 212a-8383 212b-8262
2132+28 2160-216f+16 2183+1 2c00-2c2e+48 2c60+1 2c62-10743 2c63-3814 2c64-10727 2c67-2c6b/2+1
2c6d-10780 2c6e-10749 2c6f-10783 2c70-10782 2c72+1 2c75+1 2c7e-2c7f-10815 2c80-2ce2/2+1
2ceb-2ced/2+1 2cf2+1 a640-a66c/2+1 a680-a696/2+1 a722-a72e/2+1 a732-a76e/2+1 a779-a77b/2+1
a77d-35332 a77e-a786/2+1 a78b+1 a78d-42280 a790-a792/2+1 a7a0-a7a8/2+1 a7aa-42308 ff21-ff3a+32
10400-10427+40
"""
"""Capital letters: ranges of code points with the distance to their lowercase letters; `/2` is every second letter."""


def words(text: str) -> list[str]:
    """Return the distinct words of a text as they are indexed, in the order of their first occurrence."""
    found = re.split(_between_words(), text.translate(_lowercase_codes()))
    return [each for each in dict.fromkeys(found) if each]


def separators() -> str:
    """Return the separators as a character class for regular expressions of Python and PostgreSQL, without brackets."""
    ranges = (each.partition("-") for each in _SEPARATORS.split())
    return "".join(
        _escaped(int(first, 16)) + (f"-{_escaped(int(last, 16))}" if last else "")
        for first, _, last in ranges
    )


def lowercase_letters() -> dict[str, str]:
    """Return a mapping from capital letters to lowercase letters."""
    return {chr(each): chr(small) for each, small in _lowercase_codes().items()}


@cache
def _lowercase_codes() -> dict[int, int]:
    found: dict[int, int] = {}
    for each in _FOLDED.split():
        match = _RUN.fullmatch(each)
        assert match is not None
        first, last = int(match["first"], 16), int(match["last"] or match["first"], 16)
        for code in range(first, last + 1, 2 if match["half"] else 1):
            found[code] = code + int(match["distance"])
    return found


_RUN = re.compile(r"(?P<first>[0-9a-f]+)(?:-(?P<last>[0-9a-f]+))?(?P<half>/2)?(?P<distance>[+-][0-9]+)")


@cache
def _between_words() -> re.Pattern[str]:
    return re.compile(f"[{separators()}]+")


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
