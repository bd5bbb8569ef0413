"""Money: what currencies are called, by sign and by ISO 4217 code. Data only."""

from __future__ import annotations

from typing import NamedTuple


class Currency(NamedTuple):
    """One and many of a currency, and of its hundredth part; None where it has none that is in use."""

    one: str
    many: str
    cent: str | None = "cent"
    cents: str | None = "cents"


DOLLAR = Currency("dollar", "dollars")
POUND = Currency("pound", "pounds", "penny", "pence")
EURO = Currency("euro", "euros")
YEN = Currency("yen", "yen", None, None)
RUPEE = Currency("rupee", "rupees", "paisa", "paise")
KRONA = Currency("krona", "kronor", None, None)
KRONE = Currency("krone", "kroner", None, None)


def _dollars(of: str) -> Currency:
    return Currency(f"{of} dollar", f"{of} dollars")


SIGNS = {
    "$": DOLLAR,
    "£": POUND,
    "€": EURO,
    "¥": YEN,
    "₹": RUPEE,
    "₽": Currency("ruble", "rubles", None, None),
    "₩": Currency("won", "won", None, None),
    "₪": Currency("shekel", "shekels", None, None),
    "₺": Currency("lira", "lira", None, None),
    "₴": Currency("hryvnia", "hryvnias", None, None),
    "₦": Currency("naira", "naira", None, None),
    "₱": Currency("peso", "pesos", None, None),
    "฿": Currency("baht", "baht", None, None),
    "₿": Currency("bitcoin", "bitcoins", None, None),
    "US$": _dollars("U S"),
    "U.S.$": _dollars("U S"),
    "A$": _dollars("Australian"),
    "AU$": _dollars("Australian"),
    "C$": _dollars("Canadian"),
    "CA$": _dollars("Canadian"),
    "HK$": _dollars("Hong Kong"),
    "NZ$": _dollars("New Zealand"),
    "S$": _dollars("Singapore"),
    "R$": Currency("Brazilian real", "Brazilian reais", None, None),
}

CODES = {
    "USD": SIGNS["US$"],
    "GBP": POUND,
    "EUR": EURO,
    "JPY": YEN,
    "CHF": Currency("Swiss franc", "Swiss francs", None, None),
    "CNY": Currency("yuan", "yuan", None, None),
    "RMB": Currency("renminbi", "renminbi", None, None),
    "INR": Currency("Indian rupee", "Indian rupees", None, None),
    "AUD": SIGNS["A$"],
    "CAD": SIGNS["C$"],
    "NZD": SIGNS["NZ$"],
    "HKD": SIGNS["HK$"],
    "SGD": SIGNS["S$"],
    "SEK": Currency("Swedish krona", "Swedish kronor", None, None),
    "NOK": Currency("Norwegian krone", "Norwegian kroner", None, None),
    "DKK": Currency("Danish krone", "Danish kroner", None, None),
    "PLN": Currency("zloty", "zlotys", None, None),
    "CZK": Currency("Czech koruna", "Czech korunas", None, None),
    "HUF": Currency("forint", "forints", None, None),
    "RUB": SIGNS["₽"],
    "TRY": SIGNS["₺"],
    "KRW": SIGNS["₩"],
    "BRL": SIGNS["R$"],
    "MXN": Currency("Mexican peso", "Mexican pesos", None, None),
    "ZAR": Currency("rand", "rand", None, None),
    "ILS": SIGNS["₪"],
    "THB": SIGNS["฿"],
    "BTC": SIGNS["₿"],
}

MAGNITUDES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "mm": "million",
    "mio": "million",
    "b": "billion",
    "bn": "billion",
    "t": "trillion",
    "tn": "trillion",
    "trn": "trillion",
}
