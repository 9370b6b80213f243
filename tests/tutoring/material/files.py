"""Tiny files for tests: honest ones and hostile ones, made here byte by byte."""

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf_of(objects: Sequence[bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects (from 1) with a right cross-reference table."""
    written, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + (
            b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
            % (size, root, trailer, len(written))
        )
    )


def stream(body: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries, body)


def text_pdf(*pages: str, catalog: bytes = b"", declared: int | None = None) -> bytes:
    """Return a PDF with one line of text a page; ``declared``: the number of pages it claims."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(pages)))
    count = len(pages) if declared is None else declared
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        FONT,
    ]
    for index, text in enumerate(pages):
        shown = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        lines = b"".join(b"(%s) Tj T* " % line.encode("latin-1") for line in shown.split("\n"))
        content = b"BT /F1 12 Tf 14 TL 40 700 Td %s ET" % lines if text else b""
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (first + 2 * index + 1),
            stream(content),
        ]
    return pdf_of(objects)


def flate_bomb(megabytes: int) -> bytes:
    """Return a PDF whose page unpacks to so many megabytes of text operators."""
    content = zlib.compress(b"(A) Tj " * (megabytes * 1024 * 1024 // 7), 9)
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            stream(content, b"/Filter /FlateDecode"),
            FONT,
        ]
    )


def nested_bomb() -> bytes:
    """Return a PDF whose page is compressed over and over: 200 bytes that ask for gigabytes."""
    content = b"\x00" * (64 * 1024 * 1024)
    for _ in range(3):
        content = zlib.compress(content, 9)
    filters = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            stream(content, filters),
        ]
    )


def looping_pages() -> bytes:
    """Return a PDF whose page tree contains itself."""
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>",
        ]
    )


def looping_xref() -> bytes:
    """Return a PDF whose cross-reference table names itself as the one before it."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    return body + (
        b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R /Prev %d >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(body), len(body))
    )


def looping_object_stream() -> bytes:
    """Return a PDF whose objects lie in an object stream that lies in itself."""
    inner = stream(b"1 0 << /Type /Catalog /Pages 2 0 R >>", b"/Type /ObjStm /N 1 /First 4")
    body = b"%PDF-1.7\n"
    at = len(body)
    body += b"3 0 obj\n%s\nendobj\n" % inner
    # Objects 1 and 3 are said to lie in object stream 3.
    rows = b"".join(
        struct.pack(">BHB", *row) for row in [(0, 0, 0), (2, 3, 0), (0, 0, 0), (2, 3, 0)]
    )
    xref_at = len(body)
    body += b"4 0 obj\n%s\nendobj\n" % stream(
        rows, b"/Type /XRef /W [1 2 1] /Index [0 4] /Size 5 /Root 1 0 R"
    )
    assert at
    return body + b"startxref\n%d\n%%%%EOF\n" % xref_at


def deep_page_tree(depth: int) -> bytes:
    """Return a PDF whose only page lies under so many nodes."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for number in range(2, depth + 2):
        objects.append(b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1))
    objects.append(b"<< /Type /Page /MediaBox [0 0 612 792] >>")
    return pdf_of(objects)


def locked_pdf(user_password: str) -> bytes:
    """Return an encrypted PDF; with an empty password everybody may open it."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(text_pdf("Locked words"))))
    writer.encrypt(user_password, owner_password="owner", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), **options) -> bytes:
    """Return a plain picture."""
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, form, **options)
    return written.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """Return a PNG whose header claims any size, with next to no pixels in it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")
