"""The choice of blocks: where the model is certain, where it is sure of nothing, and what rules add on short pages."""

import numpy as np
import pytest

from unspin.text import selection
from unspin.text.blocks import Block

SENTENCES = (
    "The ferry to Little Ansty will not sail on Sundays any more, the county said on Tuesday.",
    "Its crew of three has not been paid since the spring, and the county owes the yard for a new shaft.",
    "Whoever wants to cross on a Sunday will have to drive forty minutes to the bridge at Corr.",
)
CLOUD = "ansty bridge budget council county crew ferry harbour island ladder mayor office parish pier river school " * 3


def blocks_of(*texts: str, gap: bool = True) -> list[Block]:
    return [Block(text, gap=gap) for text in texts]


def chosen(blocks: list[Block], chances: list[float]) -> list[int]:
    return selection.likely(blocks, np.array(chances, np.float32), selection.reasons(blocks))


def menu(count: int) -> list[str]:
    return [f"Parish {number}" for number in range(count)]


def test_a_cloud_of_tags_is_no_article_where_the_page_has_one():
    texts = [*menu(60), CLOUD, *menu(40), *SENTENCES[:2]]
    blocks = blocks_of(*texts)
    found = chosen(blocks, [0.01] * 60 + [0.35] + [0.01] * 40 + [0.02, 0.02])
    assert [blocks[at].text for at in found] == list(SENTENCES[:2])


def test_what_the_model_holds_for_likely_stays_even_if_it_does_not_read_like_an_article():
    blocks = blocks_of(*menu(60), CLOUD, *menu(40), *SENTENCES[:2])
    assert chosen(blocks, [0.01] * 60 + [0.7] + [0.01] * 40 + [0.02, 0.02]) == [60]


def test_where_the_rules_find_nothing_either_the_likeliest_blocks_stand_for_the_article():
    blocks = blocks_of(*menu(60), CLOUD, *menu(40))
    assert chosen(blocks, [0.01] * 60 + [0.35] + [0.01] * 40) == [60]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (CLOUD, False),
        (CLOUD.replace(" council", ", council").replace(" mayor", ", mayor"), True),
        (SENTENCES[0].rstrip(".") + ", and nobody had told the crew or the yard, which read of it in the paper", True),
        ("วันนี้เรือข้ามฟากหยุดให้บริการทุกวันอาทิตย์ " * 8, True),
        ("フェリーは日曜日に運航しないと郡が火曜日に発表した" * 3, True),
    ],
)
def test_running_text_without_a_stop_at_its_end_has_marks_in_it(text, reads):
    assert selection.is_sentence(Block(text.strip())) is reads


def test_on_a_short_page_rules_do_not_take_from_the_article_what_the_model_is_certain_of():
    texts = ["Ferry", "An odd beginning: crossing", *SENTENCES, "A note on fares"]
    blocks = blocks_of(*texts)
    run = selection.best_run(blocks, selection.reasons(blocks))
    assert run is not None
    assert 1 not in range(*run)
    assert chosen(blocks, [0.02, 0.99, 0.99, 0.99, 0.99, 0.02]) == [1, 2, 3, 4]


def test_on_a_short_page_rules_decide_what_the_model_is_not_sure_of():
    blocks = blocks_of("Ferry", *SENTENCES, "A note on fares")
    assert chosen(blocks, [0.35, 0.45, 0.45, 0.45, 0.35]) == [1, 2, 3]
