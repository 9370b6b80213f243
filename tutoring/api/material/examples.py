"""Real answers, for the OpenAPI document."""

from drf_spectacular.utils import OpenApiExample

UPLOADED = [
    OpenApiExample(
        "Uploaded",
        response_only=True,
        status_codes=["201"],
        value={
            "id": "01a1ff02-6d0b-7a14-8f2f-0d5f2e4b7c91",
            "user_id": "01a1fd93-0309-706c-b98e-573726d115f1",
            "session_id": None,
            "title": "Laws of motion, class notes.pdf",
            "media_type": "application/pdf",
            "size": 184_320,
            "sha256": "9f2b5c1e7a3d4f60818293a4b5c6d7e8f90112233445566778899aabbccddeef",
            "status": "waiting",
            "failure": None,
            "page_count": None,
            "pages_read": 0,
            "created_at": "2026-11-21T04:37:12.345000Z",
            "file_url": "/api/material/01a1ff02-6d0b-7a14-8f2f-0d5f2e4b7c91/file/",
        },
    )
]
