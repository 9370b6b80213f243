"""Generators of the lesson on ray optics."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.quantities import number, with_article
from tutoring.generators.registry import Draft, generator


@generator("ray-optics.mirror-image")
def mirror_image(rng: random.Random) -> Draft:
    """Image distance of a convex mirror, given its radius."""
    while True:
        focal, distance = rng.choice(range(6, 41, 2)), rng.choice(range(6, 61, 2))
        right = focal * distance / (focal + distance)
        if focal != distance and (right * 10).is_integer():
            break
    radius = 2 * focal
    return numeric_draft(
        f"An object stands {distance} cm in front of a convex mirror of radius of curvature "
        f"{radius} cm. How far behind the mirror is its image?",
        right,
        (
            (focal * distance / abs(distance - focal), "ray-optics-sign-convention"),
            (radius * distance / (radius + distance), "ray-optics-focal-radius"),
            (focal, None),
        ),
        f"$f = +{focal}$ cm and $u = -{distance}$ cm: $\\dfrac1v = \\dfrac1{{{focal}}} + "
        f"\\dfrac1{{{distance}}}$, so $v = {number(right)}$ cm. The virtual image always lies "
        "between the mirror and its focus.",
        unit="cm",
        places=1,
    )


@generator("ray-optics.lens-image")
def lens_image(rng: random.Random) -> Draft:
    """Height of the real image of a converging lens."""
    focal, parts = rng.choice((10, 12, 15, 20, 24, 30)), rng.choice((2, 3, 4, 5))
    height = rng.randint(1, 9)
    nearer = rng.choice((True, False))  # image enlarged or reduced
    distance = focal * (1 + 1 / parts) if nearer else focal * (1 + parts)
    size = parts if nearer else 1 / parts
    return numeric_draft(
        f"An object {height} cm high stands {number(distance)} cm in front of a thin converging "
        f"lens of focal length {focal} cm. How high is its image?",
        height * size,
        (
            (height * focal / (focal + distance), "ray-optics-sign-convention"),
            (height / size, None),
            (height * 2 * focal / abs(distance - 2 * focal), "ray-optics-focal-radius"),
        ),
        f"$\\dfrac1v = \\dfrac1{{{focal}}} - \\dfrac1{{{number(distance)}}}$ gives "
        f"$v = {number(distance * size)}$ cm, so the image is ${number(size)}$ times as high: "
        f"${number(height * size)}$ cm, inverted.",
        unit="cm",
    )


@generator("ray-optics.depth-under-two-layers")
def depth_under_two_layers(rng: random.Random) -> Draft:
    """Apparent depth under two liquids."""
    (text, index), (text_2, index_2) = rng.sample((("4/3", 4 / 3), ("1.5", 1.5), ("1.6", 1.6)), 2)
    depth, depth_2 = rng.choice((8, 12, 16, 20, 24)), rng.choice((8, 12, 16, 24, 36))
    right = depth / index + depth_2 / index_2
    return numeric_draft(
        f"A tank holds {with_article(f'{depth} cm')} layer of a liquid of refractive index {text} "
        f"above {with_article(f'{depth_2} cm')} layer of another of index {text_2}. How deep does "
        "the bottom seem to lie, seen from straight above in air?",
        right,
        (
            (depth * index + depth_2 * index_2, "ray-optics-index-inverted"),
            (2 * (depth + depth_2) / (index + index_2), None),
            (depth + depth_2 - right, None),
        ),
        f"Each layer shrinks by its own index: ${depth}/({text}) + {depth_2}/({text_2}) = "
        f"{number(right)}$ cm. The bottom is raised by ${number(depth + depth_2 - right)}$ cm.",
        unit="cm",
    )
