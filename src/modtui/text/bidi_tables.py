"""Paired brackets and mirrored characters of the Unicode Bidirectional Algorithm (Unicode 15).

Facts of the Unicode Character Database (BidiBrackets, BidiMirroring) that `unicodedata` does not hold.
Each string lists pairs: an opening or left-hand character, then its partner.
"""

from typing import Final

_BRACKET_PAIRS: Final = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋\u2329\u232a❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖"
    "⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_OTHER_MIRRORED_PAIRS: Final = (
    "<>«»‹›∈∋∉∌∊∍∕⧵∟⯾∠⦣∡⦛∢⦠∤⫮∼∽≃⋍≅≌≒≓≔≕≤≥≦≧≨≩≪≫≮≯≰≱≲≳≴≵≶≷≸≹≺≻≼≽≾≿⊀⊁⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊏⊐⊑⊒⊘⦸⊢⊣⊦⫞⊨⫤⊩⫣⊫⫥"
    "⊰⊱⊲⊳⊴⊵⊶⊷⊸⟜⋉⋊⋋⋌⋐⋑⋖⋗⋘⋙⋚⋛⋜⋝⋞⋟⋠⋡⋢⋣⋤⋥⋦⋧⋨⋩⋪⋫⋬⋭⋰⋱⋲⋺⋳⋻⋴⋼⋶⋽⋷⋾⟃⟄⟈⟉⟋⟍⟕⟖⟝⟞⟢⟣⟤⟥⦎⦏⦤⦥⦨⦩⦪⦫⦬⦭⦮⦯⧀⧁⧄⧅⧏⧐⧑⧒⧔⧕"
    "⧨⧩⧸⧹⨫⨬⨭⨮⨴⨵⨼⨽⩤⩥⩹⩺⩻⩼⩽⩾⩿⪀⪁⪂⪃⪄⪅⪆⪇⪈⪉⪊⪋⪌⪍⪎⪏⪐⪑⪒⪓⪔⪕⪖⪗⪘⪙⪚⪛⪜⪝⪞⪟⪠⪡⪢⪦⪧⪨⪩⪪⪫⪬⪭⪯⪰⪱⪲⪳⪴⪵⪶⪷⪸⪹⪺⪻⪼⪽⪾⪿⫀⫁⫂⫃⫄⫅⫆"
    "⫇⫈⫉⫊⫋⫌⫍⫎⫏⫐⫑⫒⫓⫔⫕⫖⫬⫭⫷⫸⫹⫺⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡﹤﹥＜＞"
)


def _pairs(flat: str) -> list[tuple[str, str]]:
    return list(zip(flat[::2], flat[1::2], strict=True))


# U+2329 and U+232A are canonically the same as U+3008 and U+3009 and pair with them.
_CANONICAL: Final = {"\u232a": "\u3009"}

OPENING: Final = {left: _CANONICAL.get(right, right) for left, right in _pairs(_BRACKET_PAIRS)}
"""Opening bracket to the closing bracket that ends it."""

CLOSING: Final = {right: _CANONICAL.get(right, right) for _, right in _pairs(_BRACKET_PAIRS)}
"""Closing bracket to itself, or to its canonical equivalent."""

MIRRORED: Final = {
    char: other
    for left, right in _pairs(_BRACKET_PAIRS + _OTHER_MIRRORED_PAIRS)
    for char, other in ((left, right), (right, left))
}
"""A character to the one that looks like its reflection, shown instead right to left (rule L4)."""
