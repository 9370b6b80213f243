"""Terms that learners swap for their opposite."""

PAIRS = (
    ("exothermic", "endothermic"), ("exergonic", "endergonic"), ("anode", "cathode"),
    ("oxidation", "reduction"), ("oxidised", "reduced"), ("oxidising agent", "reducing agent"),
    ("anion", "cation"), ("acid", "base"), ("acidic", "basic"), ("acidic", "alkaline"),
    ("increase", "decrease"), ("increases", "decreases"), ("increasing", "decreasing"),
    ("maximum", "minimum"), ("positive", "negative"), ("concave", "convex"), ("real", "virtual"),
    ("attractive", "repulsive"), ("attraction", "repulsion"), ("series", "parallel"),
    ("elastic", "inelastic"), ("reversible", "irreversible"), ("soluble", "insoluble"),
    ("solute", "solvent"), ("volatile", "non-volatile"), ("metal", "non-metal"),
    ("saturated", "unsaturated"), ("hypertonic", "hypotonic"), ("aerobic", "anaerobic"),
    ("dominant", "recessive"), ("homozygous", "heterozygous"), ("genotype", "phenotype"),
    ("prokaryote", "eukaryote"), ("prokaryotic", "eukaryotic"), ("artery", "vein"),
    ("afferent", "efferent"), ("sensory", "motor"), ("anabolism", "catabolism"),
    ("anabolic", "catabolic"), ("mitosis", "meiosis"), ("diploid", "haploid"),
    ("xylem", "phloem"), ("monocot", "dicot"), ("vertebrate", "invertebrate"),
    ("autotroph", "heterotroph"), ("transcription", "translation"), ("sympathetic",
    "parasympathetic"), ("diastole", "systole"), ("hyperglycemia", "hypoglycemia"),
    ("inspiration", "expiration"), ("longitudinal", "transverse"), ("conductor", "insulator"),
    ("clockwise", "anticlockwise"), ("upward", "downward"), ("left", "right"),
    ("inflation", "deflation"), ("import", "export"), ("surplus", "deficit"), ("rural", "urban"),
    ("north", "south"), ("east", "west"), ("latitude", "longitude"), ("cyclone", "anticyclone"),
    ("upper house", "lower house"), ("lok sabha", "rajya sabha"), ("direct", "indirect"),
    ("rational", "irrational"), ("odd", "even"), ("numerator", "denominator"),
    ("converse", "inverse"), ("mutually exclusive", "independent"), ("sufficient", "necessary"),
    ("diamagnetic", "paramagnetic"), ("nucleophile", "electrophile"), ("nucleophilic",
    "electrophilic"), ("polar", "non-polar"), ("ionic", "covalent"), ("lyophilic", "lyophobic"),
    ("hydrophilic", "hydrophobic"), ("spontaneous", "non-spontaneous"), ("finite", "infinite"),
    ("symmetric", "asymmetric"), ("perfect", "imperfect"), ("true", "false"),
    ("synonym", "antonym"), ("ascending", "descending"), ("lead", "lag"), ("leads", "lags"),
)  # fmt: skip


def opposites_of(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the well-known opposites of a term in any of its forms."""
    known = {form.casefold() for form in forms}
    return tuple(
        other
        for first, second in PAIRS
        for one, other in ((first, second), (second, first))
        if one in known
    )
