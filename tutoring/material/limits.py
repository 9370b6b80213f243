"""The bounds of one reading; those that an operator may change come from the settings."""

MOST_PAGES = 500
PAGE_CHARACTERS = 20_000
FILE_CHARACTERS = 2_000_000
PAGE_SECONDS = 10  # of one page; a slower one is left out
MOST_PICTURE_PAGES = 20  # pages of a file whose pictures are searched for text
PICTURE_PIXELS = 40_000_000  # width times height of a decoded picture
PICTURE_SIDE = 2_000  # pixels of the longer side of the picture that is shown
OUTPUT_BYTES = 24_000_000  # all that the child may say
OPEN_FILES = 64
MEMORY_MB = 768
READER_MEMORY_MB = 2_048  # address space with the reader of pictures; a quarter of it is used
