"""Units: what their symbols are called, one and many. Data only.

American spellings; BRITISH has those that differ. A full stop after a symbol is the rule's business.
"""

from __future__ import annotations


def _named(table: str) -> dict[str, tuple[str, str]]:
    """A table of lines "symbols: one, many"; without `many` the plural adds an s."""
    names: dict[str, tuple[str, str]] = {}
    for line in table.strip().splitlines():
        symbols, _, words = line.partition(": ")
        one, _, many = words.partition(", ")
        names.update(dict.fromkeys(symbols.split(), (one.strip(), many.strip() or one.strip() + "s")))
    return names


UNITS = _named("""
nm: nanometer
µm μm: micrometer
mm: millimeter
cm: centimeter
dm: decimeter
m: meter
km: kilometer
ft: foot, feet
yd yds: yard
mi: mile
nmi: nautical mile
ly: light year
mg: milligram
µg μg mcg ug: microgram
g: gram
kg kgs: kilogram
lb lbs: pound
oz: ounce
ml mL: milliliter
cl cL: centiliter
dl dL: deciliter
L l: liter
hl hL: hectoliter
gal gals: gallon
qt qts: quart
pt: pint
pts: point
tbsp tbs: tablespoon
tsp: teaspoon
cc: cubic centimeter
ha: hectare
ac: acre
ns: nanosecond
µs μs: microsecond
ms: millisecond
s sec secs: second
min mins: minute
h hr hrs: hour
wk wks: week
mo mos: month
yr yrs: year
mph: mile per hour, miles per hour
kph kmh: kilometer per hour, kilometers per hour
mpg: mile per gallon, miles per gallon
knots kn kt kts: knot
rpm: revolution per minute, revolutions per minute
bpm: beat per minute, beats per minute
fps: frame per second, frames per second
Hz: hertz, hertz
kHz: kilohertz, kilohertz
MHz: megahertz, megahertz
GHz: gigahertz, gigahertz
THz: terahertz, terahertz
dB: decibel
V: volt
mV: millivolt
kV: kilovolt
mA: milliamp
mAh: milliamp hour
Ah: amp hour
W: watt
mW: milliwatt
kW: kilowatt
MW: megawatt
GW: gigawatt
Wh: watt hour
kWh: kilowatt hour
MWh: megawatt hour
GWh: gigawatt hour
TWh: terawatt hour
hp: horsepower, horsepower
J: joule
kJ: kilojoule
MJ: megajoule
cal: calorie
kcal: kilocalorie
kN: kilonewton
Nm: newton meter
Pa: pascal
hPa: hectopascal
kPa: kilopascal
MPa: megapascal
mmHg: millimeter of mercury, millimeters of mercury
psi: pound per square inch, pounds per square inch
mbar: millibar
Ω: ohm
kΩ: kilohm
mol: mole
mmol: millimole
KB kB: kilobyte
MB: megabyte
GB: gigabyte
TB: terabyte
PB: petabyte
KiB: kibibyte
MiB: mebibyte
GiB: gibibyte
kb Kb: kilobit
Mb: megabit
Gb: gigabit
kbps Kbps kbit/s: kilobit per second, kilobits per second
Mbps Mbit/s: megabit per second, megabits per second
Gbps Gbit/s: gigabit per second, gigabits per second
MBps: megabyte per second, megabytes per second
bps bp: basis point
rds: round
doz: dozen, dozen
atm: atmosphere
eV: electronvolt
keV: kiloelectronvolt
MeV: megaelectronvolt
GeV: gigaelectronvolt
TeV: teraelectronvolt
px: pixel
MP: megapixel
dpi: dot per inch, dots per inch
ppi: pixel per inch, pixels per inch
ppm: part per million, parts per million
ppb: part per billion, parts per billion
°C ℃ ºC: degree Celsius, degrees Celsius
°F ℉ ºF: degree Fahrenheit, degrees Fahrenheit
° º: degree
""")
UNITS["K"] = ("kelvin", "kelvins")
UNITS |= dict.fromkeys(("fl oz", "fl. oz"), ("fluid ounce", "fluid ounces"))

# Symbols that are also words or letters, and units only where more than a number before them says so.
WITH_STOP_ONLY = {"in": ("inch", "inches"), "st": ("stone", "stone"), "c": ("cup", "cups")}
SPACED_ONLY = {"K", "J"}  # "5K" is five thousand, "5h" is told by durations

PER = {
    "bbl": "barrel",
    "s": "second",
    "sec": "second",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "hour": "hour",
    "day": "day",
    "d": "day",
    "week": "week",
    "wk": "week",
    "month": "month",
    "mo": "month",
    "year": "year",
    "yr": "year",
    "person": "person",
    "capita": "capita",
    "sq ft": "square foot",
    "cell": "cell",
    "dose": "dose",
    "serving": "serving",
    "kg": "kilogram",
    "lb": "pound",
    "oz": "ounce",
    "l": "liter",
    "gal": "gallon",
    "mi": "mile",
    "km": "kilometer",
}

BRITISH = {"meter": "metre", "liter": "litre"}
