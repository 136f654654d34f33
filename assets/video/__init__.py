"""Video by a bundled ffmpeg: other shapes, burned captions, sign-language inset, even loudness, poster frame, one queue."""
