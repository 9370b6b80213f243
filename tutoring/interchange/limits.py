"""The bounds of one file of questions; what is beyond them is refused in words."""

FILE_BYTES = 10_000_000
ITEMS = 50_000  # of one file
FAULTS = 10_000  # more of them: the file is something else than was said
STEM_CHARACTERS = 10_000
OPTION_CHARACTERS = 2_000
EXPLANATION_CHARACTERS = 20_000
NAME_CHARACTERS = 200  # titles, categories, identifiers, tags
SOURCE_CHARACTERS = 100_000  # of one text before it is converted
PLAIN_CHARACTERS = 40_000  # of one that is not HTML
HTML_TAGS = 2_000  # of one text
QUESTION_LINES = 500  # where a question goes on to the next one
OPTIONS = 26
TAGS = 20
ACCEPTED = 50  # forms of one short answer
PARTS = 100  # answers, rules or fields of one question, before any is looked at
QUESTION_CHARACTERS = 300_000  # of one question in JSON
NESTING = 64  # JSON and XML
ELEMENT_CHARACTERS = 9_000_000  # text of one XML question, files in it included
ARCHIVE_ENTRIES = 20_000
ARCHIVE_BYTES = 50_000_000  # all entries unpacked
ARCHIVE_ENTRY_BYTES = 25_000_000  # read question by question
ARCHIVE_RATIO = 100  # unpacked against packed, of one entry over the size below
ARCHIVE_RATIO_FROM = 100_000
