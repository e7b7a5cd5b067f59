"""Object stores (OSS, COS, OBS, S3): what to set on upload, and what on the CDN before them, as JSON.

Each provider has a tool of its own, so this is a table and no script: documents, the order of upload, what each kind of
name is sent with. A store sends Cache-Control and Content-Type as they were set on upload; the other headers are set
on the CDN.
"""

from __future__ import annotations

import json

from builder.addresses import FINGERPRINT
from builder.hosting.headers import ASK, FOR_EVER, HEADERS, HSTS, SEAL, TYPES, Where
from builder.wording import Language, Words

ABOUT = Words(
    "先上传 files 的第一组，再上传其余，最后删除多余的；headers 设在前面的 CDN 上。",
    "Upload the first group of files, then the others, delete last; the headers are set on the CDN.",
)


def write(where: Where, language: Language) -> str:
    told = {
        "about": f"{ABOUT.in_(language)} {SEAL}",
        "host": where.host,
        "prefix": where.below.strip("/"),
        "index_document": "index.html",
        "error_document": f"{where.below.lstrip('/')}404.html",
        "error_status": 404,
        "files": [
            {"match": FINGERPRINT, "Cache-Control": FOR_EVER},
            {"match": ".*", "Cache-Control": ASK},
        ],
        "types": TYPES,
        "headers": dict((*HEADERS, HSTS)),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
