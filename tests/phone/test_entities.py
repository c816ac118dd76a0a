"""Telegram's HTML, to the letter: vectors as tdlib's own tests have them."""

from __future__ import annotations

import pytest

from bot.phone.entities import HtmlReader, Unreadable, units
from bot.phone.refusals import Json
from bot.phone.wording import text_of_message, text_of_person


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i aba = 190azAz-.,", "Unexpected end of name token at byte offset 22"),
        ('🏟 🏟&lt;<i aba = "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (
            "🏟 🏟&lt;<i>a</em   >",
            'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
        ),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("Dupont <b", "Unclosed start tag at byte offset 7"),
        ("a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
    ],
)
def test_bad_html_is_refused_in_telegrams_words(html: str, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        HtmlReader(html).read()

    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&ge;&laquo;&nbsp;", "&ge;&laquo;&nbsp;"),
        ("&#8239;&#xA0;&#x1F3DF;", "\u202f\xa0🏟"),
        ("&#12345678;", "&#12345678;"),
        ("&#0;", "&#0;"),
        ("fish & chips", "fish & chips"),
    ],
)
def test_only_four_named_references_and_all_numbers_are_read(html: str, text: str) -> None:
    assert HtmlReader(html).read()[0] == text


def entities(html: str) -> list[Json]:
    return HtmlReader(html).read()[1]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<b>a</b>", "bold"),
        ("<STRONG>a</strong>", "bold"),
        ("<i>a</i>", "italic"),
        ("<em>a</em>", "italic"),
        ("<u>a</u>", "underline"),
        ("<ins>a</ins>", "underline"),
        ("<s>a</s>", "strikethrough"),
        ("<del>a</del>", "strikethrough"),
        ("<tg-spoiler>a</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">a</span>', "spoiler"),
        ("<code>a</code>", "code"),
        ("<pre>a</pre>", "pre"),
        ("<blockquote>a</blockquote>", "blockquote"),
        ("<blockquote expandable>a</blockquote>", "expandable_blockquote"),
    ],
)
def test_each_tag_becomes_its_entity(html: str, kind: str) -> None:
    assert entities(html) == [{"type": kind, "offset": 0, "length": 1}]


def test_offsets_count_utf16_units() -> None:
    assert entities("🏟<b>🏟</b>") == [{"type": "bold", "offset": 2, "length": 2}]
    assert units("🏟a") == 3


def test_the_outer_entity_comes_first() -> None:
    nested = entities("<b>a<i>b</i></b>")

    assert [entity["type"] for entity in nested] == ["bold", "italic"]


def test_links_and_mentions() -> None:
    [link] = entities('<a href="https://x.fr/?a=1&amp;b=2">x</a>')
    [mention] = entities('<a href="tg://user?id=12">Anne</a>')

    assert link["url"] == "https://x.fr/?a=1&b=2"
    assert mention["type"] == "text_mention"
    assert entities('<a href="javascript:alert(1)">x</a>') == []


def test_code_with_a_language_is_one_block() -> None:
    html = '<pre><code class="language-python">x</code></pre>'

    assert entities(html) == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    ]


def test_an_empty_entity_is_none() -> None:
    assert HtmlReader("a<b></b>").read() == ("a", [])


def test_spaces_around_a_text_go_and_its_entities_with_them() -> None:
    text, found = text_of_message("a <b>b </b>\n ", "HTML", [])

    assert text == "a b"
    assert found == [{"type": "bold", "offset": 2, "length": 1}]


def test_commands_and_addresses_are_found() -> None:
    text, found = text_of_person("/start abc, a@b.fr ou https://x.fr/y.")

    kinds = [text[e["offset"] : e["offset"] + e["length"]] for e in found]
    assert kinds == ["/start", "a@b.fr", "https://x.fr/y"]


def test_a_date_with_slashes_is_no_command() -> None:
    assert text_of_person("le 10/03/2026 et/ou")[1] == []
