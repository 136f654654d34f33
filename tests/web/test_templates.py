import re
from pathlib import Path

import pytest

from web.front import HERE, TEMPLATES

PAGES = sorted((HERE / "templates").rglob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_template_needs_what_the_policy_refuses(page: Path) -> None:
    source = page.read_text()

    assert not re.search(r"\shx-on|\sstyle=|\son[a-z]+=|js:|javascript:|<style|\|\s*safe", source)
    assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", source))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_word_people_read_goes_through_the_catalogue(page: Path) -> None:
    source = re.sub(r"\{% block body_class %\}.*?\{% endblock %\}|\{[{%].*?[%}]\}", " ", page.read_text(), flags=re.DOTALL)
    words = re.sub(r"<script.*?</script>|<code>.*?</code>|aria-[a-z]+=\"[^\"]*\"|<[^>]+>", " ", source, flags=re.DOTALL)

    known = {"CORETT", "WhatsApp", "Telegram", "Facebook", "X"}
    assert set(re.findall(r"[^\W\d_]+", words)) <= known


def test_every_template_compiles() -> None:
    for name in TEMPLATES.list_templates():
        TEMPLATES.get_template(name)
