"""Folding and tokenization of text and queries."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.text.fold import JOINT, flat, fold, fold_with_offsets, index_text, query_words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Miłoś", "Milos"),
        ("Weiß", "weiss"),
        ("STRASSE", "straße"),
        ("Straẞe", "strasse"),
        ("ışık", "isik"),
        ("İstanbul", "istanbul"),
        ("Søren", "soren"),
        ("Đặng Đình", "dang dinh"),
        ("Æsir", "aesir"),
        ("œuvre", "oeuvre"),
        ("Þórr Ðuro", "thorr duro"),
        ("ﬁne ﬂow ﬀ", "fine flow ff"),
        ("ＧＰＴ－４ｏ！", "gpt-4o！"),
        ("𝐀𝛼", "aα"),
        ("Λέξεις", "λεξεις"),
        ("ΛΕΞΕΙΣ", "λεξεισ"),
        ("ΐ ΰ", "ι υ"),
        ("ἀγορᾷ ᾠδή", "αγορα ωδη"),
        ("Ёлка", "елка"),
        ("Іїґ", "ііґ"),
        ("e\u0301te\u0301", "été"),
        ("Việt", "viet"),
        ("Ŋħŧ", "nht"),
        ("Ƶ ǥ ⱥ ȼ", "z g a c"),
        ("paraŀlel", "paral·lel"),
        ("ŉ", "ʼn"),
        ("葛\U000e0100城", "葛城"),
        ("Ɗan Ƙano Ɓauchi", "dan kano bauchi"),  # Hausa
        ("Kɔfi Ɛgya Əliyev", "kofi egya eliyev"),
        ("محـــمد", "محمد"),
        ("ﾊﾟ", "パ"),
        ("がぎ", unicodedata.normalize("NFD", "がぎ")),
        ("⽅法 ㈱ ㎏", "方法 (株) kg"),
        ("한국", unicodedata.normalize("NFD", "한국")),
        ("O’Neill", "o'neill"),
        ("time‑lapse", "time-lapse"),
        ("soft\u00adhyphen", "softhyphen"),
        ("كِتَاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_different_spellings_fold_to_the_same_text(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("й", "и"), ("ў", "у"), ("が", "か"), ("ぱ", "は"), ("ดี", "ดู"), ("हि", "ही"), ("C++", "C")],
)
def test_different_letters_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert flat(one) != flat(other)


@given(st.text())
def test_folding_is_idempotent_and_offsets_point_into_the_original(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    places = list(range(len(text) + 1)) if offsets is None else offsets
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)
    assert index_text(text) == index_text(text)


@given(st.text(st.sampled_from("aB1é-'ßﬁ\u0301 中が강ก ู+#́.\u00ad")))
def test_offsets_belong_to_the_folded_text(text: str) -> None:
    assert fold_with_offsets(text)[0] == fold(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("GPT-4o", "gpt- 4o"),
        ("GPT-4o-mini", "gpt- 4o- mini"),
        ("Qwen2.5-VL.", "qwen2 5- vl"),
        ("用GPT-4o做推理", "用 gpt- 4o 做 推 理"),
        ("time-lapse, O'Neill", "time- lapse o- neill"),
        ("1.5-2.0", "1 5- 2 0"),
        ("x - y, a--b, -1", "x y a b 1"),
        ("the model's", "the model s"),
        ("O'Neill", "o- neill"),
        ("2020-2025", "2020- 2025"),
        ("C++ and C#", "c＋＋ and c＃"),
        ("C++17", "c＋＋ 17"),
        ("Ｃ＋＋", "c＋＋"),
        ("基于C++的C#实现", "基 于 c＋＋ 的 c＃ 实 现"),
        ("LLaVA++", "llava llava＋＋"),
        ("issue #5, a + b", "issue 5 a b"),
        ("方法论", "方 法 论"),
        ("GPT模型", "gpt 模 型"),
        ("カタカナ・テスト", "カ タ カ ナ テ ス ト"),
        ("강화학습", "강 화 학 습"),
        ("ประเมิน", "ป ร ะ เ ม ิ น"),
        ("हिन्दी में", "हिन्दी में"),
        ("α-divergence — “x”", "α- divergence x"),
        ("% 😀 ™", ""),
    ],
)
def test_words_of_a_text(text: str, words: str) -> None:
    """A hyphen ends a word that is joined to the next one."""
    indexed = index_text(text).replace("\ue000", "")
    split = [c if c.isalnum() or not c.isascii() else " " for c in indexed]
    assert "".join(split).replace(JOINT, "-").split() == words.split()
    assert flat(text).split() == words.replace("-", "").split()


@pytest.mark.parametrize(
    ("typed", "words", "joined"),
    [
        ("time-lapse", ["time", "lapse"], "timelapse"),
        ("gpt4o", ["gpt4o"], ""),
        ("qwen2.5-vl", ["qwen2", "5", "vl"], "qwen2 5vl"),
        ("C++", ["c＋＋"], ""),
        ("llava++", ["llava＋＋"], ""),
        ("方法", ["方", "法"], ""),
        ("two words", ["two", "words"], ""),
        ("%", [], ""),
    ],
)
def test_words_of_a_query(typed: str, words: list[str], joined: str) -> None:
    assert query_words(typed) == (words, joined)
