"""Lists keep the structure L > LI > Lbl, LBody, whatever is in them."""

from generator.pdf.inspect import inspect_pdf

from .pages import opened, render, shape, tags


def first_list(body: str):
    data = render("<h1>H</h1>" + body).data
    assert inspect_pdf(data, form=False) == []
    return tags(opened(data), "L")[0]


def test_item_with_several_blocks():
    found = first_list("<ul><li><p>one</p><p>two</p></li></ul>")
    assert shape(found) == ("L", ("LI", ("Lbl", "#"), ("LBody", ("P", "#"), ("P", "#"))))
    assert str(found.A.ListNumbering) == "/Disc"


def test_inner_list_stands_in_its_item():
    found = first_list('<ol type="a"><li>one<ol><li>two</li></ol></li><li>three</li></ol>')
    inner = ("L", ("LI", ("Lbl", "#"), ("LBody", "#")))
    assert shape(found) == ("L", ("LI", ("Lbl", "#"), ("LBody", "#", inner)), ("LI", ("Lbl", "#"), ("LBody", "#")))


def test_list_without_markers():
    found = first_list('<ul style="list-style: none"><li>one</li><li>two</li></ul>')
    assert shape(found) == ("L", ("LI", ("LBody", "#")), ("LI", ("LBody", "#")))
    assert "/A" not in found


def test_description_list_with_wrappers():
    found = first_list("<dl><div><dt>Term</dt><dd>First</dd><dd>Second</dd></div><dt>Other</dt><dd>Third</dd></dl>")
    assert [shape(item) for item in found.K] == [
        ("LI", ("Lbl", "#"), ("LBody", "#", "#")),
        ("LI", ("Lbl", "#"), ("LBody", "#")),
    ]
