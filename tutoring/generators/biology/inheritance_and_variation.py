"""Generators of the lesson on inheritance and variation."""

import random

from tutoring.generators.registry import Draft, Wrong, generator

DIHYBRID = (  # plant, looks of the first gene (dominant, recessive), of the second gene
    ("pea", ("round seeds", "wrinkled seeds"), ("yellow seeds", "green seeds")),
    ("pea", ("tall stems", "dwarf stems"), ("violet flowers", "white flowers")),
    ("pea", ("green pods", "yellow pods"), ("inflated pods", "constricted pods")),
)
CROSSES = (  # mother, father, share of the daughters who are carriers, share who are affected
    ("carriers", "free of the trait", 0.5, 0.0),
    ("carriers", "affected", 0.5, 0.5),
    ("affected", "free of the trait", 1.0, 0.0),
    ("free of the allele", "affected", 1.0, 0.0),
)


@generator("inheritance-and-variation.expected-number-in-a-dihybrid-cross")
def expected_number_in_a_dihybrid_cross(rng: random.Random) -> Draft:
    """Offspring of one look; wrong options count one genotype or one gene only."""
    plant, first, second = rng.choice(DIHYBRID)
    total = 16 * rng.randint(10, 60)
    kinds = rng.choice([(0, 0), (0, 1), (1, 0)])
    chances = [(3, 1)[kind] for kind in kinds]
    sixteenths = chances[0] * chances[1]
    looks = f"{first[kinds[0]]} and {second[kinds[1]]}"
    other = 9 if sixteenths == 3 else 3
    return Draft(
        stem=(
            f"In {plant} plants {first[0]} are dominant over {first[1]}, and {second[0]} over "
            f"{second[1]}; the two genes assort independently. Plants heterozygous for both "
            f"genes are crossed with each other and give {total} offspring. "
            f"About how many of them are expected to have {looks}?"
        ),
        answer=f"{total * sixteenths // 16}",
        wrong=(
            Wrong(f"{total // 16}", "iv-phenotype-genotype"),
            Wrong(f"{total * chances[0] // 4}", "iv-add-multiply"),
            Wrong(f"{total * other // 16}", None),
        ),
        explanation=(
            f"The chances of the two genes are multiplied: $\\tfrac{{{chances[0]}}}{{4}}\\times"
            f"\\tfrac{{{chances[1]}}}{{4}} = \\tfrac{{{sixteenths}}}{{16}}$, and this part of "
            f"{total} is {total * sixteenths // 16}. One sixteenth counts the homozygous "
            "genotype alone."
        ),
    )


@generator("inheritance-and-variation.recombinants-from-a-map-distance")
def recombinants_from_a_map_distance(rng: random.Random) -> Draft:
    """One recombinant class of a test cross; wrong options are other classes or shares."""
    distance, total = rng.randrange(4, 41, 2), rng.randrange(400, 2001, 200)
    one_class = total * distance // 200
    return Draft(
        stem=(
            f"Two genes lie {distance} map units apart on one chromosome. A plant that carries "
            "both dominant alleles on one homologue and both recessive alleles on the other is "
            f"test-crossed and gives {total} offspring. About how many of them are expected to "
            "show the first trait dominant and the second recessive?"
        ),
        answer=f"{one_class}",
        wrong=(
            Wrong(f"{total // 4}", "iv-linkage"),
            Wrong(f"{(total * (100 - distance)) // 200}", "iv-linkage"),
            Wrong(f"{2 * one_class}", None),
        ),
        explanation=(
            f"A distance of {distance} map units means {distance}% recombinants, that is "
            f"{2 * one_class} offspring. They fall into two equal classes, of which one is asked: "
            f"{one_class}. A quarter of all would hold for genes that assort independently."
        ),
    )


@generator("inheritance-and-variation.healthy-carriers-in-a-survey")
def healthy_carriers_in_a_survey(rng: random.Random) -> Draft:
    """Healthy carriers of an X-linked recessive allele; wrong: autosomal or via the father."""
    mother, father, carriers, affected = rng.choice(CROSSES)
    sons, daughters = rng.sample(range(20, 81, 4), 2)
    trait = rng.choice(["red-green colour blindness", "haemophilia"])
    missed = daughters if affected else 0
    count = round(daughters * carriers)
    return Draft(
        stem=(
            f"The X-linked recessive trait of {trait} is studied in many families. All mothers "
            f"are {mother} and all fathers are {father}. The families have {sons} sons and "
            f"{daughters} daughters. About how many of the children are expected to be healthy "
            "carriers of the allele?"
        ),
        answer=f"{count}",
        wrong=(
            Wrong(f"{round((sons + daughters) * carriers)}", "iv-x-linkage"),
            Wrong(f"{missed}", "iv-carrier"),
            Wrong(f"{round(sons * carriers)}", "iv-x-linkage"),
        ),
        explanation=(
            "Sons have a single X, so they are affected or free, never healthy carriers. Of the "
            f"{daughters} daughters {'all receive' if carriers == 1 else 'half receive'} exactly "
            f"one allele of the trait: {count}."
        ),
    )
