"""Words that say nothing about what a question is about, folded, in the group's languages."""

from __future__ import annotations

from typing import Final

from modtui.text.fold import fold_words


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold_words(text))


INSIDE_PHRASES: Final = _folded(
    """
    a an the of to my your our his her their in on at for is and or s d l la le les de du des un une au aux
    et el al في من على عن ع الى إلى مع هذا هذه و
    """
)
"""Left out of the glossary's phrases too, so that "proof of address" and "proof address" are one."""

COMMON: Final = INSIDE_PHRASES | _folded(
    """
    see today tomorrow now soon really i im ive ill me you we us he she it they them who what where
    when why how which do does did can could
    would should will be am are was were been has had have having this that these those there here so if but
    as by from about any some please need needs want wants know tell get got go going give me one also just
    very too than then because not don dont t m re ve ll up out into with like let je j tu il elle nous vous
    ils on me mon ma mes ton ta son sa ses notre votre qui que qu quoi ou quand comment pourquoi est ce c
    sont suis ai as a avons avez ont pour par dans sur avec ne pas plus peux peut dois faut voudrais veux
    besoin faire انا أنا انت أنت انتو هو هي نحن هم ما ماذا شو ايش إيش شنو وش ايه إيه وين أين فين كيف شلون
    ازاي إزاي متى ايمتى إيمتى ليش لماذا ليه هل مين من منو كم قد إذا اذا لو لكن بس يعني أو او ثم حتى عند عندي
    عندنا عندك عنا لي لنا لك له لها لهم الي اللي الذي التي اريد أريد بدي بدنا ابغى أبغى اريد عاوز عايز عاوزة
    نريد محتاج محتاجة احتاج أحتاج بحاجة ممكن لازم يجب هناك هون هنا هنيك هناك يوجد في فيه فيها كان كانت يكون
    اكون صار صارت راح رح عم هاد هاي هيك هذا هذه ذلك تلك كل شي شيء اي أي احد أحد حدا حد واحد وحدة جدا كتير
    كثير هلق هسه دلوقتي الآن الان قبل بعد بدون ان أن إن انه أنه اني أني لا لم لن مو مش مافي ماكو اكو غير
    كمان ايضا أيضا و ب ل ك ف اعرف أعرف بعرف تعرف يعرف تعرفون تعرفوا قولولي خبروني دلوني اروح أروح نروح بروح
    يروح اعمل أعمل نعمل بعمل اسوي ana enta enti howe hiye e7na shu sho shou eish esh wen wein fen win kif
    keef shlon ezay emta amta lesh leish leh lyh hal men min mn iza eza law bas ya3ni aw 3andi 3ndi 3ena
    3anna 3indi bade baddi bedi bdi biddi ayez 3ayez a7taj mo7taj momken mumken lazem fi fe fih hon hona
    hnak ma mesh msh mosh mish kteer ktir kteir halla2 hala2 3m 3am ra7 rah hada hay haik heik kel koll shi
    3ala 3a 3l lal l bl bel b el il l il al w u o eh ah
    """
)
"""Left out of a query, unless nothing else is in it."""

TALK: Final = COMMON | _folded(
    """
    hello hi hey dear good morning evening afternoon thanks thank everyone all brothers sisters friends guys
    group sir madam question ask asking anyone anybody somebody someone help possible welcome regards peace
    god bless problem today tomorrow yesterday now still already think really sorry advance appreciate
    advice bonjour bonsoir salut merci svp plait monsieur madame tous toutes quelqu question aide sait savez
    possible سلام السلام عليكم وعليكم ورحمة الله وبركاته مرحبا اهلا أهلا هلا صباح مساء الخير النور شكرا
    مشكور مشكورين يسلمو تسلم تسلموا الله يعطيكم العافية يعطيكن لو سمحت سمحتم سمحتو فضلكم فضلك رجاء الرجاء
    ارجو أرجو اخوان إخوان اخوتي اخواني شباب جماعة ياجماعة يا أخي اختي أخوات الاخوة الإخوة الكرام جميعا سؤال
    استفسار سؤالي عندي مساعدة ساعدوني مساعدتكم تساعدوني معلومات معلومة فكرة نصيحة تنصحوني بتعرفوا يخليكم
    يجزيكم خير جزاكم جزيلا بارك فيكم يوم اليوم بكرا بكرة امبارح مبارح والله إن شاء انشالله حضرتكم حضرتك
    مشكلة موضوع بخصوص بالنسبة salam slm assalamu alaikum marhaba mar7aba ahla ahlan sabah masa el kheir kher
    shokran shukran yeslamo tislam ya3tikon ya3tikom el 3afye law sama7t sama7to ya jama3a shabab su2al
    so2al sa3douni allah yekhalikon please plz
    """
)
"""Left out of a member's whole message: greetings, thanks, and asking itself."""
