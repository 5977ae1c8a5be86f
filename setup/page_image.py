"""Makes docs/images/page.png, the picture in the README: the page of the coverage policy that lists the criteria."""

from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "build/restorative-neurostimulation/model/coverage-policy.pdf"
PICTURE = ROOT / "docs/images/page.png"
CRITERIA = "Criteria for medical necessity"


def main() -> None:
    """Find the page with the criteria and write it as a small PNG."""
    document = pypdfium2.PdfDocument(POLICY)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    page = max(range(len(texts)), key=lambda index: texts[index].count("ALL") if CRITERIA in texts[index] else 0)
    image = document[page].render(scale=1.25).to_pil().convert("P", palette=1, colors=64)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    image.save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: page {page + 1}, {PICTURE.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
