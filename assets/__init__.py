"""Files and their renditions: library, brand kit, cards, captions, video, Braille and documents."""
