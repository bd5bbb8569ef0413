"""Money and units."""

from __future__ import annotations

import pytest

from narrate.scripting.normalisation import spoken_form

MONEY = [
    ("$5", "five dollars"),
    ("$1", "one dollar"),
    ("$5.50", "five dollars and fifty cents"),
    ("$0.99", "ninety-nine cents"),
    ("$1.01", "one dollar and one cent"),
    ("£20", "twenty pounds"),
    ("£1.50", "one pound and fifty pence"),
    ("€1,000", "one thousand euros"),
    ("100 €", "one hundred euros"),
    ("¥500", "five hundred yen"),
    ("50¢", "fifty cents"),
    ("50p", "fifty pence"),
    ("$1.5 million", "one point five million dollars"),
    ("$5M", "five million dollars"),
    ("£3.2bn", "three point two billion pounds"),
    ("$50k", "fifty thousand dollars"),
    ("$2tn", "two trillion dollars"),
    ("USD 500", "five hundred U S dollars"),
    ("500 EUR", "five hundred euros"),
    ("US$5", "five U S dollars"),
    ("$5–10", "five to ten dollars"),
    ("$5-$10", "five to ten dollars"),
    ("$5–10 million", "five to ten million dollars"),
    ("from $5 to $10", "from five dollars to ten dollars"),
    ("a $5 bill", "a five dollar bill"),
    ("a $3 million house", "a three million dollar house"),
    ("a $100-million deal", "a one hundred million dollar deal"),
    ("$10/hour", "ten dollars per hour"),
    ("-$5", "minus five dollars"),
    ("$1,299.99", "one thousand two hundred ninety-nine dollars and ninety-nine cents"),
    ("$5.00", "five dollars"),
    ("£1m", "one million pounds"),
    ("It cost $5.", "It cost five dollars."),
    ("It cost $5.50.", "It cost five dollars and fifty cents."),
    ("1080p video", "ten eighty p video"),
    ("₹500", "five hundred rupees"),
]

UNITS = [
    ("5 km", "five kilometers"),
    ("5km away", "five kilometers away"),
    ("1 kg", "one kilogram"),
    ("0.5 kg", "zero point five kilograms"),
    ("10 lbs", "ten pounds"),
    ("1 lb", "one pound"),
    ("16 oz.", "sixteen ounces."),
    ("16 oz. of it", "sixteen ounces of it"),
    ("70 mph", "seventy miles per hour"),
    ("100 km/h", "one hundred kilometers per hour"),
    ("9.8 m/s²", "nine point eight meters per second squared"),
    ("3 m/s", "three meters per second"),
    ("100 m²", "one hundred square meters"),
    ("5 km²", "five square kilometers"),
    ("2 cm³", "two cubic centimeters"),
    ("1,000 sq ft", "one thousand square feet"),
    ("8 GB of RAM", "eight gigabytes of Ram"),
    ("512MB", "five hundred twelve megabytes"),
    ("100 Mbps", "one hundred megabits per second"),
    ("5 MB/s", "five megabytes per second"),
    ("20°C", "twenty degrees Celsius"),
    ("-40 °F", "minus forty degrees Fahrenheit"),
    ("1°C", "one degree Celsius"),
    ("a 45° angle", "a forty-five degree angle"),
    ("20–25 °C", "twenty to twenty-five degrees Celsius"),
    ("3.5 GHz", "three point five gigahertz"),
    ("240V", "two hundred forty volts"),
    ("60 W", "sixty watts"),
    ("5 kWh", "five kilowatt hours"),
    ("250 ml", "two hundred fifty milliliters"),
    ("2 L", "two liters"),
    ("5 mg/dL", "five milligrams per deciliter"),
    ("210×297 mm", "two hundred ten by two hundred ninety-seven millimeters"),
    ("5 x 7", "five by seven"),
    ("3 ft x 4 ft", "three feet by four feet"),
    ("10x faster", "ten times faster"),
    ("6'2\"", "six feet two inches"),
    ("6′2″ tall", "six feet two inches tall"),
    ("5'10", "five feet ten"),
    ("6 ft 2 in tall", "six feet two inches tall"),
    ("6 ft.", "six feet."),
    ("a 6-ft fence", "a six-foot fence"),
    ("a 10 km run", "a ten kilometer run"),
    ("a 10-kg bag", "a ten-kilogram bag"),
    ("1/2 mi", "one half mile"),
    ("5½ ft", "five and a half feet"),
    ("3/4 in.", "three quarters of an inch."),
    ("30 mpg", "thirty miles per gallon"),
    ("10k followers", "ten thousand followers"),
    ("2.5M users", "two point five million users"),
    ("a 4K TV", "a four K T V"),
    ("a 10K run", "a ten K run"),
    ("40°26′46″N", "forty degrees twenty-six minutes forty-six seconds north"),
    ("15″ screen", "fifteen inch screen"),
    ("bake at 200C", "bake at two hundred degrees Celsius"),
]

BRITISH = [
    ("5 km", "five kilometres"),
    ("2 l", "two litres"),
    ("3 x 4 m", "three by four metres"),
    ("£105", "one hundred and five pounds"),
]

NOT_UNITS = [
    ("5 in ten", "five in ten"),
    ("He was 5 in May.", "He was five in May."),
    ('He said "I am 5" and left.', 'He said "I am five" and left.'),
    ("The 3 Ms", "The three Ms"),
    ("4 m", "four meters"),
    ("5m people", "five million people"),
]


@pytest.mark.parametrize(("written", "spoken"), MONEY)
def test_money_is_said_as_an_amount(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), UNITS)
def test_a_unit_is_said_by_its_name(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), BRITISH)
def test_britain_has_its_own_spelling(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-GB") == spoken


@pytest.mark.parametrize(("written", "spoken"), NOT_UNITS)
def test_what_looks_like_a_unit_may_be_none(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken
