"""PDF where PDFium has no build for the machine: pdfminer reads it, in the same child process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from weasyprint import HTML

_WORKER = """
import sys
sys.modules["pypdfium2"] = None
from shenguan_docs.index import extract_worker
sys.argv = ["extract_worker", "pdf", "60", "1500"]
extract_worker.main()
"""


def read(data: bytes) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", _WORKER],
        input=data,
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_pdfminer_reads_every_page_where_pdfium_is_missing() -> None:
    pages = "".join(f"<p style='break-after:page'>第{n}页说采伐许可</p>" for n in (1, 2, 3))
    answer = read(HTML(string=f"<body style='font-family:serif'>{pages}").write_pdf() or b"")
    said = json.dumps(answer, ensure_ascii=False)
    for n in (1, 2, 3):
        assert f"第{n}页说采伐许可" in said.replace(" ", "").replace("\\n", "")


def test_a_broken_pdf_is_said_to_be_broken_by_pdfminer_too() -> None:
    answer = read(b"%PDF-1.7\n" + b"broken " * 50)
    assert "损坏" in json.dumps(answer, ensure_ascii=False)
