"""Languages by their BCP 47 tags: which there are, and what somebody meant who wrote something else.

Conventions: a tag is a language's ISO 639-1 code, or its three letters where it has no such code, then subtags for its
script or region ("de", "pt-BR", "zh-Hant", "grc").
"""

from __future__ import annotations

import difflib
import re

from narrate.errors import SettingsError


def _pairs(written: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in written.split())


# ISO 639-1 (Library of Congress), all that are in use, with the English name of the language.
NAMES = _pairs("""
aa=Afar ab=Abkhazian af=Afrikaans ak=Akan am=Amharic an=Aragonese ar=Arabic as=Assamese av=Avaric ay=Aymara
az=Azerbaijani ba=Bashkir be=Belarusian bg=Bulgarian bi=Bislama bm=Bambara bn=Bengali bo=Tibetan br=Breton bs=Bosnian
ca=Catalan ce=Chechen ch=Chamorro co=Corsican cr=Cree cs=Czech cu=Church-Slavonic cv=Chuvash cy=Welsh da=Danish
de=German dv=Divehi dz=Dzongkha ee=Ewe el=Greek en=English eo=Esperanto es=Spanish et=Estonian eu=Basque fa=Persian
ff=Fulah fi=Finnish fj=Fijian fo=Faroese fr=French fy=Frisian ga=Irish gd=Gaelic gl=Galician gn=Guarani gu=Gujarati
gv=Manx ha=Hausa he=Hebrew hi=Hindi ho=Hiri-Motu hr=Croatian ht=Haitian hu=Hungarian hy=Armenian hz=Herero
ia=Interlingua id=Indonesian ie=Interlingue ig=Igbo ii=Yi ik=Inupiaq io=Ido is=Icelandic it=Italian iu=Inuktitut
ja=Japanese jv=Javanese ka=Georgian kg=Kongo ki=Kikuyu kj=Kuanyama kk=Kazakh kl=Greenlandic km=Khmer kn=Kannada
ko=Korean kr=Kanuri ks=Kashmiri ku=Kurdish kv=Komi kw=Cornish ky=Kyrgyz la=Latin lb=Luxembourgish lg=Ganda
li=Limburgish ln=Lingala lo=Lao lt=Lithuanian lu=Luba lv=Latvian mg=Malagasy mh=Marshallese mi=Maori mk=Macedonian
ml=Malayalam mn=Mongolian mr=Marathi ms=Malay mt=Maltese my=Burmese na=Nauru nb=Bokmål nd=North-Ndebele ne=Nepali
ng=Ndonga nl=Dutch nn=Nynorsk no=Norwegian nr=South-Ndebele nv=Navajo ny=Chichewa oc=Occitan oj=Ojibwa om=Oromo
or=Oriya os=Ossetian pa=Punjabi pi=Pali pl=Polish ps=Pashto pt=Portuguese qu=Quechua rm=Romansh rn=Rundi ro=Romanian
ru=Russian rw=Kinyarwanda sa=Sanskrit sc=Sardinian sd=Sindhi se=Sami sg=Sango si=Sinhala sk=Slovak sl=Slovenian
sm=Samoan sn=Shona so=Somali sq=Albanian sr=Serbian ss=Swati st=Sotho su=Sundanese sv=Swedish sw=Swahili ta=Tamil
te=Telugu tg=Tajik th=Thai ti=Tigrinya tk=Turkmen tl=Tagalog tn=Tswana to=Tonga tr=Turkish ts=Tsonga tt=Tatar tw=Twi
ty=Tahitian ug=Uyghur uk=Ukrainian ur=Urdu uz=Uzbek ve=Venda vi=Vietnamese vo=Volapük wa=Walloon wo=Wolof xh=Xhosa
yi=Yiddish yo=Yoruba za=Zhuang zh=Chinese zu=Zulu
""")
# What the languages call themselves, and codes of other standards for languages that ISO 639-1 has two letters for.
OTHER_NAMES = _pairs("""
deutsch=de français=fr francais=fr español=es espanol=es castellano=es italiano=it português=pt portugues=pt
nederlands=nl polski=pl русский=ru svenska=sv dansk=da norsk=no suomi=fi türkçe=tr 中文=zh 日本語=ja 한국어=ko
čeština=cs magyar=hu română=ro українська=uk ελληνικά=el català=ca farsi=fa mandarin=zh flemish=nl slovene=sl
eng=en ger=de deu=de fre=fr fra=fr spa=es ita=it por=pt dut=nl nld=nl pol=pl rus=ru swe=sv dan=da nor=no fin=fi tur=tr
chi=zh zho=zh jpn=ja kor=ko ara=ar hin=hi gre=el ell=el cze=cs ces=cs hun=hu ukr=uk lat=la heb=he vie=vi
gr=el jp=ja cn=zh cz=cs dk=da ua=uk us=en-US gb=en-GB
""")
TAG = re.compile(r"(?:[a-z]{2,3})(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
NONE = {"und", "mul", "mis", "zxx"}  # ISO 639-2 for undetermined, several, uncoded and no language
NEAREST = 3


def is_language(tag: str) -> bool:
    """Whether a text is the tag of a language; "und" and the like say that there is none.

    >>> is_language("pt-BR"), is_language("german"), is_language("und")
    (True, False, False)
    """
    primary = tag.partition("-")[0].lower()
    if len(primary) == 3:  # noqa: PLR2004 - ISO 639-3 has 8,000
        return primary not in OTHER_NAMES and primary not in NONE and TAG.fullmatch(tag) is not None
    return primary in NAMES and TAG.fullmatch(tag) is not None


def require_language(tag: str) -> None:
    """Raise SettingsError, with the tag that was meant, where a text is no tag of a language.

    >>> require_language("de"), require_language("pt-BR"), require_language("grc")
    (None, None, None)
    >>> require_language("german")
    Traceback (most recent call last):
    narrate.errors.SettingsError: There is no language “german”. Write de for German.
    """
    if not is_language(tag):
        raise SettingsError(f"There is no language “{tag}”.", _meant(tag.lower().replace("_", "-")))


def _meant(asked: str) -> str:
    """The tag for a name, or the tags nearest to one."""
    primary, hyphen, rest = asked.partition("-")
    code = OTHER_NAMES.get(primary, primary if primary in NAMES else "")
    if code:
        tag = f"{code}{hyphen}{rest.upper() if len(rest) == 2 else rest}"  # noqa: PLR2004 - a region
        return f"Write {tag} for {_name(code)}." if TAG.fullmatch(tag) else f"Write {code} for {_name(code)}."
    names = {name.lower(): code for code, name in NAMES.items()}
    near = [primary] if primary in names else difflib.get_close_matches(primary, [*names, *OTHER_NAMES], NEAREST, 0.7)
    tags = dict.fromkeys(names.get(name) or OTHER_NAMES[name] for name in near)
    if not tags:
        return "Write a tag such as en, de or pt-BR."
    return f"Write {' or '.join(f'{one} for {_name(one)}' for one in tags)}."


def _name(tag: str) -> str:
    return NAMES[tag.partition("-")[0]].replace("-", " ")
