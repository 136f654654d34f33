"""How alike two pictures look: a perceptual hash of 64 bits and its distance."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE: Final = 32
KEPT: Final = 8
ALIKE: Final = 4
"""Bits. Measured: compressed again or resized 0–2, cropped by 5 % 16, other words on one template 14, another picture over 20."""


def cosines() -> NDArray[np.float64]:
    """The orthonormal DCT-II matrix of 32 points (N. Ahmed et al., 1974)."""
    row, column = np.mgrid[0:SIDE, 0:SIDE]
    matrix = np.sqrt(2 / SIDE) * np.cos(np.pi * (2 * column + 1) * row / (2 * SIDE))
    matrix[0] = np.sqrt(1 / SIDE)
    return np.asarray(matrix)


DCT: Final = cosines()


def look_of(picture: Image.Image) -> str:
    """The picture's perceptual hash, 16 hexadecimal digits: low frequencies above or below their median."""
    small = np.asarray(picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS), dtype=np.float64)
    low = (DCT @ small @ DCT.T)[:KEPT, :KEPT].flatten()
    bits = low > np.median(low)
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def distance(one: str, other: str) -> int:
    """Bits in which two hashes differ, 0 to 64."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
