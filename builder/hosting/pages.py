"""A ``_headers`` file, which Cloudflare Pages and Netlify read at the top of what they serve.

Both send a header twice where two rules name it, so each is named once: files without a fingerprint are left to the
host, which has them asked for again each time. GitHub, GitLab and Gitee Pages read no such file: there the policy in
each page holds, and docs/hosting.md says what is lost.
"""

from __future__ import annotations

from builder.hosting.headers import FINGERPRINTED, FOR_EVER, HEADERS, HSTS, SEAL, Where
from builder.wording import Language, Words

ABOUT = Words(
    "先锋生成的响应头。存为 static/root/_headers，生成网站后就在 public/_headers（Cloudflare Pages、Netlify）。",
    "Headers of this site, written by xianfeng. Save as static/root/_headers (Cloudflare Pages, Netlify).",
)


def write(where: Where, language: Language) -> str:
    lines = [f"# {ABOUT.in_(language)} {SEAL}", f"{where.below}*"]
    lines += [f"  {name}: {value}" for name, value in (*HEADERS, HSTS)]
    for folder in FINGERPRINTED:
        lines += [f"{where.below}{folder}/*", f"  Cache-Control: {FOR_EVER}"]
    return "\n".join([*lines, ""])
