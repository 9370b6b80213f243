"""Pictures, decoded in the child: bounded in pixels, and made new without what they carried."""

import io
import warnings
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from tutoring.material.kinds import Kind
from tutoring.material.limits import PICTURE_PIXELS, PICTURE_SIDE
from tutoring.material.refusals import Refused

BROKEN = "This picture is damaged or cut off. Save it again, or take a new one."
TOO_LARGE = (
    f"This picture has too many pixels. Save it with at most {PICTURE_PIXELS // 1_000_000} million."
)


def decode(file: IO[bytes], kind: Kind) -> Image.Image:
    """Return the first frame of a picture, upright, in plain RGB. Raises Refused."""
    Image.MAX_IMAGE_PIXELS = PICTURE_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(file, formats=[kind.name])
        if image.width * image.height > PICTURE_PIXELS:
            raise Refused(TOO_LARGE)
        image.load()
        return plain(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused(BROKEN) from error


def plain(image: Image.Image) -> Image.Image:
    """Return a picture in RGB, what is transparent in it white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")


def shown(image: Image.Image) -> bytes:
    """Return the JPEG that the page shows: nothing in it but pixels."""
    small = image.copy()
    small.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    written = io.BytesIO()
    small.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
