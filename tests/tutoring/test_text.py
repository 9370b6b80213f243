"""Learner-facing text: Markdown made safe, TeX left as written, spans of time in words."""

import pytest

from tutoring.templatetags.study_text import answer_part, in_minutes, question_part, study_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One *two*", "<p>One <em>two</em></p>"),
        (r"$a_1 < b_1$ and $c_2$", r"<p>$a_1 &lt; b_1$ and $c_2$</p>"),
        (r"Then $$v = u + at$$ holds.", r"<p>Then $$v = u + at$$ holds.</p>"),
        ("$$a$$\nand only $b$ is,\n$c$", "<p>$$a$$</p>\n<p>and only $b$ is,\n$c$</p>"),
        ("$$\nx^2\n$$", "<p>$$x^2$$</p>"),
        ("$<script>alert(1)</script>$", "<p>$&lt;script&gt;alert(1)&lt;/script&gt;$</p>"),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>"),
        ("![x](http://evil/x.png)", "<p></p>"),
        ("", ""),
        (None, ""),
    ],
)
def test_study_text_keeps_tex_and_lets_no_markup_through(text, html):
    assert study_text(text).strip() == html


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "<a href='javascript:x'>y</a>"])
def test_study_text_makes_no_dangerous_link(text):
    assert "href" not in study_text(text).replace("&lt;a href", "")


def test_practice_question_is_parted_from_its_answer():
    text = "How far? Answer: 12 m."

    assert (question_part(text), answer_part(text)) == ("How far?", "12 m.")
    assert (question_part("How far?"), answer_part("How far?")) == ("How far?", "")
    worked = "A car speeds up. How far? Take $g = 9.8$. It is 3 times 4. Answer: 12 m."
    assert question_part(worked) == "A car speeds up. How far? Take $g = 9.8$."
    assert answer_part(worked) == "It is 3 times 4. Answer: 12 m."
    assert (question_part("Find it. Answer: 3."), answer_part("Find it. Answer: 3.")) == (
        "Find it. ",
        "3.",
    )


@pytest.mark.parametrize(("seconds", "words"), [(0, "< 1 min"), (61, "1 min"), (3900, "1 h 5 min")])
def test_in_minutes_speaks_as_a_learner_does(seconds, words):
    assert in_minutes(seconds) == words
