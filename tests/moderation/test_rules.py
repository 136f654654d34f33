import re

import pytest

from moderation.checks import check_text
from moderation.rules import Rule, Scope, Severity, rules
from tests.clock import FrozenClock
from tests.needs import strategy_texts

NOW = FrozenClock().now()
BAD = [pytest.param(rule, text, id=f"{rule.id}-bad-{n}") for rule in rules() for n, text in enumerate(rule.bad)]
GOOD = [pytest.param(rule, text, id=f"{rule.id}-good-{n}") for rule in rules() for n, text in enumerate(rule.good)]


def where(rule: Rule) -> Scope:
    """A place the rule looks at: alt text for pictures, what others wrote for comments."""
    return next((scope for scope in (Scope.TEXT, Scope.COMMENT, Scope.BOT, Scope.ALT) if scope in rule.scopes), Scope.TEXT)


def test_there_are_53_rules_and_74_examples() -> None:
    assert len(rules()) == 53
    assert len({rule.id for rule in rules()}) == 53
    assert len(BAD) + len(GOOD) == 74


def test_31_rules_block_10_hold_10_warn_and_2_inform() -> None:
    assert [sum(rule.severity is severity for rule in rules()) for severity in Severity] == [31, 10, 10, 2]


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_a_bad_example_is_found_by_its_rule(rule: Rule, text: str) -> None:
    found = check_text(text, "es", "HN", NOW, scope=where(rule))

    assert rule.id in {finding.rule for finding in found}


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_a_good_example_is_not_found_by_its_rule(rule: Rule, text: str) -> None:
    found = check_text(text, "es", "HN", NOW, scope=where(rule))

    assert rule.id not in {finding.rule for finding in found}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_says_why_and_what_to_do_in_both_languages(rule: Rule) -> None:
    for said in (rule.name, rule.why, rule.fix):
        assert set(said) == {"es", "en"}
        assert all(said.values())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_cites_sources_that_are_listed(rule: Rule) -> None:
    import tomllib

    from moderation.rules import FILE

    assert set(rule.sources) <= set(tomllib.loads(FILE.read_text(encoding="utf-8"))["sources"])


def strategy_paragraphs() -> list[str]:
    lines = [line for file in strategy_texts() for line in file.read_text(encoding="utf-8").splitlines()]
    return [re.sub(r"<[^>]+>", " ", line) for line in lines if line.strip()]


def test_the_strategy_itself_trips_no_rule() -> None:
    found = [
        (line, one.rule, one.words)
        for line in strategy_paragraphs()
        for one in check_text(line, "es", "REG", NOW)
        if one.rule != "R27"
    ]

    assert found == []


def test_the_starter_texts_pass_in_both_languages() -> None:
    from campaigns.starter import read, starter_posts

    texts = [(row[language], language) for row in read("messages")["messages"] for language in ("es", "en")]
    for post in starter_posts():
        for language in ("es", "en"):
            texts += [(said[language], language) for said in (post.text, post.alt, post.title)]
    found = [(text, one.rule, one.words) for text, language in texts for one in check_text(text, language, "REG", NOW)]

    assert found == []
