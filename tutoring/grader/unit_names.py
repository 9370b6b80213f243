"""The units that learners write, by symbol and by word, and what pint calls them."""

PREFIXES = {
    "f": "femto", "p": "pico", "n": "nano", "μ": "micro", "u": "micro", "m": "milli",
    "c": "centi", "d": "deci", "h": "hecto", "k": "kilo", "M": "mega", "G": "giga", "T": "tera",
}  # fmt: skip
PREFIXED = {
    "m": "meter", "g": "gram", "s": "second", "A": "ampere", "K": "kelvin", "mol": "mole",
    "cd": "candela", "N": "newton", "J": "joule", "W": "watt", "Pa": "pascal", "Hz": "hertz",
    "C": "coulomb", "V": "volt", "Ω": "ohm", "ohm": "ohm", "S": "siemens", "F": "farad",
    "H": "henry", "T": "tesla", "Wb": "weber", "L": "liter", "l": "liter", "eV": "electron_volt",
    "cal": "calorie", "bar": "bar", "Wh": "watt_hour", "Ah": "ampere_hour", "Bq": "becquerel",
    "Gy": "gray", "Sv": "sievert", "lm": "lumen", "lx": "lux", "M": "molar", "rad": "radian",
}  # fmt: skip
PLAIN = {
    "min": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "sec": "second", "secs": "second",
    "d": "day", "yr": "year", "yrs": "year", "t": "metric_ton", "u": "dalton", "amu": "dalton",
    "Da": "dalton", "atm": "standard_atmosphere", "torr": "torr", "Torr": "torr",
    "mmHg": "millimeter_Hg", "cmHg": "centimeter_Hg", "Å": "angstrom", "ha": "hectare",
    "ly": "light_year", "AU": "astronomical_unit", "au": "astronomical_unit", "pc": "parsec",
    "G": "gauss", "hp": "horsepower", "dyn": "dyne", "dyne": "dyne", "erg": "erg", "P": "poise",
    "D": "dioptre_of_lens", "°": "degree", "deg": "degree", "rev": "revolution", "sr": "steradian",
    "rpm": "revolutions_per_minute", "°C": "degree_Celsius", "degC": "degree_Celsius",
    "°F": "degree_Fahrenheit", "degF": "degree_Fahrenheit", "%": "percent", "in": "inch",
    "ft": "foot", "yd": "yard", "mi": "mile", "lb": "pound", "gm": "gram", "gms": "gram",
    "kgs": "kilogram", "mtr": "meter", "amp": "ampere", "amps": "ampere", "mph": "mile_per_hour",
    "kmph": "kilometer_per_hour", "kph": "kilometer_per_hour", "cc": "cubic_centimeter",
    "₹": "rupee", "Rs": "rupee", "INR": "rupee", "$": "dollar", "USD": "dollar", "€": "euro",
    "EUR": "euro", "£": "pound_sterling", "GBP": "pound_sterling", "Ci": "curie", "hz": "hertz",
    "HZ": "hertz", "khz": "kilohertz", "pa": "pascal", "kpa": "kilopascal", "j": "joule",
    "kj": "kilojoule", "kw": "kilowatt", "kv": "kilovolt", "ev": "electron_volt", "Mol": "mole",
}  # fmt: skip
WORDS = {
    "metre": "meter", "meter": "meter", "gram": "gram", "gramme": "gram", "second": "second",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week", "year": "year",
    "ampere": "ampere", "kelvin": "kelvin", "mole": "mole", "candela": "candela",
    "newton": "newton", "joule": "joule", "watt": "watt", "pascal": "pascal", "hertz": "hertz",
    "coulomb": "coulomb", "volt": "volt", "ohm": "ohm", "siemens": "siemens", "farad": "farad",
    "henry": "henry", "tesla": "tesla", "weber": "weber", "litre": "liter", "liter": "liter",
    "electronvolt": "electron_volt", "calorie": "calorie", "bar": "bar", "radian": "radian",
    "degree": "degree", "revolution": "revolution", "steradian": "steradian", "tonne":
    "metric_ton", "dalton": "dalton", "atmosphere": "standard_atmosphere", "angstrom": "angstrom",
    "hectare": "hectare", "acre": "acre", "gauss": "gauss", "poise": "poise", "dioptre":
    "dioptre_of_lens", "diopter": "dioptre_of_lens", "celsius": "degree_Celsius", "fahrenheit":
    "degree_Fahrenheit", "percent": "percent", "inch": "inch", "foot": "foot", "feet": "foot",
    "yard": "yard", "mile": "mile", "pound": "pound", "rupee": "rupee", "paisa": "paisa",
    "paise": "paisa", "dollar": "dollar", "cent": "cent_of_dollar", "euro": "euro", "becquerel":
    "becquerel", "curie": "curie", "gray": "gray", "sievert": "sievert", "lumen": "lumen", "lux":
    "lux", "molar": "molar", "parsec": "parsec", "horsepower": "horsepower", "henries": "henry",
    "inches": "inch", "hrs": "hour", "metres": "meter",
}  # fmt: skip
WORD_PREFIXES = frozenset(PREFIXES.values())
GLUED = (
    "mol", "rad", "kg", "cm", "mm", "km", "Pa", "Hz", "eV", "Wb", "kN", "kJ", "m", "g", "s", "N",
    "J", "W", "V", "A", "K", "C", "T", "H", "F", "L", "Ω",
)  # fmt: skip


def unit_name(written: str) -> str | None:
    """Return pint's name of one unit; None when nobody writes a unit so."""
    for symbol in (written, _with_small_kilo(written)):
        if symbol in PLAIN:
            return PLAIN[symbol]
        if symbol in PREFIXED:
            return PREFIXED[symbol]
        if symbol[:1] in PREFIXES and symbol[1:] in PREFIXED:
            return PREFIXES[symbol[0]] + PREFIXED[symbol[1:]]
    return _word(written.casefold()) if len(written) > 2 else None


def _with_small_kilo(written: str) -> str:
    """Kg, KJ and KHz are common slips of the shift key, never kelvins."""
    return "k" + written[1:] if len(written) > 1 and written[0] == "K" else written


def _word(word: str) -> str | None:
    for form in (word, word.removesuffix("s")):
        if form in WORDS:
            return WORDS[form]
        for prefix in WORD_PREFIXES:
            rest = form.removeprefix(prefix)
            if rest != form and rest in WORDS:
                return prefix + WORDS[rest]
    return None
