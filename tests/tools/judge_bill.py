"""Whether ``sbom.cdx.json`` is what the standard asks for: ``python -m tests.tools.judge_bill``, in ``make audit``.

The schema is the official one, as cyclonedx-python-lib carries it; with its validators that is thirty packages, so they
stand in the environment of the audit and not in that of the tests.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

BILL = Path(__file__).parent.parent.parent / "sbom.cdx.json"


def main() -> int:
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(BILL.read_text(encoding="utf-8"))
    print(f"{BILL.name}: {fault or 'valid by the schema of CycloneDX 1.6'}")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
