"""Pictures made anew: decoded by one named decoder, upright, in sRGB, copied into pixels that carry nothing else."""

import io
import struct
import warnings
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms, ImageFile

from assets.errors import Animated, Bomb, Broken, TooManyPixels
from assets.fresh import Fresh
from assets.looks import look_of
from assets.settings import MAX_SIDE, AssetsSection
from assets.sniffing import FileType, Kind

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.TiffImagePlugin")

JPEG_QUALITY: Final = 90
FLAT_COLOURS: Final = 6000
"""Distinct colours among 65,536 sampled pixels; photographs have far more, drawings and cards fewer."""

DECODER_ERRORS: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
)
"""What Pillow's decoders raise on hostile input (found by `tests/bench/hostile.py`)."""


def fresh_picture(file: Path, found: FileType, name: str, limits: AssetsSection) -> Fresh:
    """The picture without anything but its pixels: JPEG for photographs, PNG for drawings and transparency.

    Raises:
        TooManyPixels, Animated, Broken: why it stays outside.
    """
    try:
        with Image.open(file, formats=[found.decoder]) as source:
            refuse_by_header(source, name, limits)
            pixels = decode(source)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Bomb(field="file", name=name, limit=f"{limits.max_megapixels:g}") from error
    except DECODER_ERRORS as error:
        raise Broken(field="file", name=name) from error
    content, mime = encode(pixels)
    return Fresh(content, mime, Kind.IMAGE, pixels.width, pixels.height, look=look_of(pixels))


def refuse_by_header(source: Image.Image, name: str, limits: AssetsSection) -> None:
    """Before a pixel is decoded: a bomb is small on disk and enormous in memory."""
    width, height = source.size
    if width * height > limits.max_megapixels * 1e6:
        raise TooManyPixels(field="file", name=name, width=width, height=height, limit=f"{limits.max_megapixels:g}")
    if getattr(source, "n_frames", 1) > 1:
        raise Animated(field="file", name=name)


def decode(source: Image.Image) -> Image.Image:
    """Upright sRGB pixels of at most 4096 a side, in a picture that never saw the file's other parts."""
    if source.format == "JPEG":
        source.draft("RGB", (MAX_SIDE, MAX_SIDE))
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # importing WeasyPrint turns it on for the whole process
    source.load()
    orientation = orientation_of(source)
    profile = source.info.get("icc_profile")
    plain = in_eight_bits(source)
    plain.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    plain = upright(in_srgb(plain, profile), orientation)
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def orientation_of(source: Image.Image) -> object:
    """EXIF's word on how the camera was held; broken EXIF has none."""
    try:
        return source.getexif().get(0x0112, 1)
    except (*DECODER_ERRORS, UserWarning):
        return 1


def in_eight_bits(source: Image.Image) -> Image.Image:
    """RGB, or RGBA where something really shines through."""
    if source.mode.startswith("I") or source.mode == "F":
        return source.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if source.mode in {"RGBA", "LA", "PA"} or "transparency" in source.info:
        clear = source.convert("RGBA")
        solid = clear.getchannel("A").histogram()[255] == clear.width * clear.height
        return clear.convert("RGB") if solid else clear
    return source.convert("RGB") if source.mode != "RGB" else source.copy()


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as the camera meant them: the profile is applied, then dropped; a broken one is only dropped."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        turned = ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of EXIF's Orientation (CIPA DC-008, tag 274)."""


def upright(picture: Image.Image, orientation: object) -> Image.Image:
    """Turned as the camera was held."""
    turn = TURNS.get(orientation) if isinstance(orientation, int) else None
    return picture.transpose(turn) if turn is not None else picture


def is_flat(pixels: Image.Image) -> bool:
    """A drawing, a logo or a card: few colours, sharp edges that JPEG would smear."""
    sample = pixels.convert("RGB").resize((256, 256), Image.Resampling.NEAREST)
    return sample.getcolors(FLAT_COLOURS) is not None


def encode(pixels: Image.Image) -> tuple[bytes, str]:
    """The bytes that are kept, and their type."""
    buffer = io.BytesIO()
    if pixels.mode == "RGBA" or is_flat(pixels):
        pixels.save(buffer, "PNG", compress_level=6)
        return buffer.getvalue(), "image/png"
    pixels.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True, progressive=True)
    return buffer.getvalue(), "image/jpeg"
